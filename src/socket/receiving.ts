import { Buffer } from 'node:buffer'
import { constantOf, native, platform } from '../binding.ts'
import type { Queue } from '../engine/readiness.ts'
import type { Request } from '../engine/request.ts'
import type { Address } from '../protocols/address.ts'
import { emptyNameRoom, nameInRoom } from './addresses.ts'
import {
  type AsyncWaitOptions,
  type CallOptions,
  callOptions,
  tell,
  type Told,
  type WaitOptions,
} from './call-options.ts'
import { Handle, lifeOf } from './handle.ts'
import type { DatagramOptions, ReceivedDatagram } from './iterating.ts'
import {
  datagramRequest,
  type MessageOptions,
  messageRequest,
  type ReceivedMessage,
  type ReceivedMessageInto,
  type ReceivedMessageParts,
} from './messages.ts'
import {
  nothingQueued,
  type QueuedError,
  type QueuedErrorOptions,
  queuedErrorRequest,
} from './queued-error.ts'
import { atEndOf, RecvBuffer, RecvInto, roomOf } from './recv.ts'
import { checkSize, taken } from './slab.ts'
import { stillHas, writable } from './views.ts'
import { wantingAll } from './wanting-all.ts'

/** What a receiving call may be told besides how much. */
export interface ReceiveOptions extends WaitOptions {
  /** Sum of `MSG_*` constants; none by default. MSG_DONTWAIT is `timeout: 0`. */
  flags?: number | undefined
}

/** {@link ReceiveOptions} of a call that gives a promise. */
export interface AsyncReceiveOptions extends ReceiveOptions, AsyncWaitOptions {}

/** Which part of a view is to be filled. */
export interface Part {
  /** The first byte to fill; 0 by default. */
  offset?: number | undefined
  /** How many bytes to fill at most; up to the end of the view by default. */
  length?: number | undefined
}

/** What came, and where from. */
export interface Received {
  /** What came. */
  data: Buffer
  /** The sender; null on a stream, which has but one. */
  address: Address | null
}

/** How much came, and where from. */
export interface ReceivedInto {
  /** Bytes written into the view; with MSG_TRUNC the true length of the datagram. */
  length: number
  /** The sender; null on a stream, which has but one. */
  address: Address | null
}

const DEFAULT_SIZE = 65536
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_ERRQUEUE = platform.constant('MSG_ERRQUEUE') ?? 0
const MSG_OOB = constantOf('MSG_OOB')
const MSG_PEEK = constantOf('MSG_PEEK')
const MSG_WAITALL = constantOf('MSG_WAITALL')
const SOCK_STREAM = constantOf('SOCK_STREAM')
/** MSG_WAITALL, and what the kernel does not wait for all of. */
const NOT_ALL = MSG_WAITALL | MSG_PEEK | MSG_OOB | MSG_ERRQUEUE
const READ_EVENTS = constantOf('POLLIN') | constantOf('POLLRDHUP')
const URGENT_EVENTS = constantOf('POLLPRI') | constantOf('POLLRDHUP')
/** POLLERR, which poll(2) tells unasked. */
const ERROR_EVENTS = 0

const RECEIVE = callOptions('flags')
const RECEIVE_INTO = callOptions('flags', 'offset', 'length')
const RECEIVE_MESSAGE = callOptions('flags', 'size', 'sizes', 'into', 'control')
const RECEIVE_DATAGRAM = callOptions('flags', 'size')
const RECEIVE_ERROR = callOptions('size')

const EMPTY = Buffer.alloc(0)

/** A socket's receiving calls, each as a promise and holding the thread. */
export abstract class ReceivingSocket extends Handle {
  /**
   * Receives what has arrived, at most `max` bytes, waiting if nothing has.
   *
   * One promise is one recv(2): a stream may give fewer bytes than asked for, and a datagram
   * that is longer than `max` loses its tail.
   *
   * @param max Bytes; 65536 by default. 0 takes nothing from a stream, and a whole datagram.
   * @returns The bytes; none for an empty datagram, or once a stream's peer has finished sending.
   * @throws {SocketError} `ENOTCONN` before connect; `ECONNRESET` when the peer vanished;
   *   `ECONNREFUSED` when an earlier datagram found no one.
   * @see recv(2)
   */
  recv(max: number = DEFAULT_SIZE, options?: AsyncReceiveOptions): Promise<Buffer> {
    return this.#receive(options, RECEIVE, (told) => this.#recv(max, told))
  }

