import { isMainThread } from 'node:worker_threads'
import { constantOf, native } from '../binding.ts'
import { SocketTimeoutError } from '../errors.ts'
import { callThrough, finish, LONGEST_PAUSE, type Request } from './attempt.ts'
import { deadlineAfter, millisecondsUntil } from './deadline.ts'

const EAGAIN = constantOf('EAGAIN')
const ENDED = constantOf('POLLHUP') | constantOf('POLLRDHUP')

/** A blocking wait looks up this often, so that a worker can be terminated. Milliseconds. */
const SLICE = 250

/**
 * As attempt(), holding the thread: the kernel sleeps in poll(2) until the descriptor has one of
 * `events`, in slices that let a terminated worker end.
 *
 * Nobody terminates the main thread: there a receive without a deadline waits in its own call,
 * as C's does, if the descriptor lets it.
 */
export function attemptSync<T>(
  fd: number,
  events: number,
  request: Request<T>,
  timeout: number | null,
): T {
  let answer = callThrough(request, isMainThread && timeout === null)
  if (answer === -EAGAIN && timeout !== 0) answer = waitSync(fd, events, request, timeout)
  return finish(request, answer)
}

function waitSync(
  fd: number,
  events: number,
  request: Request<unknown>,
  timeout: number | null,
): number {
  const deadline = deadlineAfter(timeout)
  let pause = 1
  let edges = NONE
  try {
    for (;;) {
      const slice = timeout === null ? SLICE : Math.min(SLICE, millisecondsUntil(deadline))
      const revents = request.unannounced ? 1 : waitSlice(fd, events, edges, slice)
      // After a slice without an event a receive is not for now: there may be less than SO_RCVLOWAT.
      const early = revents === 0 && request.atEnd !== undefined
      let answer = request.unannounced || early ? -EAGAIN : callThrough(request)
      if (answer === -EAGAIN && revents > 0) {
        if (request.atEnd !== undefined && (revents & ENDED) !== 0) return request.atEnd
        if (edges < 0 && !request.unannounced && (revents & events) === 0) {
          edges = openEdges(fd, events)
        }
        if (edges < 0) {
          // Ready, and still "not yet": another was faster, or nobody announces this kind of call.
          native.pollOne(-1, 0, Math.min(pause, slice))
          pause = Math.min(pause * 2, LONGEST_PAUSE)
          answer = callThrough(request)
        }
      }
      if (answer !== -EAGAIN) return answer
      if (timeout !== null && millisecondsUntil(deadline) === 0) {
        throw new SocketTimeoutError(request.syscall, timeout, request.subject?.())
      }
    }
  } finally {
    if (edges >= 0) native.close(edges)
  }
}

const NONE = -1

/**
 * Where poll(2) tells of nothing but what it tells unasked: an error queue that is not empty is
 * POLLERR until somebody reads it, and need not be this call's to read. Changes alone count then.
 */
function openEdges(fd: number, events: number): number {
  const edges = native.edges(fd, events)
  if (edges >= 0) native.own(edges) // a worker that is terminated closes it too
  return edges
}

// A function, and not only a call, since V8 looks whether its worker is to end where a function
// begins, and not in every turn of a loop.
function waitSlice(fd: number, events: number, edges: number, milliseconds: number): number {
  return edges < 0 ? native.pollOne(fd, events, milliseconds) : native.nextEdge(edges, milliseconds)
}
