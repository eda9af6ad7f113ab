import { numbers, platform } from '../binding.ts'
import { suggestion, unknownName } from '../codec/nearest.ts'
import { show } from '../codec/show.ts'
import { SHUTDOWN_VALUES } from '../protocols/call-values.ts'
import { FAMILIES } from '../protocols/family-numbers.ts'
import { OTHER_NAMES } from '../protocols/other-names.ts'
import { PROTOCOLS } from '../protocols/socket-protocols.ts'
import { SOCKET_TYPES } from '../protocols/socket-types.ts'

/**
 * The names for each kind of argument. A name of another kind has a number too, but no meaning
 * here.
 */
const KINDS: Readonly<Record<string, readonly object[]>> = {
  family: [FAMILIES],
  type: [SOCKET_TYPES],
  protocol: Object.values(PROTOCOLS),
  how: [SHUTDOWN_VALUES],
}
const FEW = 4

/** Whether a C name belongs to another argument: AF_INET is not a type. */
export function isOfOtherKind(name: string, what: string): boolean {
  return isOfKind(name, what) === false
}

/** The error for a name that is not of this kind: `'No family AF_INETT; did you mean AF_INET?'` */
export function unknownNameOfKind(name: string, what: string): TypeError {
  const known = namesOf(what)
  const isLacking = isOfKind(name, what) === true
  const isUnlike = isLacking || suggestion(name, known, OTHER_NAMES) === ''
  if (KINDS[what] && known.length <= FEW) return notNumber(name, what)
  if (platform.constant(name) !== undefined) return new TypeError(`${name} is not a ${what}`)
  if (isUnlike) return new TypeError(`No ${what} ${show(name)} on this platform`)
  return unknownName(what, name, known, OTHER_NAMES)
}

/** The error for what is neither a number nor a name, with all names if they are few. */
export function notNumber(given: unknown, what: string): TypeError {
  const known = KINDS[what] ? namesOf(what) : []
  const isOneOf = known.length > 1 && known.length <= FEW
  const must = isOneOf
    ? `${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}`
    : 'a C name or a number'
  return new TypeError(`${what} must be ${must}, not ${show(given)}`)
}

function isOfKind(name: string, what: string): boolean | undefined {
  return KINDS[what]?.some((table) => Object.hasOwn(table, name))
}

function namesOf(what: string): string[] {
  const all = Object.keys(numbers)
  return KINDS[what] ? all.filter((name) => isOfKind(name, what)) : all
}
