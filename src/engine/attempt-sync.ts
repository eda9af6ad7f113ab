import { constantOf, native } from '../binding.ts'
import { closedError } from '../errors.ts'
import { MAX_BACKOFF } from './attempt.ts'
import { endOf, millisecondsUntil, type TimeLimit } from './deadline.ts'
import { isMainThread } from './main-thread.ts'
import { pollOne, SLICE, sleep, waitEdge } from './poll.ts'
import type { Readiness } from './readiness.ts'
import {
  finish,
  type Interest,
  makeBlockingCall,
  makeCall,
  type Request,
  withSubject,
} from './request.ts'
import { timeoutError } from './timeout-error.ts'

const EAGAIN = constantOf('EAGAIN')
const POLLRDHUP = constantOf('POLLRDHUP')
const HANG_UP = constantOf('POLLHUP') | POLLRDHUP

/** What poll(2) is asked for. POLLERR, which an entry in the error queue raises, comes unasked. */
const POLL_EVENTS: Readonly<Record<Interest, number>> = {
  readable: constantOf('POLLIN') | POLLRDHUP,
  writable: constantOf('POLLOUT'),
  urgent: constantOf('POLLPRI') | POLLRDHUP,
  errors: 0,
}

/**
 * The blocking form of attempt(): the thread sleeps in poll(2) until the descriptor is ready, in
 * slices, so that a terminated worker can end.
 *
 * Nobody terminates the main thread: there a receive without a deadline blocks in its own call, as
 * C's does, unless O_NONBLOCK is set.
 */
export function attemptSync<T>(readiness: Readiness, request: Request<T>, limit: TimeLimit): T {
  const { timeout } = limit
  const fd = fdOf(readiness, request)
  const mustPoll = readiness.hasLowWater && timeout !== 0 && request.eofAnswer !== undefined
  const blocks = timeout === null && limit.deadline === undefined && isMainThread()
  let answer = mustPoll ? -EAGAIN : (blocks ? makeBlockingCall : makeCall)(fd, request)
  if (answer === -EAGAIN && timeout !== 0) answer = waitSync(readiness, request, limit)
  return finish(request, answer)
}

/** Asked for before each call: the owner of a borrowed descriptor may close it on another thread. */
function fdOf(readiness: Readiness, { syscall }: Request<unknown>): number {
  const { fd } = readiness
  if (fd < 0) throw closedError(syscall)
  return fd
}

function waitSync(readiness: Readiness, request: Request<unknown>, limit: TimeLimit): number {
  const end = endOf(limit)
  const events = POLL_EVENTS[request.waitsFor]
  let backoff = 1
  let edgePoll = NONE
  request.keep?.()
  try {
    for (;;) {
      const slice = Math.min(SLICE, millisecondsUntil(end))
      let fd = fdOf(readiness, request)
      const revents = request.needsPolling ? 1 : waitSlice(fd, events, edgePoll, slice)
      // A slice without an event: a receive must not take less than SO_RCVLOWAT asks for.
      const early = revents === 0 && request.eofAnswer !== undefined
      fd = fdOf(readiness, request)
      let answer = request.needsPolling || early ? -EAGAIN : makeCall(fd, request)
      if (answer === -EAGAIN && revents > 0) {
        if (request.eofAnswer !== undefined && (revents & HANG_UP) !== 0) return request.eofAnswer
        if (edgePoll < 0 && !request.needsPolling && (revents & events) === 0) {
          edgePoll = openEdgePoll(fd, events)
        }
        // A call of several steps has made some, and used up what was there: nothing is ready now.
        if (edgePoll < 0 && !request.needsPolling && pollOne(fd, events, 0) === 0) backoff = 1
        else if (edgePoll < 0) {
          // Ready, and still "not yet": another was faster, or no event announces this kind of call.
          sleep(Math.min(backoff, slice))
          backoff = Math.min(backoff * 2, MAX_BACKOFF)
          answer = makeCall(fdOf(readiness, request), request)
        }
      }
      if (answer !== -EAGAIN) return answer
      if (millisecondsUntil(end) === 0) {
        if (request.otherwise !== undefined) return -EAGAIN
        throw timeoutError(request.syscall, limit)
      }
    }
  } catch (error) {
    throw withSubject(request, error)
  } finally {
    if (edgePoll >= 0) native.close(edgePoll)
    request.release?.()
  }
}

const NONE = -1

/**
 * For when poll(2) reports nothing but what it reports unasked: an error queue that is not empty is
 * POLLERR until somebody reads it, and need not be this call's to read. Only changes count then.
 */
function openEdgePoll(fd: number, events: number): number {
  return native.edgePollOpen(fd, events)
}

// A function, and not only a call, since V8 checks for the termination of its worker where a
// function begins, and not in every turn of a loop.
function waitSlice(fd: number, events: number, edgePoll: number, milliseconds: number): number {
  return edgePoll < 0 ? pollOne(fd, events, milliseconds) : waitEdge(edgePoll, milliseconds)
}
