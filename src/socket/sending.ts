import { constantOf, native, platform } from '../binding.ts'
import { describeType } from '../codec/describe-type.ts'
import { checkKeys } from '../codec/known-keys.ts'
import type { Request } from '../engine/request.ts'
import { mayCallNow } from '../engine/turn.ts'
import { check, errorOf } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import { REFUSE_NOSIGNAL } from '../protocols/refusals.ts'
import { sockaddrOf } from './addresses.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  tell,
  type Told,
  type WaitOptions,
} from './call-options.ts'
import { type ControlToSend, encodeControl } from './control.ts'
import { lifeOf } from './handle.ts'
import { familyNumbers } from './names.ts'
import { ReceivingSocket } from './receiving.ts'
import { readable, readableList, stillHas } from './views.ts'

/** Bytes to send: text as UTF-8, a view, an ArrayBuffer, or several of these in one go. */
export type Data = OneData | readonly OneData[]

/** Bytes to send from one place. */
export type OneData = string | ArrayBufferView | ArrayBufferLike

/** What a sending call may be told. */
export interface SendOptions extends WaitOptions {
  /** Sum of `MSG_*` constants; MSG_NOSIGNAL is always among them. MSG_DONTWAIT is `timeout: 0`. */
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
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_NOSIGNAL = platform.constant('MSG_NOSIGNAL') ?? 0
const MSG_USUAL = MSG_DONTWAIT | MSG_NOSIGNAL
const WITHOUT_NOSIGNAL = familyNumbers(REFUSE_NOSIGNAL)
/** IOV_MAX: the most buffers that one sendmsg takes. */
const MOST_BUFFERS = 1024

const SEND = callOptions('flags')
const MESSAGE: ReadonlySet<string> = new Set(['data', 'control', 'address'])

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
    return this.#later(options, (flags) => this.#send(data, flags))
  }

  /** {@link Socket.send}, holding the thread. */
  sendSync(data: Data, options?: SendOptions): number {
    if (options === undefined && data instanceof Uint8Array) {
      const answer = this.#sendAtOnce(data)
      if (answer !== -EAGAIN && answer !== -EINTR) return check('send', answer)
    }
    return this.#sync(options, (flags) => this.#send(data, flags))
  }

  /**
   * Sends everything, in as many sends as it takes, within one deadline. No other send of this
   * socket comes between.
   *
   * @throws {SocketError} As {@link Socket.send}; `bytesSent` says how far it came.
   * @see send(2)
   */
  sendAll(data: Data, options?: AsyncSendOptions): Promise<void> {
    return this.#later(options, (flags) => this.#sendAll(data, flags))
  }

  /** {@link Socket.sendAll}, holding the thread. */
  sendAllSync(data: Data, options?: SendOptions): void {
    this.#sync(options, (flags) => this.#sendAll(data, flags))
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
    return this.#later(options, (flags) => this.#sendTo(data, address, flags))
  }

  /** {@link Socket.sendTo}, holding the thread. */
  sendToSync(data: Data, address: AddressLike, options?: SendOptions): number {
    return this.#sync(options, (flags) => this.#sendTo(data, address, flags))
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
    return this.#later(options, (flags) => this.#sendMessage(message, flags))
  }

  /** {@link Socket.sendMessage}, holding the thread. */
  sendMessageSync(message: MessageToSend, options?: SendOptions): number {
    return this.#sync(options, (flags) => this.#sendMessage(message, flags))
  }

  #later<T>(
    options: AsyncSendOptions | undefined,
    make: (flags: number) => Request<T>,
  ): Promise<T> {
    try {
      const told = tell(options, SEND.promise)
      return this.wait('writers', make(this.#flags(told)), told)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #sync<T>(options: SendOptions | undefined, make: (flags: number) => Request<T>): T {
    const told = tell(options, SEND.sync)
    return this.hold(POLLOUT, make(this.#flags(told)), told)
  }

  #flags({ flags = 0 }: Told<SendOptions>): number {
    return flags | alwaysIn(lifeOf(this).family)
  }

  /** The usual send, which waits for nobody: without a Request it costs a quarter less. */
  #sendAtOnce(bytes: Uint8Array): number {
    const { readiness, family } = lifeOf(this)
    const { current } = readiness
    if (current < 0 || readiness.hasWriters || bytes.byteLength === 0) return -EAGAIN
    return native.send(current, bytes, alwaysIn(family))
  }

  #send(data: Data, flags: number): Request<number> {
    if (Array.isArray(data)) return this.#gather(data as OneData[], flags, null, {})
    const bytes = readable(data)
    const length = bytes.byteLength
    return {
      syscall: 'send',
      call(fd) {
        stillHas(bytes, length)
        return native.send(fd, bytes, flags)
      },
      result: same,
    }
  }

  #sendTo(data: Data, address: AddressLike, flags: number): Request<number> {
    const { bytes: to, subject } = sockaddrOf(address)
    if (Array.isArray(data)) return this.#gather(data as OneData[], flags, to, subject)
    const bytes = readable(data)
    const length = bytes.byteLength
    return {
      syscall: 'sendto',
      unannounced: this.#isUnixDatagram,
      call(fd) {
        stillHas(bytes, length)
        return native.sendto(fd, bytes, flags, to)
      },
      result: same,
      subject: () => subject,
    }
  }

  #sendMessage(message: MessageToSend, flags: number): Request<number> {
    const given: unknown = message
    if (typeof given !== 'object' || given === null) {
      throw new TypeError(`A message must be an object, not ${describeType(given)}`)
    }
    checkKeys(given, MESSAGE, 'part of a message')
    const { data = [], control, address } = message
    const { bytes: to, subject } =
      address === undefined ? { bytes: null, subject: {} } : sockaddrOf(address)
    return this.#gather(data, flags, to, subject, control)
  }

  #gather(
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
      call(fd) {
        for (const [i, view] of views.entries()) stillHas(view, lengths[i] ?? 0)
        return native.sendmsg(fd, views, flags, to, encoded?.data ?? null, encoded?.table ?? null)
      },
      result: same,
      subject: () => subject,
      keep: () => encoded?.keep(),
      release: () => encoded?.release(),
    }
  }

  #sendAll(data: Data, flags: number): Request<void> {
    const views = readableList(data)
    const lengths = views.map(({ byteLength }) => byteLength)
    const stream = lifeOf(this).type === SOCK_STREAM
    const total = lengths.reduce((sum, length) => sum + length, 0)
    let bytesSent = 0
    let first = 0 // the view that is next, and how much of it has gone
    let gone = 0
    const request = {
      syscall: 'send',
      unfinished: false,
      call(fd: number) {
        for (let i = first; i < views.length; i++) stillHas(views[i] ?? EMPTY, lengths[i] ?? 0)
        const answer = sendSome(fd)
        if (answer < 0) return answer
        bytesSent += answer
        gone += answer
        while (first < views.length && gone >= (lengths[first] ?? 0)) gone -= lengths[first++] ?? 0
        request.unfinished = bytesSent < total
        return answer
      },
      result: nothing,
      subject: () => ({ bytesSent }),
    }
    return request

    function sendSome(fd: number): number {
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

/** The flags of every send: no waiting, whatever O_NONBLOCK says, and no signal, where one can say so. */
function alwaysIn(family: number): number {
  if (family === AF_INET || family === AF_INET6 || family === AF_UNIX) return MSG_USUAL
  return WITHOUT_NOSIGNAL.has(family) ? MSG_DONTWAIT : MSG_USUAL
}
