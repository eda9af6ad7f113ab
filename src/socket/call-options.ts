import { constantOf } from '../binding.ts'
import type { FlagTable } from '../codec/flags.ts'
import { type AboutNames, strayKey } from '../codec/known-keys.ts'
import { hasNames } from '../codec/type-check.ts'
import { checkWaitOptions, isSignal, type WaitLimits } from '../engine/wait-limits.ts'
import { MESSAGE_FLAGS } from '../protocols/message-flags.ts'
import {
  type Elsewhere,
  NOT_OF_ADDRESS,
  NOT_OF_TARGET,
  notOptions,
  unknownOption,
} from './misplaced.ts'
import { flagsOf } from './names.ts'
import type { Direction } from './taken.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')

/** Options of every waiting call. */
export interface WaitOptions {
  /**
   * Milliseconds for the whole call: `null` waits indefinitely, 0 does not wait (EAGAIN). The
   * default is the socket's own `Socket.timeout`.
   */
  timeout?: number | null | undefined
  /**
   * The moment of `performance.now()` at which the call ends, instead of the socket's own timeout;
   * `Infinity` waits indefinitely. A call whose deadline has passed still tries once, and then
   * fails with `ERR_SOCKET_TIMEOUT`. If a `timeout` is given too, the earlier of the two ends the
   * call.
   */
  deadline?: number | undefined
}

/** Options of every waiting call that returns a promise. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Aborting rejects with an AbortError; the socket stays open and what has arrived stays unread. */
  signal?: AbortSignal | undefined
}

/** For callers that give a port in place of the options, as `net` and `dgram` accept it. */
export const ONE_ADDRESS = ": a port belongs to the address, '127.0.0.1:80'"

/** As {@link ONE_ADDRESS}, for targets. */
export const ONE_TARGET = ': host and port are one target, { host, port }'

/**
 * Throws a TypeError for extra arguments, which would be ignored otherwise.
 *
 * @param more What follows the only argument.
 * @param instead Where that belongs: {@link ONE_ADDRESS}.
 */
export function noMore(call: string, more: readonly unknown[], instead: string): void {
  if (more.length > 0) throw new TypeError(`${call} takes one argument${instead}`)
}

/** The forms of a call: awaited, blocking, and the one that never waits. */
export type Form = 'promise' | 'sync' | 'once'

const INSTEAD_OF_SIGNAL = 'a blocking call takes timeout or deadline instead'

/** The error for a signal in what a blocking call is given: `'part of a target'`. */
export function noSignal(what: string): TypeError {
  return new TypeError(`Unknown ${what}: signal; ${INSTEAD_OF_SIGNAL}`)
}

/** What to say about the options that only other forms have. */
const INSTEAD: Readonly<Record<Form, AboutNames>> = {
  promise: new Map(),
  sync: new Map([['signal', INSTEAD_OF_SIGNAL]]),
  once: new Map(
    ['timeout', 'deadline', 'signal'].map((name) => [name, 'this call never waits'] as const),
  ),
}

/** What a call says about its options besides their names. */
interface OptionDetails {
  /** In which direction the call moves data, if it does: a stream may do that in its place. */
  readonly direction: Direction | undefined
  /** The flags of this call by their names. */
  readonly flags: FlagTable
  /** What precedes the options, for callers that give it in their place. */
  readonly before: string
  /** What belongs elsewhere. */
  readonly elsewhere: Elsewhere
  /** Default limits of a call to which the socket's timeout does not apply. */
  readonly limits: WaitLimits | undefined
}

/** The option names of each form of a call. */
export interface OptionNames extends Readonly<Record<Form, ReadonlySet<string>>>, OptionDetails {}

/** The names of a call's own options, with those of every waiting call. */
export function callOptions(
  own: readonly string[] = [],
  {
    direction,
    flags = MESSAGE_FLAGS,
    before = '',
    elsewhere = [],
    limits,
  }: Partial<OptionDetails> = {},
): OptionNames {
  return {
    promise: new Set([...own, 'timeout', 'deadline', 'signal']),
    sync: new Set([...own, 'timeout', 'deadline']),
    once: new Set(own),
    direction,
    flags,
    before,
    elsewhere,
    limits,
  }
}

/** The options of a call that has none but those of every waiting call. */
export const WAIT = callOptions()

/** The options of a call that takes an address. */
export const WAIT_FOR_ADDRESS = callOptions([], { before: ONE_ADDRESS, elsewhere: NOT_OF_ADDRESS })

/** The options of a call that takes a target. */
export const WAIT_FOR_TARGET = callOptions([], { before: ONE_TARGET, elsewhere: NOT_OF_TARGET })

/** The caller's options, each read once; flags as a number. */
export type Given<Options> = Readonly<Omit<Options, 'flags'>> & { readonly flags?: number }

const NOTHING: Given<object> = Object.freeze({})

/**
 * Reads each option once, before anything else happens. An unknown name is a TypeError.
 *
 * @param form The form of the call that is given the options.
 */
export function readOptions<Options extends object>(
  options: Options | undefined,
  names: OptionNames,
  form: Form,
): Given<Options> {
  return options === undefined || options === NOTHING
    ? (NOTHING as Given<Options>)
    : read(options, form, names)
}

function read<Options extends object>(
  options: unknown,
  form: Form,
  { [form]: known, before, elsewhere, flags }: OptionNames,
): Given<Options> {
  // An AbortSignal has none of the options, and would be ignored.
  if (!hasNames(options) || isSignal(options))
    throw notOptions(options, known, flags, before, INSTEAD[form])
  const stray = strayKey(options, known)
  if (stray !== undefined) throw unknownOption(stray, known, elsewhere, INSTEAD[form])
  const given: Record<string, unknown> = {}
  for (const name of known) {
    const value = options[name]
    // A flag that is undefined is a constant whose name is misspelled.
    if (name === 'flags' && name in options) given[name] = flagsOf(value, name, flags)
    else if (value !== undefined) given[name] = value
  }
  return given as Given<Options>
}

/** How long a call with these options waits; `defaults` are the socket's own limits. */
export function limitsOf(given: Given<AsyncWaitOptions>, defaults: WaitLimits): WaitLimits {
  return given === NOTHING ? defaults : limitsIn(given, defaults)
}

function limitsIn(given: Given<AsyncWaitOptions>, defaults: WaitLimits): WaitLimits {
  const { deadline, signal, flags = 0 } = given
  const timeout = (flags & MSG_DONTWAIT) === 0 ? given.timeout : 0
  if (timeout === undefined && deadline === undefined && signal === undefined) return defaults
  return checkWaitOptions({ timeout, deadline, signal }, defaults.timeout)
}
