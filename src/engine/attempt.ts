import { constantOf } from '../binding.ts'
import { abortError, check, type ErrorSubject, errorOf } from '../errors.ts'
import { limit, type MakeError, repeat, type Terms } from './limit.ts'
import type { Line, Waiter } from './line.ts'
import type { Readiness } from './readiness.ts'
import { mayCallNow, nextTurn } from './turn.ts'

/** A system call that the kernel may refuse for now, and what its answer means. */
export interface Request<T> {
  readonly syscall: string
  /** Makes the call without waiting; answers what the kernel did, or -errno. */
  call(): number
  result(answer: number): T
  /** The call, waiting in the kernel: -EAGAIN when the descriptor is set not to (O_NONBLOCK). */
  block?(): number
  /** What an error should say besides. */
  subject?(): ErrorSubject
  /** What the answer is once nothing more can come, where the kernel says "not yet" for ever. */
  readonly atEnd?: number | undefined
  /** The kernel tells nobody when to call again: call now and then. */
  readonly unannounced?: boolean
}

const EAGAIN = constantOf('EAGAIN')
const EINTR = constantOf('EINTR')

/** The longest pause between two calls that nobody announces. Milliseconds. */
export const LONGEST_PAUSE = 32

/**
 * Makes the call, again when a signal came between.
 *
 * @param mayBlock Whether a call that can wait in the kernel may do so.
 */
export function callThrough(request: Request<unknown>, mayBlock = false): number {
  for (;;) {
    const answer = mayBlock && request.block ? request.block() : request.call()
    if (answer !== -EINTR) return answer
  }
}

/** Takes what came last, just before nothing more could come, or else the end. */
function callAtEnd(request: Request<unknown>): number {
  if (request.atEnd === undefined) return -EAGAIN
  const answer = callThrough(request)
  return answer === -EAGAIN ? request.atEnd : answer
}

/** Turns the answer into the result, or throws what the kernel refused with. */
export function finish<T>(request: Request<T>, answer: number): T {
  if (answer < 0) check(request.syscall, answer, request.subject?.())
  return request.result(answer)
}

/**
 * Makes a call until the kernel stops answering "not yet", waiting in line meanwhile.
 *
 * The call comes before the first wait: a socket that cannot work says so at once, and some
 * kernels never report such a socket as ready.
 *
 * @param owner Not given to the collector, which would close the descriptor, while the call waits.
 */
export function attempt<T>(
  readiness: Readiness,
  line: Line,
  request: Request<T>,
  terms: Terms,
  owner: object,
): Promise<T> {
  const { timeout, signal } = terms
  try {
    if (signal?.aborted) throw abortError(signal)
    const first = line.empty && (!line.drained || timeout === 0)
    const now = first && (timeout === 0 || mayCallNow())
    if (now) {
      let answer = callThrough(request)
      if (answer === -EAGAIN && readiness.ended()) answer = callAtEnd(request)
      if (answer !== -EAGAIN) return Promise.resolve(finish(request, answer))
    }
    if (timeout === 0) throw errorOf(request.syscall, -EAGAIN, request.subject?.())
    const promise = new Promise<T>(keepSettlers)
    const wait = new Wait<T>(readiness, line, request, owner, settlers as Settlers<T>)
    wait.begin(terms)
    if (first && !now) wait.putOff()
    return promise
  } catch (error) {
    return Promise.reject(error)
  }
}

/** How the promise that was made last is settled. One executor for all: each would cost a closure. */
const settlers: Settlers<never> = { resolve: unsettled, reject: unsettled }

interface Settlers<T> {
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

function keepSettlers(resolve: (value: never) => void, reject: (error: unknown) => void): void {
  settlers.resolve = resolve
  settlers.reject = reject
}

function unsettled(): void {
  // stands in until the first promise is made
}

class Wait<T> implements Waiter {
  behind: Waiter | undefined = undefined
  readonly #readiness: Readiness
  readonly #line: Line
  readonly #request: Request<T>
  readonly owner: object
  readonly #resolve: (value: T) => void
  readonly #reject: (error: unknown) => void
  #unlimit: (() => void) | undefined
  /** Put off, or refused when nobody announces this call: until its next turn, events mean nothing. */
  #deaf = false

  constructor(
    readiness: Readiness,
    line: Line,
    request: Request<T>,
    owner: object,
    { resolve, reject }: Settlers<T>,
  ) {
    this.#readiness = readiness
    this.#line = line
    this.#request = request
    this.owner = owner
    this.#resolve = resolve
    this.#reject = reject
  }

  begin(terms: Terms): void {
    this.#readiness.join(this.#line, this)
    const { timeout, signal } = terms
    if (timeout !== null || signal || this.#request.unannounced) this.limit(terms)
  }

  /** Leaves the turn to others, even where an event would serve it in this one. */
  putOff(): void {
    this.#deaf = true
    nextTurn(() => {
      this.#deaf = false
      this.#line.serve()
    })
  }

  serve(): boolean {
    const request = this.#request
    if (this.#deaf) return false
    try {
      let answer = callThrough(request)
      if (answer === -EAGAIN) {
        // Linux frees the refused datagram and so says "writable": to call then would never end.
        this.#deaf = request.unannounced === true
        if (this.#readiness.ended()) answer = callAtEnd(request)
        if (answer === -EAGAIN) return false
      }
      this.#resolve(finish(request, answer))
    } catch (error) {
      this.#reject(error)
    }
    this.#end()
    return true
  }

  fail(make: MakeError): void {
    const request = this.#request
    this.#reject(Object.assign(make(request.syscall), request.subject?.()))
    this.#end()
  }

  #end(): void {
    this.#unlimit?.()
    this.#readiness.left()
  }

  /** Ends the wait at a deadline or on abort, and calls on its own where nobody announces. */
  limit(terms: Terms): void {
    const unlimit = limit(terms, (make) => {
      this.#line.leave(this)
      this.fail(make)
      this.#line.serve() // an event may have found nobody but this one, who was deaf
    })
    const unrepeat = this.#request.unannounced ? this.#callNowAndThen() : undefined
    this.#unlimit = () => {
      unlimit()
      unrepeat?.()
    }
  }

  #callNowAndThen(): () => void {
    let pause = 1
    return repeat(pause, () => {
      this.#deaf = false
      this.#line.serve()
      pause = Math.min(pause * 2, LONGEST_PAUSE)
      return pause
    })
  }
}
