import { constantOf } from '../binding.ts'
import { abortError, closedError, errorOf } from '../errors.ts'
import { limit, type MakeError, repeat, type Terms } from './limit.ts'
import type { Line, Waiter } from './line.ts'
import type { Readiness } from './readiness.ts'
import { callAtEnd, callThrough, finish, NEXT_TURN, type Request, withSubject } from './request.ts'
import { mayCallNow, nextTurn } from './turn.ts'

const EAGAIN = constantOf('EAGAIN')

/** The longest pause between two calls that nobody announces. Milliseconds. */
export const LONGEST_PAUSE = 32

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
    const fd = signal ? numberUnless(signal, readiness, request) : readiness.current
    if (fd < 0) throw closedError(request.syscall)
    let answer = NOT_ASKED
    if (line.empty && (timeout === 0 || readiness.mayHave(line))) {
      const now = timeout === 0 || mayCallNow()
      answer = now ? answerNow(readiness, fd, request, timeout !== 0) : NEXT_TURN
      if (answer !== -EAGAIN && answer !== NEXT_TURN) {
        return Promise.resolve(finish(request, answer))
      }
    }
    return waitInLine(readiness, line, request, terms, owner, answer)
  } catch (error) {
    return Promise.reject(withSubject(request, error))
  }
}

/** No call was made: others are ahead, or there is known to be nothing. Answers of 0 never get so far. */
const NOT_ASKED = 0

/** The number, asked for last: a signal of somebody's own may close the descriptor. */
function numberUnless(
  signal: AbortSignal,
  readiness: Readiness,
  { syscall }: Request<unknown>,
): number {
  if (readiness.current < 0) throw closedError(syscall)
  if (signal.aborted) throw abortError(signal)
  return readiness.current
}

// Apart, as is all that is rare: V8 inlines what is short into its caller, and a call that has its
// answer at once is made for every message.
function waitInLine<T>(
  readiness: Readiness,
  line: Line,
  request: Request<T>,
  terms: Terms,
  owner: object,
  answer: number,
): Promise<T> {
  if (terms.timeout === 0) throw errorOf(request.syscall, -EAGAIN, request.subject?.())
  const promise = new Promise<T>(keepSettlers)
  const wait = new Wait<T>(readiness, line, request, owner, settlers as Settlers<T>)
  wait.begin(terms)
  // An abort may have ended it as its signal was listened to.
  if (answer !== NOT_ASKED && !terms.signal?.aborted) wait.notYet(answer)
  return promise
}

/** One try; -EAGAIN while the kernel has nothing, and may have something later. */
function answerNow(
  readiness: Readiness,
  fd: number,
  request: Request<unknown>,
  share: boolean,
): number {
  const answer = callThrough(fd, request, share)
  return answer === -EAGAIN && readiness.ended() ? callAtEnd(fd, request) : answer
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
  #unrepeat: (() => void) | undefined
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

  /** Throws, and nobody waits, when it cannot be waited. */
  begin(terms: Terms): void {
    this.#request.keep?.()
    try {
      this.#readiness.join(this.#line, this, this.#request.unannounced)
    } catch (error) {
      this.#request.release?.()
      throw error
    }
    if (terms.timeout !== null || terms.signal) this.#limit(terms)
  }

  #limit(terms: Terms): void {
    try {
      this.#unlimit = limit(terms, (make, atDeadline) => {
        if (atDeadline) this.#lastCall()
        if (this.#line.leave(this)) this.fail(make)
        this.#line.serve() // an event may have found nobody but this one, who was deaf
      })
    } catch (error) {
      if (this.#line.leave(this)) this.#end()
      throw error
    }
  }

  /** Leaves the turn to others, even where an event would serve it in this one. */
  putOff(): void {
    this.#deaf = true
    nextTurn(() => {
      this.#deaf = false
      this.#line.serve()
    })
  }

  /** The call has no answer yet, or has had its share of this turn. */
  notYet(answer: number): void {
    if (answer === NEXT_TURN) this.putOff()
    else this.#refused()
  }

  /** The kernel said "not yet": where it will not say when, the call is made now and then. */
  #refused(): void {
    if (this.#request.unannounced !== true) {
      if (this.#unrepeat && this.#readiness.watched()) {
        this.#unrepeat()
        this.#unrepeat = undefined
      }
      return
    }
    // Linux frees the refused datagram and so says "writable": to call then would never end.
    this.#deaf = true
    this.#unrepeat ??= this.#callNowAndThen()
  }

  serve(): boolean {
    const request = this.#request
    const readiness = this.#readiness
    if (this.#deaf) return false
    try {
      if (readiness.lowWater && !readiness.mayHave(this.#line)) return false
      const fd = readiness.current
      if (fd < 0) throw closedError(request.syscall)
      const answer = answerNow(readiness, fd, request, true)
      if (answer === -EAGAIN || answer === NEXT_TURN) {
        this.notYet(answer)
        return false
      }
      const result = finish(request, answer)
      this.#line.leave(this)
      this.#resolve(result)
    } catch (error) {
      this.#line.leave(this)
      this.#reject(withSubject(request, error))
    }
    this.#end()
    return true
  }

  /**
   * Asks the kernel once more, even if deaf or drained. If there is an answer, this waiter has been
   * served and has left the line; not so if it stands behind another who has none.
   */
  #lastCall(): void {
    this.#deaf = false
    this.#line.drained = false
    this.#line.serve()
  }

  fail(make: MakeError): void {
    const request = this.#request
    try {
      this.#reject(withSubject(request, make(request.syscall)))
    } catch (error) {
      this.#reject(error)
    }
    this.#end() // whatever happened: who is counted as waiting keeps the process alive
  }

  #end(): void {
    this.#unrepeat?.()
    this.#readiness.left()
    this.#unlimit?.()
    this.#request.release?.()
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
