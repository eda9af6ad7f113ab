import { constantOf } from '../binding.ts'
import { errorOf, type ErrorSubject, type ErrorText } from '../errors.ts'
import { takeBudget } from './fairness.ts'
import type { ErrorFactory } from './wait-limits.ts'

/**
 * What a call can wait for: data, space to send, the urgent byte, or an entry of the error queue.
 */
export type Interest = 'readable' | 'writable' | 'urgent' | 'errors'

/**
 * A system call that the kernel may refuse for now, and what its answer means. Its arguments have
 * been read; the descriptor is read last, again for each call, from its current owner.
 */
export interface Request<T> {
  readonly syscall: string
  /** What the call waits for when the kernel says "not yet". */
  readonly waitsFor: Interest
  /** Makes the call without waiting; returns the kernel's answer, or -errno. */
  call(fd: number): number
  /** Turns the answer into the caller's result. */
  result(answer: number): T
  /** The call, waiting in the kernel; -EAGAIN if O_NONBLOCK is set. */
  block?(fd: number): number
  /** What an error should say besides. */
  subject?(): ErrorSubject & ErrorText
  /** The answer after a hang-up, where the kernel would answer EAGAIN indefinitely. */
  readonly eofAnswer?: number | undefined
  /** The caller's result instead of EAGAIN or a timeout, if these are not errors. */
  readonly otherwise?: T
  /** No event reports when to call again: call with pauses. Read after each refusal. */
  readonly needsPolling?: boolean
  /** The call has done a part and must be made again for the rest. Read after each success. */
  readonly unfinished?: boolean
  /** How much of the budget of an iteration each further call takes; 1 by default. */
  readonly cost?: number
  /**
   * Called before the wait: duplicates what others could close in the meantime.
   *
   * @param giveUp Ends the wait with an error. A blocking call has none: nothing else runs meanwhile.
   */
  keep?(giveUp?: (create: ErrorFactory) => void): void
  /** Called after the wait: closes what {@link Request.keep} duplicated. */
  release?(): void
}

const EAGAIN = constantOf('EAGAIN')
const EINTR = constantOf('EINTR')

/** The answer of a call that is unfinished, but has used up its budget of this iteration. */
export const OUT_OF_BUDGET = -0x7fff_ffff

/**
 * Makes the call, and again after a signal or while it is unfinished.
 *
 * @param share Whether an unfinished call stops when the budget of this iteration is used up.
 */
export function makeCall(fd: number, request: Request<unknown>, share = false): number {
  const answer = request.call(fd)
  return isComplete(request, answer) ? answer : callAgain(fd, request, answer, share)
}

/** As {@link makeCall}, but a call that can wait in the kernel does so. */
export function makeBlockingCall(fd: number, request: Request<unknown>): number {
  if (!request.block) return makeCall(fd, request)
  for (;;) {
    const answer = request.block(fd)
    if (isComplete(request, answer)) return answer
  }
}

// A function of its own, since V8 inlines what is short, and makeCall() runs for each message.
function callAgain(fd: number, request: Request<unknown>, first: number, share: boolean): number {
  let answer = first
  do {
    if (share && answer >= 0 && !takeBudget(request.cost)) return OUT_OF_BUDGET
    answer = request.call(fd)
  } while (!isComplete(request, answer))
  return answer
}

function isComplete(request: Request<unknown>, answer: number): boolean {
  return answer < 0 ? answer !== -EINTR : request.unfinished !== true
}

/** The call after a hang-up: takes what came last, or else returns the answer of EOF. */
export function callAtEof(fd: number, request: Request<unknown>): number {
  if (request.eofAnswer === undefined) return -EAGAIN
  const answer = makeCall(fd, request)
  return answer === -EAGAIN ? request.eofAnswer : answer
}

/**
 * Adds to an error from beside the call, such as a refused poll(2), what an error of the call itself
 * would say: how far it had come must not be lost.
 */
export function withSubject(request: Pick<Request<unknown>, 'subject'>, error: unknown): unknown {
  try {
    if (!(error instanceof Error)) return error
    const subject = { ...request.subject?.() }
    delete subject.hint // for messages alone
    return Object.assign(error, subject)
  } catch {
    return error // it is frozen, or the like: better without the subject than not at all
  }
}

/** Turns the answer into the result, or throws what the kernel refused with. */
export function finish<T>(request: Request<T>, answer: number): T {
  return answer < 0 ? refused(request, answer) : request.result(answer)
}

function refused<T>(request: Request<T>, answer: number): T {
  if (answer === -EAGAIN && request.otherwise !== undefined) return request.otherwise
  throw errorOf(request.syscall, answer, request.subject?.())
}
