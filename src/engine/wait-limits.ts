import { show } from '../codec/show.ts'
import { abortError } from '../errors.ts'
import {
  checkDeadline,
  checkTimeout,
  endOf,
  millisecondsUntil,
  now,
  type TimeLimit,
} from './deadline.ts'
import { timeoutError } from './timeout-error.ts'
import { rearmingTimer } from './timer.ts'
import { reportUncaught } from './uncaught.ts'

/** How long a call may wait. */
export interface WaitLimits extends TimeLimit {
  readonly signal?: AbortSignal | undefined
}

/** Checks the caller's `timeout`, `deadline` and `signal`. */
export function checkWaitOptions(
  given: { readonly timeout?: unknown; readonly deadline?: unknown; readonly signal?: unknown },
  defaultTimeout: number | null = null,
): WaitLimits {
  const { timeout, deadline, signal } = given
  if (signal !== undefined && !isSignal(signal)) {
    throw new TypeError(`signal must be an AbortSignal, not ${show(signal)}`)
  }
  if (deadline !== undefined) return { ...earlierOf(timeout, deadline), signal }
  return { timeout: timeout === undefined ? defaultTimeout : checkTimeout(timeout), signal }
}

/** The limit of a call with a deadline, which a timeout may bring forward. */
function earlierOf(givenTimeout: unknown, givenDeadline: unknown): TimeLimit {
  const timeout = givenTimeout === undefined ? null : checkTimeout(givenTimeout)
  const deadline = checkDeadline(givenDeadline)
  if (timeout !== null && now() + timeout <= deadline) return { timeout }
  if (deadline === Number.POSITIVE_INFINITY) return { timeout: null }
  return { timeout: null, deadline, late: now() - deadline }
}

/** Recognized by its methods: a signal of another realm (vm, Jest) is of another class. */
export function isSignal(value: unknown): value is AbortSignal {
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
  limits: WaitLimits,
  giveUp: (create: ErrorFactory, atDeadline: boolean) => void,
): () => void {
  const { signal } = limits
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
  const moment = endOf(limits)
  const atDeadline = (): void => {
    end((syscall) => timeoutError(syscall, limits), true)
  }
  if (millisecondsUntil(moment) === 0) {
    atDeadline() // has passed
    return stop
  }
  if (moment !== Number.POSITIVE_INFINITY) stopTimer = timerUntil(moment, atDeadline)
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

function timerUntil(moment: number, then: () => void): () => void {
  return rearmingTimer(millisecondsUntil(moment), () => {
    const left = millisecondsUntil(moment) // timers may fire up to a millisecond early
    if (left === 0) then()
    return left
  })
}
