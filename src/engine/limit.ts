import { setTimeout } from 'node:timers'
import { abortError, SocketTimeoutError } from '../errors.ts'
import { checkTimeout, deadlineAfter, millisecondsUntil } from './deadline.ts'
import { uncaught } from './turn.ts'

/** How long a call may take: milliseconds, null for ever. */
export interface Terms {
  readonly timeout: number | null
  readonly signal?: AbortSignal | undefined
}

/** What a caller said of waiting, made sure of; without a timeout it is the one given here. */
export function checkTerms(
  given: { readonly timeout?: unknown; readonly signal?: unknown },
  usual: number | null = null,
): Terms {
  const { timeout, signal } = given
  if (signal !== undefined && !isSignal(signal)) {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { timeout: timeout === undefined ? usual : checkTimeout(timeout), signal }
}

/** Known by what it does: one of another realm (vm, Jest) is of another class. */
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

/** Makes the error of the call that it is told. */
export type MakeError = (syscall: string) => Error

/**
 * Calls `giveUp` once, at the deadline or on abort, whichever comes first, unless it is stopped
 * before. At a deadline the kernel is to be asked once more: timers come before events, so an
 * answer may be there already when the thread was held by something else.
 */
export function limit(
  { timeout, signal }: Terms,
  giveUp: (make: MakeError, atDeadline: boolean) => void,
): () => void {
  let over = false
  let stopTimer: (() => void) | undefined
  const end = (make: MakeError, atDeadline: boolean): void => {
    if (over) return
    stop()
    giveUp(make, atDeadline)
  }
  const abort = (): void => {
    if (signal) end(() => abortError(signal), false)
  }
  function stop(): void {
    over = true
    stopTimer?.()
    try {
      if (signal) listenTo(signal, 'removeEventListener', abort)
    } catch (error) {
      uncaught(error) // of a signal of somebody's own making; the call has been answered
    }
  }
  if (timeout !== null) {
    stopTimer = atTimeout(timeout, (make) => {
      end(make, true)
    })
  }
  try {
    if (signal) listenTo(signal, 'addEventListener', abort)
  } catch (error) {
    stopTimer?.()
    throw error
  }
  if (signal?.aborted) abort() // since it was asked last
  return stop
}

/** The runtime's own AbortSignal is asked through EventTarget's methods, which nobody can replace. */
function listenTo(
  signal: AbortSignal,
  method: 'addEventListener' | 'removeEventListener',
  listener: () => void,
): void {
  if (signal instanceof AbortSignal) {
    EventTarget.prototype[method].call(signal, 'abort', listener)
  } else (signal as AbortSignal)[method]('abort', listener)
}

function atTimeout(timeout: number, giveUp: (make: MakeError) => void): () => void {
  const deadline = deadlineAfter(timeout)
  return repeat(timeout, () => {
    const left = millisecondsUntil(deadline) // timers may fire up to a millisecond early
    if (left === 0) giveUp((syscall) => new SocketTimeoutError(syscall, timeout))
    return left
  })
}

/** Calls `step` after some milliseconds, and again after those that it answers, until it is stopped. */
export function repeat(milliseconds: number, step: () => number): () => void {
  let stopped = false
  // The reactor keeps the process alive for those who wait, or not, as the socket was told.
  let timer = setTimeout(tick, milliseconds).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
  function tick(): void {
    const next = step()
    if (!stopped) timer = setTimeout(tick, next).unref()
  }
}
