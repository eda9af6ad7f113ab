import type { Buffer } from 'node:buffer'
import { constantOf } from '../../binding.ts'
import { callNow } from '../../engine/attempt.ts'
import { MOST_AT_ONCE, nextIteration, takeBudget } from '../../engine/fairness.ts'
import type { Readiness } from '../../engine/readiness.ts'
import { reportUncaught } from '../../engine/uncaught.ts'
import type { ErrorFactory } from '../../engine/wait-limits.ts'
import type { Waiter } from '../../engine/wait-queue.ts'
import { closedError, errorOf } from '../../errors.ts'
import { receiveText } from '../hints/transfer.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import type { CallContext } from './call-context.ts'
import { Chunk } from './chunk.ts'

const EAGAIN = constantOf('EAGAIN')

/** Where the received bytes go. */
export interface Sink {
  /** Whether somebody takes descriptors. */
  takesDescriptors(): boolean
  /** Takes descriptors, which came with the next bytes, or earlier ones; they are its own now. */
  passDescriptors(fds: number[]): void
  /** Takes the next bytes, null at the end; returns whether it wants more. */
  push(bytes: Uint8Array | null): boolean
  /** Receiving has failed. */
  fail(error: unknown): void
}

/**
 * Receives what a stream reads. It waits in the queue of the receives as a call does, but has no
 * promise for each chunk, and passes large ones on without a copy.
 */
export class Incoming implements Waiter {
  next: Waiter | undefined = undefined
  readonly #descriptor: OpenDescriptor
  readonly #readiness: Readiness
  readonly #sink: Sink
  readonly #context: CallContext
  readonly #chunk: Chunk
  #began = false
  #waits = false
  #receives = false
  #over = false
  /** More was asked for, perhaps while bytes were passed on: that must not be forgotten. */
  #asked = false
  /** Others have their turn first: events mean nothing for now. */
  #deferred = false

  /** @param context In which the sink is called. */
  constructor(descriptor: OpenDescriptor, sink: Sink, context: CallContext) {
    this.#descriptor = descriptor
    this.#readiness = descriptor.readiness
    this.#sink = sink
    this.#context = context
    this.#chunk = new Chunk(descriptor)
  }

  /**
   * More is wanted. The first time nothing is received at once: nobody listens yet. But the event of
   * what has arrived may have come before, to a call of the socket, such as `connect`.
   */
  ask(): void {
    this.#asked = true
    if (this.#waits || this.#receives || this.#over) return
    // A reader that asks for each chunk, as `for await` does, must let others have their turn too.
    if (this.#began && takeBudget()) this.#receiveInContext()
    else this.#defer()
    this.#began = true
  }

  /** Receives no more. */
  stop(): void {
    this.#over = true
    this.#leave()
  }

  retry(): boolean {
    if (!this.#deferred && !this.#receives) this.#receiveInContext()
    return false // it waits on, or has left the queue, where nobody else is
  }

  fail(create: ErrorFactory): void {
    this.#waits = false
    this.#readiness.stopWaiting()
    this.#context.runInAsyncScope(this.#failWith, this, create(this.#chunk.syscall))
  }

  #receiveInContext(): void {
    this.#context.runInAsyncScope(this.#receiveMany, this)
  }

  #receiveMany(): void {
    this.#receives = true
    try {
      let left = MOST_AT_ONCE
      while (this.#receiveOne()) {
        if (--left > 0) continue
        this.#defer()
        break
      }
    } catch (error) {
      this.#failWith(error) // of an owner of the caller's own class
    } finally {
      this.#receives = false
    }
  }

  /** Returns whether to receive again at once. */
  #receiveOne(): boolean {
    const { readable, fd } = this.#readiness
    if (fd < 0) return this.#failWith(closedError(this.#chunk.syscall)) // as its owner has closed it
    if (!this.#readiness.mayHave(readable)) return this.#wait()
    this.#chunk.takesDescriptors = this.#sink.takesDescriptors()
    const answer = callNow(this.#readiness, fd, this.#chunk, false)
    if (answer === -EAGAIN) return this.#wait()
    if (answer < 0) {
      const text = receiveText(this.#descriptor)
      return this.#failWith(errorOf(this.#chunk.syscall, answer, text))
    }
    return this.#pass(answer)
  }

  #pass(length: number): boolean {
    const bytes = this.#chunk.take(length) // first: a listener may receive too
    const { isEmptyRecord } = this.#chunk
    const fds = this.#descriptors(bytes)
    if (fds === undefined) return false
    if (fds.length > 0 && !this.#passDescriptors(fds)) return false
    if (isEmptyRecord) return true
    if (length === 0) return this.#end()
    this.#asked = false
    const wantsMore = this.#push(bytes)
    if (this.#over || wantsMore === undefined) return false // a listener has destroyed it, or thrown
    return wantsMore || this.#asked || this.#leave()
  }

  /** Returns whether the sink wants more; undefined if a listener has thrown. */
  #push(bytes: Uint8Array | null): boolean | undefined {
    try {
      return this.#sink.push(bytes)
    } catch (error) {
      if (!this.#over) this.#defer() // the event is for others too, and would not come again
      reportUncaught(error)
      return undefined
    }
  }

  /** Returns whether a listener has left the stream open. */
  #passDescriptors(fds: number[]): boolean {
    this.#sink.passDescriptors(fds)
    return !this.#over
  }

  /** Undefined if some were lost. */
  #descriptors(bytes: Buffer): number[] | undefined {
    try {
      return this.#chunk.takeDescriptors(bytes)
    } catch (error) {
      this.#failWith(error)
      return undefined
    }
  }

  #end(): false {
    this.stop()
    this.#push(null)
    return false
  }

  #failWith(error: unknown): false {
    const wasOver = this.#over
    this.stop()
    try {
      if (!wasOver) this.#sink.fail(error)
    } catch (thrown) {
      reportUncaught(thrown) // of a write's callback
    }
    return false
  }

  #wait(): false {
    if (this.#waits || this.#over) return false
    try {
      this.#readiness.enqueue(this.#readiness.readable, this)
      this.#waits = true
    } catch (error) {
      this.#failWith(error)
    }
    return false
  }

  #leave(): false {
    if (!this.#waits) return false
    this.#waits = false
    this.#readiness.readable.remove(this)
    this.#readiness.stopWaiting()
    return false
  }

  #defer(): void {
    this.#wait()
    this.#deferred = true
    nextIteration(() => {
      this.#deferred = false
      this.#readiness.readable.wake()
    })
  }
}
