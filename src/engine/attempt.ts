import { constantOf } from '../binding.ts'
import { rejection } from '../error-stack.ts'
import { abortError, closedError } from '../errors.ts'
import { nextIteration, takeBudget } from './fairness.ts'
import type { Readiness } from './readiness.ts'
import { callAtEof, finish, makeCall, OUT_OF_BUDGET, type Request, withSubject } from './request.ts'
import { rearmingTimer } from './timer.ts'
import { type ErrorFactory, onDeadlineOrAbort, type WaitLimits } from './wait-limits.ts'
import type { Waiter, WaitQueue } from './wait-queue.ts'

const EAGAIN = constantOf('EAGAIN')

/** The longest pause between two tries of a call that no event announces. Milliseconds. */
export const MAX_BACKOFF = 32

/**
 * Makes a call until the kernel stops saying "not yet", and waits in the queue in between.
 *
 * The call comes before the first wait: a socket that cannot work reports an error immediately, and
 * some kernels never report such a socket as ready.
 *
 * @param owner Kept alive while the call waits: the collector would close the descriptor with it.
 * @throws What makes the call fail before it waits. Later failures reject the promise.
 */
export function attempt<T>(
  readiness: Readiness,
  request: Request<T>,
  limits: WaitLimits,
  owner: object,
): Promise<T> {
  const { timeout, signal } = limits
  try {
    const queue = readiness.queue(request.waitsFor)
    const fd = signal ? fdUnlessAborted(signal, readiness, request) : readiness.fd
    if (fd < 0) throw closedError(request.syscall)
    let answer = NOT_ASKED
    if (queue.empty && (timeout === 0 || readiness.mayHave(queue))) {
      const now = timeout === 0 || takeBudget()
      answer = now ? callNow(readiness, fd, request, timeout !== 0) : OUT_OF_BUDGET
      if (answer !== -EAGAIN && answer !== OUT_OF_BUDGET) {
        return Promise.resolve(finish(request, answer))
      }
    }
    return waitInQueue(readiness, queue, request, limits, owner, answer)
  } catch (error) {
    throw withSubject(request, error)
  }
}

/** No call was made. (0 is free: an answer of 0 has been returned by then.) */
const NOT_ASKED = 0

/** The descriptor, asked for last: a signal of the caller's own class may close it. */
function fdUnlessAborted(
  signal: AbortSignal,
  readiness: Readiness,
  { syscall }: Request<unknown>,
): number {
  if (readiness.fd < 0) throw closedError(syscall)
  if (signal.aborted) throw abortError(signal)
  return readiness.fd
}

// A separate function, like everything rare: V8 inlines short functions into their caller, and
// every message makes a call that completes immediately.
function waitInQueue<T>(
  readiness: Readiness,
  queue: WaitQueue,
  request: Request<T>,
  limits: WaitLimits,
  owner: object,
  answer: number,
): Promise<T> {
  if (limits.timeout === 0) return Promise.resolve(finish(request, -EAGAIN))
  const promise = new Promise<T>(keepResolve)
  const pending = new PendingCall<T>(readiness, queue, request, owner, resolveNewest as Resolve<T>)
  pending.start(limits, answer)
  return promise
}

/** One try; -EAGAIN while the kernel has nothing, and may have something later. */
export function callNow(
  readiness: Readiness,
  fd: number,
  request: Request<unknown>,
  share: boolean,
): number {
  const answer = makeCall(fd, request, share)
  return answer === -EAGAIN && readiness.atEof() ? callAtEof(fd, request) : answer
}

/** Resolves the newest promise. One executor for all: each would cost a closure. */
let resolveNewest: Resolve<never> = noPromise

type Resolve<T> = (value: T | Promise<never>) => void

function keepResolve(resolve: Resolve<never>): void {
  resolveNewest = resolve
}

function noPromise(): void {
  // stands in until the first promise is created
}

class PendingCall<T> implements Waiter {
  next: Waiter | undefined = undefined
  readonly #readiness: Readiness
  readonly #queue: WaitQueue
  readonly #request: Request<T>
  readonly owner: object
  readonly #resolve: Resolve<T>
  #stopLimits: (() => void) | undefined
  #stopRetrying: (() => void) | undefined
  /** Deferred, or refused while no event announces this call: events mean nothing to it for now. */
  #ignoresEvents = false

