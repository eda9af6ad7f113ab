import { constantOf, native, platform } from '../binding.ts'
import { kindOf } from '../codec/kind-of.ts'
import type { Request } from '../engine/attempt.ts'
import { mayCallNow } from '../engine/turn.ts'
import { check, errorOf } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import { sockaddrOf } from './addresses.ts'
import { type ControlToSend, encodeControl } from './control.ts'
import { type AsyncWaitOptions, lifeOf, type WaitOptions } from './handle.ts'
import { numberOf } from './names.ts'
import { ReceivingSocket } from './receiving.ts'
import { readable, readableList, stillHas } from './views.ts'

/** Bytes to send: text as UTF-8, a view, an ArrayBuffer, or several of these in one go. */
export type Data = OneData | readonly OneData[]

/** Bytes to send from one place. */
export type OneData = string | ArrayBufferView | ArrayBufferLike

/** What a sending call may be told. */
export interface SendOptions extends WaitOptions {
  /** Sum of `MSG_*` constants; MSG_NOSIGNAL is always among them. */
  flags?: number | undefined
}

/** {@link SendOptions} of a call that gives a promise. */
export interface AsyncSendOptions extends SendOptions, AsyncWaitOptions {}

/** What sendMessage sends. */
export interface MessageToSend {
  /** None by default: a message of control alone. */
  data?: Data | undefined
  /** Control messages by their C names. */
  control?: ControlToSend | undefined
  /** Where to, for a socket that is not connected. */
  address?: AddressLike | undefined
}

const EAGAIN = constantOf('EAGAIN')
const EINTR = constantOf('EINTR')
const POLLOUT = constantOf('POLLOUT')
const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const MSG_ALWAYS = constantOf('MSG_DONTWAIT') | (platform.constant('MSG_NOSIGNAL') ?? 0)
/** IOV_MAX: the most buffers that one sendmsg takes. */
const MOST_BUFFERS = 1024

const same = (answer: number): number => answer

