import { constantOf, native } from '../../binding.ts'
import { MOST_AT_ONCE, nextIteration, takeBudget } from '../../engine/fairness.ts'
import { reportUncaught } from '../../engine/uncaught.ts'
import type { ErrorFactory } from '../../engine/wait-limits.ts'
import type { Waiter } from '../../engine/wait-queue.ts'
import { closedError, errorOf } from '../../errors.ts'
import { encodeDescriptors, type EncodedControl } from '../control.ts'
import type { DescriptorLike } from '../descriptor-number.ts'
import { sendText } from '../hints/transfer.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { defaultFlags } from '../send/send-options.ts'
import { UnsentViews } from '../send/unsent-views.ts'
import { type CallContext, callContext } from './call-context.ts'
import { asOne, bytesOfPiece, kept, type Piece } from './pieces.ts'

const EAGAIN = constantOf('EAGAIN')
const EBADF = constantOf('EBADF')
const EINTR = constantOf('EINTR')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/**
 * How much of the budget of an iteration a write takes: a loop that awaits each write must let others
 * have their turn, but one answer for each of many connections need not wait, which costs more.
 */
const COST = 1 / 8

/** Called once everything has been sent, or with the error. */
export type SendCallback = (error?: Error | null) => void

/**
 * Sends what is written to a stream: at once what the kernel has space for; only the rest waits, in
 * the queue of the sends. One list of chunks at a time, as a Writable calls it.
 */
export class Outgoing implements Waiter {
  next: Waiter | undefined = undefined
  readonly #descriptor: OpenDescriptor
  readonly #flags: number
  readonly #onSent: () => void
  /** The descriptors that go with a chunk: duplicates. */
  readonly #rights = new Map<Uint8Array, EncodedControl>()
  #unsent: UnsentViews | undefined
  #callback: SendCallback | undefined
  /** That of the write that waits, for its callback. */
  #context: CallContext | undefined
  #waits = false
  /** Others have their turn first: events mean nothing for now. */
  #deferred = false
  #stopped = false
  /** Bytes that the kernel has taken. */
  bytesSent = 0

  /** @param onSent Called whenever the kernel has taken some bytes. */
  constructor(descriptor: OpenDescriptor, onSent: () => void) {
    this.#descriptor = descriptor
    this.#flags = defaultFlags(descriptor.family)
    this.#onSent = onSent
  }

  /** Whether everything that was given has been sent. */
  get idle(): boolean {
    return this.#callback === undefined && this.#rights.size === 0
  }

