import { show } from '../codec/show.ts'

const { hrtime } = process

/** The longest timeout: what poll(2) and the timers of every runtime can represent; 24.8 days. */
const MAX_TIMEOUT = 2 ** 31 - 1

/**
 * Checks a caller's timeout: null for no limit, or 0 to 2147483647 milliseconds. Fractions round up,
 * so that 0.4 ms does not become 0, which means "do not wait".
 */
export function checkTimeout(timeout: unknown): number | null {
  if (timeout === null) return null
  if (typeof timeout !== 'number') {
    throw new TypeError(`timeout must be a number of milliseconds or null, not ${show(timeout)}`)
  }
  if (!(timeout >= 0 && timeout <= MAX_TIMEOUT)) {
    throw new RangeError(`timeout must be between 0 and ${MAX_TIMEOUT} ms, or null, not ${timeout}`)
  }
  return Math.ceil(timeout)
}

/**
 * Checks a caller's deadline, a moment of performance.now(), and returns it on the clock of
 * {@link now}; Infinity for no limit. It may be as far ahead as a timeout, which also refuses a
 * moment of Date.now(): that clock began in 1970, this one with the process.
 */
export function checkDeadline(deadline: unknown): number {
  if (typeof deadline !== 'number') {
    throw new TypeError(
      `deadline must be a number, a moment of performance.now(), not ${show(deadline)}`,
    )
  }
  if (deadline === Number.POSITIVE_INFINITY) return deadline
  const ahead = deadline - performance.now()
  // Floored: a sum that is taken apart again is not always exact.
  if (!(Math.floor(ahead) <= MAX_TIMEOUT && ahead > Number.NEGATIVE_INFINITY)) {
    throw new RangeError(
      `deadline must be a moment of performance.now(), at most ${MAX_TIMEOUT} ms ahead, or Infinity, not ${deadline}`,
    )
  }
  return now() + Math.min(ahead, MAX_TIMEOUT)
}

/** Milliseconds of the monotonic clock. Not performance.now(): its module is slow to load. */
export function now(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

/** The moment, on the monotonic clock, at which a call that starts now must be done; Infinity for null. */
function deadlineAfter(timeout: number | null): number {
  return timeout === null ? Number.POSITIVE_INFINITY : now() + timeout
}

/** When a call that starts now must be done, according to its timeout or deadline. */
export interface TimeLimit {
  /** Milliseconds; null for no limit but the deadline. 0 does not wait. */
  readonly timeout: number | null
  /** A moment on the clock of {@link now}, which then replaces the timeout. */
  readonly deadline?: number | undefined
  /** Milliseconds by which the deadline had passed when the call was made, if it had. */
  readonly late?: number | undefined
}

/** The moment at which a call with this limit that starts now must be done; Infinity for none. */
export function endOf({ timeout, deadline }: TimeLimit): number {
  return deadline ?? deadlineAfter(timeout)
}

/** Whether there is a deadline, and it has passed. */
export function isOver({ deadline }: TimeLimit): boolean {
  return deadline !== undefined && millisecondsUntil(deadline) === 0
}

/** Whole milliseconds that are left, rounded up; 0 when the moment has passed. */
export function millisecondsUntil(deadline: number): number {
  return Math.max(0, Math.ceil(deadline - now()))
}
