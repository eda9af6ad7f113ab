import { constantOf } from '../binding.ts'
import { describeType } from '../codec/describe-type.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { numberOf } from './names.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')

/** What may be told to every call that waits. */
export interface WaitOptions {
  /** Milliseconds for the whole call; null waits for ever, 0 does not wait. By default the socket's own. */
  timeout?: number | null | undefined
}

/** {@link WaitOptions} of a call that gives a promise. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Aborting rejects with an AbortError; the socket stays open and what has come stays unread. */
  signal?: AbortSignal | undefined
}

/** The names of what may be told to a call, and to the twin that blocks. */
export interface CallOptions {
  readonly promise: ReadonlySet<string>
  readonly sync: ReadonlySet<string>
}

/** The options of a call: those of its own, and what all may be told of waiting. */
export function callOptions(...own: string[]): CallOptions {
  return {
    promise: new Set([...own, 'timeout', 'signal']),
    sync: new Set([...own, 'timeout']),
  }
}

export const WAIT = callOptions()

/** What a call was told, each option read once; flags as a number. */
export type Told<Options> = Readonly<Omit<Options, 'flags'>> & { readonly flags?: number }

/** What a call was told that was given no options. */
export const NOTHING: Told<object> = Object.freeze({})

/** Reads each option once, before anything else happens. A name that is not known is a TypeError. */
export function tell<Options extends object>(
  options: Options | undefined,
  known: ReadonlySet<string>,
): Told<Options> {
  return options === undefined ? (NOTHING as Told<Options>) : read(options, known)
}

function read<Options extends object>(given: unknown, known: ReadonlySet<string>): Told<Options> {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Options must be an object, not ${describeType(given)}`)
  }
  checkKeys(given, known, 'option')
  const told: Record<string, unknown> = {}
  for (const name of known) {
    const value = (given as Record<string, unknown>)[name]
    if (value !== undefined) told[name] = name === 'flags' ? numberOf(value, 'flags') : value
  }
  return told as Told<Options>
}

/** What a call was told of waiting: MSG_DONTWAIT among its flags says not to. */
export function waitingIn({
  timeout,
  signal,
  flags = 0,
}: Told<AsyncWaitOptions>): AsyncWaitOptions {
  return { timeout: (flags & MSG_DONTWAIT) === 0 ? timeout : 0, signal }
}