  /**
   * Notes the descriptors that go with a chunk, as duplicates: the caller may close its own.
   *
   * @throws {SocketError} `EBADF` if one is not open, `EMFILE` if no more can be opened.
   */
  attach(chunk: Uint8Array, fds: readonly DescriptorLike[]): void {
    const rights = encodeDescriptors(fds, 'fds')
    rights.keep()
    const hint = rights.causeOf('EBADF')
    if (hint !== undefined) {
      rights.release()
      throw errorOf('fcntl', -EBADF, { hint: () => hint })
    }
    if (this.#stopped)
      rights.release() // by a getter of the descriptors
    else this.#rights.set(chunk, rights)
  }

  /** Bytes of the write that waits, which the kernel has not taken. */
  get bytesWaiting(): number {
    return this.#unsent?.bytes ?? 0
  }

  /** Sends pieces, one after the other; calls back before it returns unless some have to wait. */
  send(pieces: readonly Piece[], callback: SendCallback): void {
    const { fd, type } = this.#descriptor
    const isNow = takeBudget(COST)
    const isUsual = isNow && fd >= 0 && this.#rights.size === 0 && type === SOCK_STREAM
    const data = isUsual ? asOne(pieces) : undefined
    if (!data) {
      this.#begin(pieces.map(bytesOfPiece), callback)
      if (isNow) this.#sendOn()
      else this.#defer()
      return
    }
    const answer = data.length > 0 ? native.send(fd, data, this.#flags) : 0
    const sent = Math.max(answer, 0)
    this.#note(sent)
    if (sent === data.length) {
      callback()
      return
    }
    this.#begin([kept(data.subarray(sent))], callback)
    if (answer > 0)
      this.#wait() // the kernel has taken what it had space for
    else if (this.#goesOn(answer)) this.#sendOn()
  }

  retry(): boolean {
    if (!this.#deferred) this.#sendOn()
    return false // it waits on, or has left the queue, where nobody else is
  }

  fail(create: ErrorFactory): void {
    this.#waits = false
    this.#descriptor.readiness.stopWaiting()
    this.#finish(create('send'))
  }

  /** Ends the write that waits, and closes the descriptors that will not be sent. */
  stop(error: Error): void {
    this.#stopped = true
    for (const rights of this.#rights.values()) rights.release()
    this.#rights.clear()
    this.#finish(error)
  }

  #begin(views: readonly Uint8Array[], callback: SendCallback): void {
    this.#unsent = new UnsentViews(this.#descriptor, views)
    this.#callback = callback
  }

  #sendOn(): void {
    try {
      for (let left = MOST_AT_ONCE; this.#unsent?.next; left--) {
        if (left === 0) {
          this.#defer()
          return
        }
        const { fd } = this.#descriptor
        if (fd < 0) throw closedError('send') // as its owner has closed it
        if (!this.#goesOn(this.#sendSome(fd, this.#unsent, this.#unsent.next))) return
      }
      this.#finish()
    } catch (error) {
      this.#finish(error as Error)
    }
  }

  /** Takes the kernel's answer; returns whether to send on at once. */
  #goesOn(answer: number): boolean {
    if (answer === -EAGAIN) this.#wait()
    else if (answer < 0 && answer !== -EINTR) {
      const next = this.#unsent?.next ?? EMPTY
      const control = this.#rights.get(next)
      const syscall = control ? 'sendmsg' : 'send'
      const send = { length: next.length, control }
      this.#finish(errorOf(syscall, answer, sendText(syscall, this.#descriptor, send)))
    }
    return answer >= 0 || answer === -EINTR
  }

  /** Records are sent one by one, and descriptors with the first byte of their chunk. */
  #sendSome(fd: number, unsent: UnsentViews, next: Uint8Array): number {
    const rights = this.#rights.get(next)
    const isStream = this.#descriptor.type === SOCK_STREAM
    const answer = unsent.send(
      fd,
      this.#flags,
      rights,
      (chunk) => !isStream || this.#rights.has(chunk),
    )
    if (answer > 0) {
      this.#rights.delete(next)
      rights?.release()
    }
    this.#note(answer)
    return answer
  }

  #note(sent: number): void {
    if (sent <= 0) return
    this.bytesSent += sent
    this.#onSent()
  }

  #wait(): void {
    if (this.#waits) return
    this.#context ??= callContext()
    const { readiness } = this.#descriptor
    try {
      readiness.enqueue(readiness.queue('writable'), this)
      this.#waits = true
    } catch (error) {
      this.#finish(error as Error)
    }
  }

  #defer(): void {
    this.#wait()
    this.#deferred = true
    nextIteration(() => {
      this.#deferred = false
      this.#descriptor.readiness.queue('writable').wake()
    })
  }

  #finish(error?: Error): void {
    if (this.#waits) {
      this.#waits = false
      const { readiness } = this.#descriptor
      readiness.queue('writable').remove(this)
      readiness.stopWaiting()
    }
    const callback = this.#callback
    const context = this.#context
    this.#callback = undefined
    this.#context = undefined
    this.#unsent = undefined
    if (callback && context) callBack(context, callback, error)
    else callback?.(error)
  }
}

/** What a listener throws must not reach the event, which is for others too, or fail the next write. */
function callBack(context: CallContext, callback: SendCallback, error: Error | undefined): void {
  try {
    context.runInAsyncScope(callback, undefined, error)
  } catch (thrown) {
    reportUncaught(thrown)
  }
}

const EMPTY = new Uint8Array(0)
