import { constantOf, native } from '../../binding.ts'
import { nextIteration } from '../../engine/fairness.ts'
import type { ErrorFactory } from '../../engine/wait-limits.ts'
import type { Waiter } from '../../engine/wait-queue.ts'
import { closedError, errorOf } from '../../errors.ts'
import { checkNotResized } from '../bytes.ts'
import { encodeDescriptors, type EncodedControl } from '../control.ts'
import type { DescriptorLike } from '../descriptor-number.ts'
import { sendText } from '../hints/transfer.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { defaultFlags } from '../send/send-options.ts'

const EAGAIN = constantOf('EAGAIN')
const EBADF = constantOf('EBADF')
const EINTR = constantOf('EINTR')
const SOCK_STREAM = constantOf('SOCK_STREAM')
/** IOV_MAX: the most buffers that one sendmsg(2) takes. */
const MOST_BUFFERS = 1024

/** How many sends one event may lead to before others have their turn. */
const MOST_AT_ONCE = 32
/** The most bytes of a chunk that one send is given: it lasts for as long as its reader keeps up. */
const MOST_BYTES = 1 << 20

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
  #chunks: readonly Uint8Array[] = NOTHING
  #lengths: readonly number[] = []
  /** The next chunk, and how much of it has been sent. */
  #first = 0
  #sentOfFirst = 0
  #callback: SendCallback | undefined
  #waits = false
  /** Others have their turn first: events mean nothing for now. */
  #deferred = false
  #stopped = false
  /** Bytes that the kernel has taken, and how many of them belong to the write that waits. */
  bytesSent = 0
  bytesOfWrite = 0

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

  /** Sends one chunk; calls back before it returns unless some of it has to wait. */
  send(chunk: Uint8Array, callback: SendCallback): void {
    const { fd } = this.#descriptor
    const { length } = chunk
    const isUsual = this.#rights.size === 0 && length > 0 && length <= MOST_BYTES
    const answer = isUsual && fd >= 0 ? this.#sendNow(fd, chunk) : 0
    if (answer === length && length > 0) {
      this.bytesSent += length
      this.#onSent()
      callback()
    } else this.#begin([chunk], callback, answer)
  }

  /** Sends several chunks; calls back before it returns unless some of them have to wait. */
  sendAll(chunks: readonly Uint8Array[], callback: SendCallback): void {
    this.#begin(chunks, callback, 0)
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

  #sendNow(fd: number, chunk: Uint8Array): number {
    return native.send(fd, chunk, this.#flags)
  }

  /** @param answer What the kernel has answered to a send of the first chunk; 0 if it was not asked. */
  #begin(chunks: readonly Uint8Array[], callback: SendCallback, answer: number): void {
    this.#chunks = chunks
    this.#lengths = chunks.map(({ length }) => length)
    this.#first = 0
    this.#sentOfFirst = 0
    this.#callback = callback
    if (answer > 0) {
      this.#advance(answer)
      this.#wait() // the kernel has taken what it had space for
    } else if (this.#hasSent(answer)) this.#sendOn()
  }

  #sendOn(): void {
    try {
      for (let left = MOST_AT_ONCE; this.#first < this.#chunks.length; left--) {
        if (left === 0) {
          this.#defer()
          return
        }
        const { fd } = this.#descriptor
        if (fd < 0) throw closedError('send') // as its owner has closed it
        if (!this.#hasSent(this.#sendSome(fd))) return
      }
      this.#finish()
    } catch (error) {
      this.#finish(error as Error)
    }
  }

  /** Takes the kernel's answer; returns whether to send on at once. */
  #hasSent(answer: number): boolean {
    if (answer >= 0) this.#advance(answer)
    else if (answer === -EAGAIN) this.#wait()
    else if (answer !== -EINTR) {
      const length = this.#lengths[this.#first] ?? 0
      const control = this.#rights.get(this.#chunks[this.#first] ?? EMPTY)
      const syscall = control ? 'sendmsg' : 'send'
      this.#finish(
        errorOf(syscall, answer, sendText(syscall, this.#descriptor, { length, control })),
      )
    }
    return answer >= 0 || answer === -EINTR
  }

  #advance(sent: number): void {
    if (sent > 0) {
      this.bytesSent += sent
      this.bytesOfWrite += sent
      this.#onSent()
      this.#releaseFirst()
    }
    this.#sentOfFirst += sent
    while (this.#first < this.#chunks.length) {
      const length = this.#lengths[this.#first] ?? 0
      if (this.#sentOfFirst < length) break
      this.#sentOfFirst -= length
      this.#first++
    }
  }

  /** The descriptors of a chunk travel with its first byte. */
  #releaseFirst(): void {
    const chunk = this.#chunks[this.#first] ?? EMPTY
    this.#rights.get(chunk)?.release()
    this.#rights.delete(chunk)
  }

  #sendSome(fd: number): number {
    const chunk = this.#chunks[this.#first] ?? EMPTY
    const rest = this.#restOf(chunk)
    const isCut = this.#sentOfFirst + rest.length < chunk.length
    const end = isCut ? this.#first + 1 : this.#endOfGroup()
    for (let i = this.#first; i < end; i++)
      checkNotResized(this.#chunks[i] ?? EMPTY, this.#lengths[i] ?? 0)
    const rights = this.#rights.get(chunk)
    if (!rights && end === this.#first + 1) return this.#sendNow(fd, rest)
    const views = [rest, ...this.#chunks.slice(this.#first + 1, end)]
    const [control, table] = rights ? [rights.data, rights.table] : [null, null]
    return native.sendmsg(fd, views, this.#flags, null, control, table)
  }

  /** What is left of a chunk, or as much of it as one send is given; a record cannot be cut. */
  #restOf(chunk: Uint8Array): Uint8Array {
    const from = this.#sentOfFirst
    if (this.#descriptor.type !== SOCK_STREAM || chunk.length - from <= MOST_BYTES)
      return from === 0 ? chunk : chunk.subarray(from)
    return chunk.subarray(from, from + MOST_BYTES)
  }

  /** The chunks before this one are sent together: up to the next descriptors, and records alone. */
  #endOfGroup(): number {
    const next = this.#first + 1
    if (this.#descriptor.type !== SOCK_STREAM) return next
    const most = Math.min(this.#chunks.length, this.#first + MOST_BUFFERS)
    if (this.#rights.size === 0) return most
    const cut = this.#chunks.findIndex((chunk, i) => i >= next && this.#rights.has(chunk))
    return cut < 0 ? most : Math.min(cut, most)
  }

  #wait(): void {
    if (this.#waits) return
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
    this.#callback = undefined
    this.#chunks = NOTHING
    this.bytesOfWrite = 0
    callback?.(error)
  }
}

const NOTHING: readonly Uint8Array[] = []
const EMPTY = new Uint8Array(0)