  constructor(
    readiness: Readiness,
    queue: WaitQueue,
    request: Request<T>,
    owner: object,
    resolve: Resolve<T>,
  ) {
    this.#readiness = readiness
    this.#queue = queue
    this.#request = request
    this.owner = owner
    this.#resolve = resolve
  }

  /**
   * Throws, and leaves no waiter, if the wait cannot begin.
   *
   * @param answer The result of the first call, if it was made.
   */
  start(limits: WaitLimits, answer: number): void {
    this.#request.keep?.((create) => {
      if (this.#queue.remove(this)) this.fail(create)
    })
    try {
      this.#readiness.enqueue(this.#queue, this, this.#request.needsPolling)
    } catch (error) {
      this.#request.release?.()
      throw error
    }
    if (answer !== NOT_ASKED) this.notYet(answer)
    if (limits.timeout !== null || limits.signal || limits.deadline !== undefined) {
      this.#startLimits(limits)
    }
  }

  #startLimits(limits: WaitLimits): void {
    try {
      this.#stopLimits = onDeadlineOrAbort(limits, (create, atDeadline) => {
        if (atDeadline) this.#lastTry()
        if (this.#queue.remove(this)) {
          const { otherwise } = this.#request
          if (atDeadline && otherwise !== undefined) this.#succeed(otherwise)
          else this.fail(create)
        }
        this.#queue.wake() // an event may have found only this call, which ignored it
      })
    } catch (error) {
      if (this.#queue.remove(this)) this.#end()
      throw error
    }
  }

  /** Lets others have their turn, even if an event would serve this call in the same iteration. */
  defer(): void {
    this.#ignoresEvents = true
    nextIteration(() => {
      this.#ignoresEvents = false
      this.#queue.wake()
    })
  }

  /** The call has no answer yet, or has used up the budget of this iteration. */
  notYet(answer: number): void {
    if (answer === OUT_OF_BUDGET) this.defer()
    else this.#refused()
  }

  /** The kernel said "not yet". Where no event will tell when, the call is retried with pauses. */
  #refused(): void {
    if (this.#request.needsPolling !== true) {
      if (this.#stopRetrying && this.#readiness.ensureWatched()) {
        this.#stopRetrying()
        this.#stopRetrying = undefined
      }
      return
    }
    // Linux frees the refused datagram and so reports "writable": calling then would never end.
    this.#ignoresEvents = true
    this.#stopRetrying ??= this.#retryWithBackoff()
  }

  retry(): boolean {
    const request = this.#request
    const readiness = this.#readiness
    if (this.#ignoresEvents) return false
    try {
      if (readiness.hasLowWater && !readiness.mayHave(this.#queue)) return false
      const { fd } = readiness
      if (fd < 0) throw closedError(request.syscall)
      const answer = callNow(readiness, fd, request, true)
      if (answer === -EAGAIN || answer === OUT_OF_BUDGET) {
        this.notYet(answer)
        return false
      }
      const result = finish(request, answer)
      this.#queue.remove(this)
      this.#resolve(result)
    } catch (error) {
      this.#queue.remove(this)
      this.#reject(error)
    }
    this.#end()
    return true
  }

  /**
   * Asks the kernel once more, even if events are ignored or the queue is known to be empty. With an
   * answer this call has left the queue; not so if it stands behind another that got none.
   */
  #lastTry(): void {
    this.#ignoresEvents = false
    this.#queue.knownEmpty = false
    this.#queue.wake()
  }

  #succeed(result: T): void {
    this.#resolve(result)
    this.#end()
  }

  fail(create: ErrorFactory): void {
    try {
      this.#reject(create(this.#request.syscall))
    } catch (error) {
      this.#reject(error)
    }
    this.#end() // in any case: a call that is counted as waiting keeps the process alive
  }

  #reject(error: unknown): void {
    this.#resolve(rejection(withSubject(this.#request, error)))
  }

  #end(): void {
    this.#stopRetrying?.()
    this.#readiness.stopWaiting()
    this.#stopLimits?.()
    this.#request.release?.()
  }

  #retryWithBackoff(): () => void {
    let backoff = 1
    return rearmingTimer(backoff, () => {
      this.#ignoresEvents = false
      this.#queue.wake()
      backoff = Math.min(backoff * 2, MAX_BACKOFF)
      return backoff
    })
  }
}
