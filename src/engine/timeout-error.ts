import { type ErrorSubject, SocketTimeoutError } from '../errors.ts'
import type { TimeLimit } from './deadline.ts'

/** The error of a call whose time is over. If it was so before the call, says since when. */
export function timeoutError(
  syscall: string,
  { timeout, late = 0 }: TimeLimit,
  subject?: ErrorSubject,
): SocketTimeoutError {
  const passed = Math.round(late)
  if (passed < 1) return new SocketTimeoutError(syscall, timeout, subject)
  const hint = `the deadline passed ${passed} ms ago; a deadline is a moment of performance.now()`
  return new SocketTimeoutError(syscall, timeout, { ...subject, hint: () => hint })
}
