import { setTimeout } from 'node:timers'
import { abortError, SocketTimeoutError } from '../errors.ts'
import { checkTimeout, deadlineAfter, millisecondsUntil } from './deadline.ts'

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
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError('signal must be an AbortSignal')
  }
  return { timeout: timeout === undefined ? usual : checkTimeout(timeout), signal }
}

/** Makes the error of the call that it is told. */
export type MakeError = (syscall: string) => Error

/** Calls `giveUp` at the deadline or on abort, whichever comes first, unless it is stopped before. */
export function limit({ timeout, signal }: Terms, giveUp: (make: MakeError) => void): () => void {
  const stopTimer = timeout === null ? undefined : atDeadline(timeout, giveUp)
  const abort = (): void => {
    if (signal) giveUp(() => abortError(signal))
  }
  signal?.addEventListener('abort', abort, { once: true })
  return () => {
    stopTimer?.()
    signal?.removeEventListener('abort', abort)
  }
}

function atDeadline(timeout: number, giveUp: (make: MakeError) => void): () => void {
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
