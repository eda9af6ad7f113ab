import { isMainThread } from 'node:worker_threads'
import { constantOf, native } from '../binding.ts'
import { closedError, SocketTimeoutError } from '../errors.ts'
import { LONGEST_PAUSE } from './attempt.ts'
import { deadlineAfter, millisecondsUntil } from './deadline.ts'
import { nextEdge, pause, pollOne } from './polling.ts'
import type { Readiness } from './readiness.ts'
import { callBlocking, callThrough, finish, type Request, withSubject } from './request.ts'

const EAGAIN = constantOf('EAGAIN')
const ENDED = constantOf('POLLHUP') | constantOf('POLLRDHUP')

/** A blocking wait looks up this often, so that a worker can be terminated. Milliseconds. */
export const SLICE = 250

/**
 * As attempt(), holding the thread: the kernel sleeps in poll(2) until the descriptor has one of
 * `events`, in slices that let a terminated worker end.
 *
 * Nobody terminates the main thread: there a receive without a deadline waits in its own call,
 * as C's does, if the descriptor lets it.
 */
export function attemptSync<T>(
  readiness: Readiness,
  events: number,
  request: Request<T>,
  timeout: number | null,
): T {
  const fd = fdOf(readiness, request)
  const heeds = readiness.lowWater && timeout !== 0 && request.atEnd !== undefined
  const blocks = isMainThread && timeout === null
  let answer = heeds ? -EAGAIN : (blocks ? callBlocking : callThrough)(fd, request)
  if (answer === -EAGAIN && timeout !== 0) answer = waitSync(readiness, events, request, timeout)
  return finish(request, answer)
}

/** The descriptor, asked for before each call: a lender may have closed it, in a thread of its own. */
function fdOf(readiness: Readiness, { syscall }: Request<unknown>): number {
  const fd = readiness.current
  if (fd < 0) throw closedError(syscall)
  return fd
}

function waitSync(
  readiness: Readiness,
  events: number,
  request: Request<unknown>,
  timeout: number | null,
): number {
  const deadline = deadlineAfter(timeout)
  let rest = 1
  let edges = NONE
  request.keep?.()
  try {
    for (;;) {
      const slice = timeout === null ? SLICE : Math.min(SLICE, millisecondsUntil(deadline))
      let fd = fdOf(readiness, request)
      const revents = request.unannounced ? 1 : waitSlice(fd, events, edges, slice)
      // After a slice without an event a receive is not for now: there may be less than SO_RCVLOWAT.
      const early = revents === 0 && request.atEnd !== undefined
      fd = fdOf(readiness, request)
      let answer = request.unannounced || early ? -EAGAIN : callThrough(fd, request)
      if (answer === -EAGAIN && revents > 0) {
        if (request.atEnd !== undefined && (revents & ENDED) !== 0) return request.atEnd
        if (edges < 0 && !request.unannounced && (revents & events) === 0) {
          edges = openEdges(fd, events)
        }
        if (edges < 0) {
          // Ready, and still "not yet": another was faster, or nobody announces this kind of call.
          pause(Math.min(rest, slice))
          rest = Math.min(rest * 2, LONGEST_PAUSE)
          answer = callThrough(fdOf(readiness, request), request)
        }
      }
      if (answer !== -EAGAIN) return answer
      if (timeout !== null && millisecondsUntil(deadline) === 0) {
        throw new SocketTimeoutError(request.syscall, timeout)
      }
    }
  } catch (error) {
    throw withSubject(request, error)
  } finally {
    if (edges >= 0) native.close(edges)
    request.release?.()
  }
}

const NONE = -1

/**
 * Where poll(2) tells of nothing but what it tells unasked: an error queue that is not empty is
 * POLLERR until somebody reads it, and need not be this call's to read. Changes alone count then.
 */
function openEdges(fd: number, events: number): number {
  return native.edgePollOpen(fd, events)
}

// A function, and not only a call, since V8 looks whether its worker is to end where a function
// begins, and not in every turn of a loop.
function waitSlice(fd: number, events: number, edges: number, milliseconds: number): number {
  return edges < 0 ? pollOne(fd, events, milliseconds) : nextEdge(edges, milliseconds)
}
