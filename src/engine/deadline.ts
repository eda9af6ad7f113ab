import { show } from '../codec/show.ts'

const { hrtime } = process

/** The longest timeout: what poll(2) and the timers of every runtime can hold; 24.8 days. */
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

/** Milliseconds of the monotonic clock. Not performance.now(): its module is slow to load. */
export function now(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

/** The moment, on the monotonic clock, at which a call that starts now must be done; Infinity for null. */
export function deadlineAfter(timeout: number | null): number {
  return timeout === null ? Number.POSITIVE_INFINITY : now() + timeout
}

/** Whole milliseconds that are left, rounded up; 0 when the moment has passed. */
export function millisecondsUntil(deadline: number): number {
  return Math.max(0, Math.ceil(deadline - now()))
}