/** A socket's sending calls, each as a promise and holding the thread. */
export abstract class SendingSocket extends ReceivingSocket {
  /**
   * Sends what the kernel has room for, waiting if it has none. A stream may take less than all.
   *
   * Views are not copied: what counts is what they hold when the kernel takes it, which for a
   * send that waits is later.
   *
   * @returns How many bytes the kernel took.
   * @throws {SocketError} `EPIPE` when this end was shut down or the peer is gone; `ENOTCONN` or
   *   `EDESTADDRREQ` before connect; `EMSGSIZE` when a datagram is too large.
   * @see send(2)
   */
  send(data: Data, options?: AsyncSendOptions): Promise<number> {
    if (options === undefined && data instanceof Uint8Array && mayCallNow()) {
      const answer = this.#sendAtOnce(data)
      if (answer >= 0) return Promise.resolve(answer)
      // Not made again: the kernel tells an error once.
      if (answer !== -EAGAIN && answer !== -EINTR) return Promise.reject(errorOf('send', answer))
    }
    return this.wait('writers', () => this.#send(data, options), options)
  }

  /** {@link Socket.send}, holding the thread. */
  sendSync(data: Data, options?: SendOptions): number {
    if (options === undefined && data instanceof Uint8Array) {
      const answer = this.#sendAtOnce(data)
      if (answer !== -EAGAIN && answer !== -EINTR) return check('send', answer)
    }
    return this.hold(POLLOUT, this.#send(data, options), options)
  }

  /**
   * Sends everything, in as many sends as it takes, within one deadline. No other send of this
   * socket comes between.
   *
   * @throws {SocketError} As {@link Socket.send}; `bytesSent` says how far it came.
   * @see send(2)
   */
  sendAll(data: Data, options?: AsyncSendOptions): Promise<void> {
    return this.wait('writers', () => this.#sendAll(data, options), options)
  }

  /** {@link Socket.sendAll}, holding the thread. */
  sendAllSync(data: Data, options?: SendOptions): void {
    this.hold(POLLOUT, this.#sendAll(data, options), options)
  }

  /**
   * Sends a datagram to an address. Resolves no names.
   *
   * @throws {SocketError} `ENETUNREACH`, `EHOSTUNREACH` without a route; `EACCES` for a broadcast
   *   without SO_BROADCAST; `EISCONN` when connected to another (Unix); `ENOENT`, `ECONNREFUSED`
   *   when nobody has that name (Unix).
   * @see sendto(2)
   */
  sendTo(data: Data, address: AddressLike, options?: AsyncSendOptions): Promise<number> {
    return this.wait('writers', () => this.#sendTo(data, address, options), options)
  }

  /** {@link Socket.sendTo}, holding the thread. */
  sendToSync(data: Data, address: AddressLike, options?: SendOptions): number {
    return this.hold(POLLOUT, this.#sendTo(data, address, options), options)
  }

  /**
   * Sends data with control messages, in one go.
   *
   * Descriptors (`SCM_RIGHTS`) stay the sender's too; on a stream they need at least one byte of
   * data to travel with.
   *
   * @returns How many bytes of data the kernel took.
   * @throws {SocketError} `EINVAL` when the kernel refuses a control message; `EMSGSIZE` beyond
   *   1024 buffers.
   * @see sendmsg(2)
   */
  sendMessage(message: MessageToSend, options?: AsyncSendOptions): Promise<number> {
    return this.wait('writers', () => this.#sendMessage(message, options), options)
  }

  /** {@link Socket.sendMessage}, holding the thread. */
  sendMessageSync(message: MessageToSend, options?: SendOptions): number {
    return this.hold(POLLOUT, this.#sendMessage(message, options), options)
  }

  /** The usual send, which waits for nobody: without a Request it costs a quarter less. */
  #sendAtOnce(bytes: Uint8Array): number {
    const { current, readiness } = lifeOf(this)
    if (current < 0 || readiness.hasWriters || bytes.byteLength === 0) return -EAGAIN
    return native.send(current, bytes, MSG_ALWAYS)
  }

  #send(data: Data, options: SendOptions | undefined): Request<number> {
    const fd = this.open('send')
    if (Array.isArray(data)) return this.#gather(fd, data as OneData[], flagsOf(options), null, {})
    const bytes = readable(data)
    const flags = flagsOf(options)
    const length = bytes.byteLength
    return {
      syscall: 'send',
      call() {
        stillHas(bytes, length)
        return native.send(fd, bytes, flags)
      },
      result: same,
    }
  }

  #sendTo(data: Data, address: AddressLike, options: SendOptions | undefined): Request<number> {
    const fd = this.open('sendto')
    const flags = flagsOf(options)
    const { bytes: to, subject } = sockaddrOf(address)
    if (Array.isArray(data)) return this.#gather(fd, data as OneData[], flags, to, subject)
    const bytes = readable(data)
    const length = bytes.byteLength
    return {
      syscall: 'sendto',
      unannounced: this.#isUnixDatagram,
      call() {
        stillHas(bytes, length)
        return native.sendto(fd, bytes, flags, to)
      },
      result: same,
      subject: () => subject,
    }
  }

  #sendMessage(message: MessageToSend, options: SendOptions | undefined): Request<number> {
    const fd = this.open('sendmsg')
    const given: unknown = message
    if (typeof given !== 'object' || given === null) {
      throw new TypeError(`A message must be an object, not ${kindOf(given)}`)
    }
    const { data = [], control, address } = message
    const flags = flagsOf(options)
    const { bytes: to, subject } =
      address === undefined ? { bytes: null, subject: {} } : sockaddrOf(address)
    return this.#gather(fd, data, flags, to, subject, control)
  }

  #gather(
    fd: number,
    data: Data,
    flags: number,
    to: Uint8Array | null,
    subject: object,
    control?: ControlToSend,
  ): Request<number> {
    const views = readableList(data)
    const lengths = views.map(({ byteLength }) => byteLength)
    const encoded = control && encodeControl(control)
    return {
      syscall: 'sendmsg',
      unannounced: to !== null && this.#isUnixDatagram,
      call() {
        for (const [i, view] of views.entries()) stillHas(view, lengths[i] ?? 0)
        return native.sendmsg(fd, views, flags, to, encoded?.data ?? null, encoded?.table ?? null)
      },
      result: same,
      subject: () => subject,
    }
  }

  #sendAll(data: Data, options: SendOptions | undefined): Request<void> {
    const fd = this.open('send')
    const flags = flagsOf(options)
    const views = readableList(data)
    const lengths = views.map(({ byteLength }) => byteLength)
    const stream = lifeOf(this).type === SOCK_STREAM
    const total = lengths.reduce((sum, length) => sum + length, 0)
    let bytesSent = 0
    let first = 0 // the view that is next, and how much of it has gone
    let gone = 0
    return {
      syscall: 'send',
      call() {
        do {
          for (let i = first; i < views.length; i++) stillHas(views[i] ?? EMPTY, lengths[i] ?? 0)
          const answer = sendSome()
          if (answer < 0) return answer
          bytesSent += answer
          gone += answer
          while (first < views.length && gone >= (lengths[first] ?? 0))
            gone -= lengths[first++] ?? 0
        } while (bytesSent < total)
        return 0
      },
      result: nothing,
      subject: () => ({ bytesSent }),
    }

    function sendSome(): number {
      const next = views[first] ?? EMPTY
      const rest = gone === 0 ? next : next.subarray(gone)
      if (first + 1 >= views.length) return native.send(fd, rest, flags)
      const end = stream ? first + MOST_BUFFERS : views.length
      return native.sendmsg(fd, [rest, ...views.slice(first + 1, end)], flags, null, null, null)
    }
  }

  /** The kernel does not say when the queue of a Unix socket that we are not connected to has room. */
  get #isUnixDatagram(): boolean {
    const { family, type } = lifeOf(this)
    return family === AF_UNIX && type !== SOCK_STREAM
  }
}

const EMPTY = new Uint8Array(0)

function nothing(): void {
  // sendAll answers that it is done, and nothing more
}

function flagsOf(options: SendOptions | undefined): number {
  const flags = options?.flags
  return flags === undefined ? MSG_ALWAYS : numberOf(flags, 'flags') | MSG_ALWAYS
}
