import { constantOf } from '../binding.ts'
import { check, type ErrorSubject } from '../errors.ts'
import { mayCallNow } from './turn.ts'

/**
 * A system call that the kernel may refuse for now, and what its answer means. What it is told was
 * read before it is made: the descriptor comes last, at each call anew, from whoever owns it then.
 */
export interface Request<T> {
  readonly syscall: string
  /** Makes the call without waiting; answers what the kernel did, or -errno. */
  call(fd: number): number
  result(answer: number): T
  /** The call, waiting in the kernel: -EAGAIN when the descriptor is set not to (O_NONBLOCK). */
  block?(fd: number): number
  /** What an error should say besides. */
  subject?(): ErrorSubject
  /** What the answer is once nothing more can come, where the kernel says "not yet" for ever. */
  readonly atEnd?: number | undefined
  /** The kernel tells nobody when to call again: call now and then. Asked at each refusal. */
  readonly unannounced?: boolean
  /** The call has done a part, and is to be made again for the rest. Asked at each success. */
  readonly unfinished?: boolean
  /** Before the call waits: what it needs is its own from now on, whatever others do. */
  keep?(): void
  /** After a call that has waited: gives up what {@link Request.keep} took. */
  release?(): void
}

const EAGAIN = constantOf('EAGAIN')
const EINTR = constantOf('EINTR')

/** The answer of a call that has more to do at once, but has had its share of this turn. */
export const NEXT_TURN = -0x7fff_ffff

/**
 * Makes the call, again when a signal came between or there is more to do.
 *
 * @param share Whether a call that has more to do leaves it to the next turn when this one's share is used up.
 */
export function callThrough(fd: number, request: Request<unknown>, share = false): number {
  const answer = request.call(fd)
  return isWhole(request, answer) ? answer : callAgain(fd, request, answer, share)
}

/** As {@link callThrough}, but a call that can wait in the kernel does so. */
export function callBlocking(fd: number, request: Request<unknown>): number {
  if (!request.block) return callThrough(fd, request)
  for (;;) {
    const answer = request.block(fd)
    if (isWhole(request, answer)) return answer
  }
}

// Apart, since what is called for each message is best when V8 can inline it.
function callAgain(fd: number, request: Request<unknown>, first: number, share: boolean): number {
  let answer = first
  do {
    if (share && answer >= 0 && !mayCallNow()) return NEXT_TURN
    answer = request.call(fd)
  } while (!isWhole(request, answer))
  return answer
}

function isWhole(request: Request<unknown>, answer: number): boolean {
  return answer < 0 ? answer !== -EINTR : request.unfinished !== true
}

/** Takes what came last, just before nothing more could come, or else the end. */
export function callAtEnd(fd: number, request: Request<unknown>): number {
  if (request.atEnd === undefined) return -EAGAIN
  const answer = callThrough(fd, request)
  return answer === -EAGAIN ? request.atEnd : answer
}

/**
 * What went wrong beside the call itself, such as poll(2) that is refused, with what an error of the
 * call would say: how far it had come is not to be lost.
 */
export function withSubject(request: Request<unknown>, error: unknown): unknown {
  try {
    return error instanceof Error ? Object.assign(error, request.subject?.()) : error
  } catch {
    return error // it is frozen, or the like: better without than not at all
  }
}

/** Turns the answer into the result, or throws what the kernel refused with. */
export function finish<T>(request: Request<T>, answer: number): T {
  if (answer < 0) check(request.syscall, answer, request.subject?.())
  return request.result(answer)
}
