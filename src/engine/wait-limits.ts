import { abortError, SocketTimeoutError } from '../errors.ts'
import { checkTimeout, deadlineAfter, millisecondsUntil } from './deadline.ts'
import { rearmingTimer } from './timer.ts'
import { reportUncaught } from './uncaught.ts'

/** How long a call may wait. */
export interface WaitLimits {
  /** Milliseconds; null waits indefinitely. */
  readonly timeout: number | null
  readonly signal?: AbortSignal | undefined
}

/** Checks the caller's `timeout` and `signal`. */
export function checkWaitOptions(
  given: { readonly timeout?: unknown; readonly signal?: unknown },
  defaultTimeout: number | null = null,
): WaitLimits {
  const { timeout, signal } = given
  if (signal !== undefined && !isSignal(signal)) {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { timeout: timeout === undefined ? defaultTimeout : checkTimeout(timeout), signal }
}

/** Recognized by its methods: a signal of another realm (vm, Jest) is of another class. */
function isSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof value.aborted === 'boolean' &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function' &&
    'removeEventListener' in value &&
    typeof value.removeEventListener === 'function'
  )
}

/** Creates the error for a call of this name. */
export type ErrorFactory = (syscall: string) => Error

/**
 * Calls `giveUp` once, at the deadline or on abort, whichever comes first, unless it is stopped
 * before. At a deadline the kernel must be asked once more: timers come before events, so the
 * answer may be there already when something else blocked the thread.
 */
export function onDeadlineOrAbort(
  { timeout, signal }: WaitLimits,
  giveUp: (create: ErrorFactory, atDeadline: boolean) => void,
): () => void {
  let over = false
  let stopTimer: (() => void) | undefined
  const end = (create: ErrorFactory, atDeadline: boolean): void => {
    if (over) return
    stop()
    giveUp(create, atDeadline)
  }
  const abort = (): void => {
    if (signal) end(() => abortError(signal), false)
  }
  function stop(): void {
    over = true
    stopTimer?.()
    try {
      if (signal) callListener(signal, 'removeEventListener', abort)
    } catch (error) {
      reportUncaught(error) // from a signal of the caller's own class; the call has been answered
    }
  }
  if (timeout !== null) {
    stopTimer = onTimeout(timeout, (create) => {
      end(create, true)
    })
  }
  try {
    if (signal) callListener(signal, 'addEventListener', abort)
  } catch (error) {
    stopTimer?.()
    throw error
  }
  if (signal?.aborted) abort() // since it was last checked
  return stop
}

/** The runtime's own AbortSignal is used through EventTarget's methods, which nobody can replace. */
function callListener(
  signal: AbortSignal,
  method: 'addEventListener' | 'removeEventListener',
  listener: () => void,
): void {
  if (signal instanceof AbortSignal) {
    EventTarget.prototype[method].call(signal, 'abort', listener)
  } else (signal as AbortSignal)[method]('abort', listener)
}

function onTimeout(timeout: number, giveUp: (create: ErrorFactory) => void): () => void {
  const deadline = deadlineAfter(timeout)
  return rearmingTimer(timeout, () => {
    const left = millisecondsUntil(deadline) // timers may fire up to a millisecond early
    if (left === 0) giveUp((syscall) => new SocketTimeoutError(syscall, timeout))
    return left
  })
}
