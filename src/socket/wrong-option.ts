import { platform } from '../binding.ts'
import { unknownName } from '../codec/nearest.ts'
import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'
import type { ControlMessage } from '../protocols/control.ts'
import { everyControl, everyOption, optionByName } from '../protocols/index.ts'
import { OTHER_NAMES } from '../protocols/other-names.ts'
import { DESCRIPTOR_PASSING } from '../protocols/socket/control.ts'

// What is given in place of an option's name, or of its value, and what its author may have meant.

const LEVEL = /^(SOL|IPPROTO)_/

/** The error for what is not the name of an option; `value` is what is set or asked about. */
export function noOption(name: unknown, value: unknown, syscall: string): TypeError {
  if (typeof name !== 'string') {
    const several =
      syscall === 'setsockopt' && hasNames(name) ? '; setOptions takes { name: value }' : ''
    return new TypeError(`The name of an option must be a string, not ${show(name)}${several}`)
  }
  if (LEVEL.test(name) && platform.constant(name) !== undefined)
    return new TypeError(`${name} is a level: ${rightCall(name, value, syscall)}`)
  if (Object.hasOwn(DESCRIPTOR_PASSING, name) || controlByName(name))
    return new TypeError(`${name} is a control message: ${howToHave(name)}`)
  const names = everyOption().map((row) => row.name)
  return unknownName('option', name, names, OTHER_NAMES)
}

/** How to get or set an option by its name: `"getOption('SO_KEEPALIVE')"`. */
export function byName(name: string, syscall: string): string {
  return syscall === 'getsockopt' ? `getOption('${name}')` : `setOption('${name}', value)`
}

/** The right call for a level, by the option that was given with it, if any. */
function rightCall(level: string, option: unknown, syscall: string): string {
  if (typeof option === 'string' && optionByName(option)) return byName(option, syscall)
  const given = typeof option === 'number' ? option : 'option'
  return syscall === 'getsockopt'
    ? `getOption('${level}', ${given}, length)`
    : `setOption('${level}', ${given}, bytes)`
}

/** How a control message is received, or else sent. */
function howToHave(name: string): string {
  const option = addedBy(name)
  if (option !== undefined) return `the option ${option} adds it`
  return controlByName(name)?.details.receiveOnly
    ? 'recvMessage returns it'
    : `sendMessage({ control: { ${name}: … } })`
}

function controlByName(name: string): ControlMessage | undefined {
  return everyControl().find((row) => row.name === name)
}

/** The option of another name that adds the control message of this name to what is received. */
function addedBy(name: string): string | undefined {
  if (name === 'SCM_PIDFD') return 'SO_PASSPIDFD'
  const { enabledBy } = controlByName(name)?.details ?? {}
  const option = typeof enabledBy === 'string' ? enabledBy : enabledBy?.[0]
  return option === name ? undefined : option
}

/**
 * The error for a value, if it is true or false, as the option has it that adds the control message
 * of this name; other errors are unchanged.
 */
export function notValue(error: unknown, name: string, value: unknown): unknown {
  const option = typeof value === 'boolean' ? addedBy(name) : undefined
  return option !== undefined && error instanceof TypeError
    ? new TypeError(`${error.message}; ${option} adds it to messages`)
    : error
}

/** Throws a TypeError for the name of an option in place of its level. */
export function checkLevel(level: unknown, syscall: string): void {
  if (typeof level === 'string' && optionByName(level))
    throw new TypeError(`${level} is not a level: ${byName(level, syscall)}`)
}

/** `'; setOption sets one'`, for the name of an option in place of the options. */
export function hintForName(options: unknown): string {
  if (typeof options !== 'string' || !optionByName(options)) return ''
  return `: { ${options}: value }; setOption sets one`
}
