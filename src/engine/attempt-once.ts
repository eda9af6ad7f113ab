import { constantOf } from '../binding.ts'
import { closedError } from '../errors.ts'
import { callNow } from './attempt.ts'
import type { Readiness } from './readiness.ts'
import { finish, type Request } from './request.ts'

const EAGAIN = constantOf('EAGAIN')

/**
 * Makes a call once, without waiting or queueing. A send would have to wait behind those that wait.
 *
 * @returns null if the call would have to wait.
 */
export function attemptOnce<T>(readiness: Readiness, request: Request<T>): T | null {
  const { fd } = readiness
  if (fd < 0) throw closedError(request.syscall)
  if (request.waitsFor === 'writable' && readiness.hasWaitingSends) return null
  const answer = callNow(readiness, fd, request, false)
  return answer === -EAGAIN ? null : finish(request, answer)
}
