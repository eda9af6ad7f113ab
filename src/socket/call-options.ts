import { constantOf } from '../binding.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { objectFrom } from '../codec/type-check.ts'
import { checkWaitOptions, type WaitLimits } from '../engine/wait-limits.ts'
import { MESSAGE_FLAGS } from '../protocols/message-flags.ts'
import { flagsOf } from './names.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')

/** Options of every waiting call. */
export interface WaitOptions {
  /**
   * Milliseconds for the whole call: `null` waits indefinitely, 0 does not wait. By default the
   * socket's own `Socket.timeout`.
   */
  timeout?: number | null | undefined
}

/** Options of every waiting call that returns a promise. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Aborting rejects with an AbortError; the socket stays open and what has arrived stays unread. */
  signal?: AbortSignal | undefined
}

/** The option names of a call, and of its blocking form. */
export interface OptionNames {
  readonly promise: ReadonlySet<string>
  readonly sync: ReadonlySet<string>
  /** Default limits of a call to which the socket's timeout does not apply. */
  readonly limits: WaitLimits | undefined
}

/** The names of a call's own options, with those of every waiting call. */
export function callOptions(own: readonly string[] = [], limits?: WaitLimits): OptionNames {
  return {
    promise: new Set([...own, 'timeout', 'signal']),
    sync: new Set([...own, 'timeout']),
    limits,
  }
}

/** The options of a call that has none but those of every waiting call. */
export const WAIT = callOptions()

/** The options that a caller gave, each read once; flags as a number. */
export type Given<Options> = Readonly<Omit<Options, 'flags'>> & { readonly flags?: number }

const NOTHING: Given<object> = Object.freeze({})

/**
 * Reads each option once, before anything else happens. An unknown name is a TypeError.
 *
 * @param flags The flags of this call by their names.
 */
export function readOptions<Options extends object>(
  options: Options | undefined,
  known: ReadonlySet<string>,
  flags: object = MESSAGE_FLAGS,
): Given<Options> {
  return options === undefined || options === NOTHING
    ? (NOTHING as Given<Options>)
    : read(options, known, flags)
}

function read<Options extends object>(
  options: unknown,
  known: ReadonlySet<string>,
  flags: object,
): Given<Options> {
  const from = objectFrom(options, 'Options')
  checkKeys(from, known, 'option')
  const given: Record<string, unknown> = {}
  for (const name of known) {
    const value = from[name]
    // A flag that is undefined is a constant whose name is misspelled.
    if (name === 'flags' && name in from) given[name] = flagsOf(value, name, flags)
    else if (value !== undefined) given[name] = value
  }
  return given as Given<Options>
}

/** How long a call with these options waits; `defaults` are the socket's own limits. */
export function limitsOf(given: Given<AsyncWaitOptions>, defaults: WaitLimits): WaitLimits {
  return given === NOTHING ? defaults : limitsIn(given, defaults)
}

function limitsIn(given: Given<AsyncWaitOptions>, defaults: WaitLimits): WaitLimits {
  const { signal, flags = 0 } = given
  const timeout = (flags & MSG_DONTWAIT) === 0 ? given.timeout : 0
  if (timeout === undefined && signal === undefined) return defaults
  return checkWaitOptions({ timeout, signal }, defaults.timeout)
}