  /** {@link Socket.recv}, holding the thread. */
  recvSync(max: number = DEFAULT_SIZE, options?: ReceiveOptions): Buffer {
    return this.#receiveSync(options, RECEIVE, (told) => this.#recv(max, told))
  }

  /**
   * Receives into memory of the caller's, waiting if nothing has arrived. Otherwise as
   * {@link Socket.recv}.
   *
   * @param view Any view or ArrayBuffer, shared ones too. Not to be detached while the call waits.
   * @returns How many bytes were written; with MSG_TRUNC the true length of the datagram, which
   *   may be more. 0 for an empty datagram, or once a stream's peer has finished sending.
   * @throws {RangeError} When `offset` or `length` leave the view; nothing is received then.
   * @throws {TypeError} When the view is detached, at once or while the call waits; what has come
   *   stays readable.
   * @see recv(2)
   */
  recvInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: AsyncReceiveOptions & Part,
  ): Promise<number> {
    return this.#receive(options, RECEIVE_INTO, (told) => this.#recvInto(view, told))
  }

  /** {@link Socket.recvInto}, holding the thread. */
  recvIntoSync(view: ArrayBufferView | ArrayBufferLike, options?: ReceiveOptions & Part): number {
    return this.#receiveSync(options, RECEIVE_INTO, (told) => this.#recvInto(view, told))
  }

  /**
   * Receives as {@link Socket.recv}, and says from whom.
   *
   * @see recvfrom(2)
   */
  recvFrom(max: number = DEFAULT_SIZE, options?: AsyncReceiveOptions): Promise<Received> {
    return this.#receive(options, RECEIVE, (told) => this.#recvFrom(max, told))
  }

  /** {@link Socket.recvFrom}, holding the thread. */
  recvFromSync(max: number = DEFAULT_SIZE, options?: ReceiveOptions): Received {
    return this.#receiveSync(options, RECEIVE, (told) => this.#recvFrom(max, told))
  }

  /**
   * Receives as {@link Socket.recvInto}, and says from whom.
   *
   * @see recvfrom(2)
   */
  recvFromInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: AsyncReceiveOptions & Part,
  ): Promise<ReceivedInto> {
    return this.#receive(options, RECEIVE_INTO, (told) => this.#recvFromInto(view, told))
  }

  /** {@link Socket.recvFromInto}, holding the thread. */
  recvFromIntoSync(
    view: ArrayBufferView | ArrayBufferLike,
    options?: ReceiveOptions & Part,
  ): ReceivedInto {
    return this.#receiveSync(options, RECEIVE_INTO, (told) => this.#recvFromInto(view, told))
  }

  /**
   * Receives data with all that the kernel says of it: sender, flags, whether it was cut, and
   * the control messages if they are asked for.
   *
   * @see recvmsg(2)
   */
  recvMessage(
    options?: MessageOptions & AsyncReceiveOptions & { sizes?: never; into?: never },
  ): Promise<ReceivedMessage>
  /** Receives into several buffers of these sizes, one filled after the other. */
  recvMessage(
    options: MessageOptions & AsyncReceiveOptions & { sizes: readonly number[] },
  ): Promise<ReceivedMessageParts>
  /** Receives into memory of the caller's. */
  recvMessage(
    options: MessageOptions & AsyncReceiveOptions & { into: ArrayBufferView | ArrayBufferView[] },
  ): Promise<ReceivedMessageInto>
  recvMessage(options?: MessageOptions & AsyncReceiveOptions): Promise<unknown> {
    return this.#receive(options, RECEIVE_MESSAGE, (told) => this.#recvMessage(told))
  }

  /** {@link Socket.recvMessage}, holding the thread. */
  recvMessageSync(
    options?: MessageOptions & ReceiveOptions & { sizes?: never; into?: never },
  ): ReceivedMessage
  /** Receives into several buffers of these sizes, one filled after the other. */
  recvMessageSync(
    options: MessageOptions & ReceiveOptions & { sizes: readonly number[] },
  ): ReceivedMessageParts
  /** Receives into memory of the caller's. */
  recvMessageSync(
    options: MessageOptions & ReceiveOptions & { into: ArrayBufferView | ArrayBufferView[] },
  ): ReceivedMessageInto
  recvMessageSync(options?: MessageOptions & ReceiveOptions): unknown {
    return this.#receiveSync(options, RECEIVE_MESSAGE, (told) => this.#recvMessage(told))
  }

  /**
   * Takes what the kernel has put into the socket's error queue: an ICMP error (IP_RECVERR,
   * IPV6_RECVERR), when a packet was sent (SO_TIMESTAMPING), or that the bytes of a send with
   * MSG_ZEROCOPY are free again. Takes no data, whatever waits.
   *
   * Does not wait, unless it is given a `timeout`: the one of the socket says nothing here. While
   * the queue is not empty, poll(2) reports POLLERR, which therefore need not mean that the socket
   * has failed.
   *
   * @returns null when nothing is queued, or nothing was by the end of `timeout`.
   * @throws {SocketError} `EOPNOTSUPP` where the system has no such queues.
   * @see recv(2), MSG_ERRQUEUE
   */
  recvError(options?: QueuedErrorOptions & AsyncWaitOptions): Promise<QueuedError | null> {
    try {
      const told = tell(options, RECEIVE_ERROR.promise)
      const request = queuedErrorRequest(lifeOf(this).family, told)
      return this.wait('errors', request, { timeout: 0, ...told }).catch(nothingQueued)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** {@link Socket.recvError}, holding the thread. */
  recvErrorSync(options?: QueuedErrorOptions): QueuedError | null {
    const told = tell(options, RECEIVE_ERROR.sync)
    const request = queuedErrorRequest(lifeOf(this).family, told)
    try {
      return this.hold(ERROR_EVENTS, request, { timeout: 0, ...told })
    } catch (error) {
      return nothingQueued(error)
    }
  }

  /** @internal One datagram, for those who take all. */
  protected nextDatagram(options: DatagramOptions | undefined): Promise<ReceivedDatagram> {
    return this.#receive(options, RECEIVE_DATAGRAM, ({ size = DEFAULT_SIZE, ...told }) =>
      datagramRequest(lifeOf(this).family, checkSize(size, 'size'), this.#flags(told)),
    )
  }

  /** In the line of those who wait for the same, so that urgent data need not wait for other. */
  #receive<T, Options extends AsyncReceiveOptions>(
    options: Options | undefined,
    known: CallOptions,
    make: (told: Told<Options>) => Request<T>,
  ): Promise<T> {
    try {
      const told = tell(options, known.promise)
      return this.wait(queueOf(told.flags), make(told), told)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #receiveSync<T, Options extends ReceiveOptions>(
    options: Options | undefined,
    known: CallOptions,
    make: (told: Told<Options>) => Request<T>,
  ): T {
    const told = tell(options, known.sync)
    return this.hold(eventsOf(told.flags), make(told), told)
  }

  #recv(max: number, told: Told<ReceiveOptions>): Request<Buffer> {
    const flags = this.#flags(told)
    const request = new RecvBuffer(lifeOf(this), checkSize(max, 'max'), flags)
    if (!this.#wantsAll(flags)) return request
    const room = Buffer.alloc(max)
    return wantingAll(
      { syscall: request.syscall, result: (length) => room.subarray(0, length) },
      max,
      (fd, received) => native.recv(fd, room.subarray(received), flags),
      (received) => room.subarray(0, received),
    )
  }

  #recvInto(
    view: ArrayBufferView | ArrayBufferLike,
    told: Told<ReceiveOptions & Part>,
  ): Request<number> {
    const bytes = partOf(writable(view), told)
    const flags = this.#flags(told)
    const request = new RecvInto(lifeOf(this), bytes, flags)
    if (!this.#wantsAll(flags)) return request
    return wantingAll(request, request.wanted, (fd, received) => {
      stillHas(bytes, request.wanted)
      return native.recv(fd, bytes.subarray(received), flags)
    })
  }

  #recvFrom(max: number, told: Told<ReceiveOptions>): Request<Received> {
    checkSize(max, 'max')
    const flags = this.#flags(told)
    let room: Buffer = EMPTY
    const request: Request<Received> = {
      syscall: 'recvfrom',
      atEnd: atEndOf(flags),
      call: (fd) => {
        room = roomOf(max, flags)
        return native.recvfrom(fd, room, flags, emptyNameRoom())
      },
      result: (answer) => ({ data: taken(room, answer), address: nameInRoom() }),
    }
    if (!this.#wantsAll(flags)) return request
    room = Buffer.alloc(max)
    return wantingAll(
      request,
      max,
      (fd, received) => native.recvfrom(fd, room.subarray(received), flags, emptyNameRoom()),
      (received) => room.subarray(0, received),
    )
  }

  #recvFromInto(
    view: ArrayBufferView | ArrayBufferLike,
    told: Told<ReceiveOptions & Part>,
  ): Request<ReceivedInto> {
    const bytes = partOf(writable(view), told)
    const flags = this.#flags(told)
    const length = bytes.byteLength
    const request: Request<ReceivedInto> = {
      syscall: 'recvfrom',
      atEnd: atEndOf(flags),
      call: (fd) => {
        stillHas(bytes, length)
        return native.recvfrom(fd, bytes, flags, emptyNameRoom())
      },
      result: (answer) => ({ length: answer, address: nameInRoom() }),
    }
    if (!this.#wantsAll(flags)) return request
    return wantingAll(request, length, (fd, received) => {
      stillHas(bytes, length)
      return native.recvfrom(fd, bytes.subarray(received), flags, emptyNameRoom())
    })
  }

  #recvMessage(told: Told<MessageOptions & ReceiveOptions>): Request<unknown> {
    const flags = this.#flags(told)
    return messageRequest(lifeOf(this).family, told, flags, this.#wantsAll(flags))
  }

  /** Whether to wait is never left to O_NONBLOCK, which others can change. */
  #flags({ flags }: Told<ReceiveOptions>): number {
    if (flags === undefined) return MSG_DONTWAIT
    // That the stream's queue is empty says nothing of urgent data or of queued errors.
    lifeOf(this).readiness.readers.drained = false
    return flags | MSG_DONTWAIT
  }

  #wantsAll(flags: number): boolean {
    return (flags & NOT_ALL) === MSG_WAITALL && lifeOf(this).type === SOCK_STREAM
  }
}

/** What a receive waits for. */
function queueOf(flags: number | undefined): Queue {
  if (flags === undefined) return 'readers'
  if ((flags & MSG_ERRQUEUE) !== 0) return 'errors'
  return (flags & MSG_OOB) === 0 ? 'readers' : 'urgent'
}

function eventsOf(flags: number | undefined): number {
  const queue = queueOf(flags)
  if (queue === 'errors') return ERROR_EVENTS
  return queue === 'urgent' ? URGENT_EVENTS : READ_EVENTS
}

function partOf(bytes: Uint8Array, part: Part): Uint8Array {
  return part.offset === undefined && part.length === undefined ? bytes : cut(bytes, part)
}

function cut(bytes: Uint8Array, part: Part): Uint8Array {
  const offset = checkSize(part.offset ?? 0, 'offset')
  const length = checkSize(part.length ?? Math.max(0, bytes.byteLength - offset), 'length')
  if (offset + length > bytes.byteLength) {
    throw new RangeError(
      `Cannot fill ${length} bytes from ${offset} of a view of ${bytes.byteLength}`,
    )
  }
  return bytes.subarray(offset, offset + length)
}
