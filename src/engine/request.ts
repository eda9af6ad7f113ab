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

/** How a call is made. */
export interface Manner {
  /** Whether a call that can wait in the kernel may do so. */
  block?: boolean
  /** Whether a call that has more to do leaves it to the next turn when this one's share is used up. */
  share?: boolean
}

/** Makes the call, again when a signal came between or there is more to do. */
export function callThrough(
  fd: number,
  request: Request<unknown>,
  { block = false, share = false }: Manner = {},
): number {
  for (;;) {
    const answer = block && request.block ? request.block(fd) : request.call(fd)
    if (answer === -EINTR) continue
    if (answer < 0 || request.unfinished !== true) return answer
    if (share && !mayCallNow()) return NEXT_TURN
  }
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
