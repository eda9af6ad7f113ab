import { Buffer as NodeBuffer } from 'node:buffer'
import { type Address, constants, pollSync, type Socket as Core, SocketError } from '../../index.ts'
import { intBytes, readInt } from '../shared/byte-order.ts'
import { receiveUpTo } from '../shared/receive-up-to.ts'
import { sendAll } from '../shared/send-all.ts'
import { addressOf, partsOf, type Peer } from './addresses.ts'
import { type Buffer, bufferOf, type Bytes, bytesIn } from './buffer.ts'
import { guarded, isConnecting, systemError, translated, unlessBlocked } from './error.ts'
import { toInt32 } from './arguments.ts'

const { AF_UNIX, IPPROTO_TCP, MSG_PEEK, MSG_TRUNC, POLLOUT } = constants
const { SO_ERROR, SOCK_DGRAM, SOCK_RAW, SOL_SOCKET, TCP_NODELAY } = constants
/** The type itself, without the flags that Linux accepts with it. */
const TYPE_MASK = 0xf
/** The largest buffer for a datagram whose length is not queried. */
const DEFAULT_SIZE = 65536
/** The longest value of an option; the largest ones of Linux have a quarter of it. */
const MAX_OPTION_SIZE = 1 << 20
const MAX_BACKLOG = 1 << 30

const EMPTY = new Uint8Array(0)

/**
 * A socket, which blocks by default. A failed system call throws an Error with the C library's
 * text, and with Node's `code`, `errno` and `syscall`.
 */
export interface TeaSocket {
  /** The family that the methods use; may be changed. */
  family: number
  /** The type that the methods use; may be changed. */
  type: number
  /** The protocol that it was created with. */
  proto: number

  /** Whether calls wait (true, the default), or return false if they would have to wait. */
  setBlocking(mode: boolean): void
  /**
   * Connects to a numeric address; PF_UNIX takes no port.
   *
   * @returns false while a non-blocking socket is connecting. It becomes writable when that has
   *   ended, and `getOption(Socket.SO_ERROR)` returns the result.
   */
  connect(address: string, port?: number | string): boolean
  /** Binds to a numeric address; `''` lets Linux choose the name of a Unix socket. */
  bind(address: string, port?: number | string): this
  /** Starts listening; 5 connections may wait to be accepted by default. */
  listen(backlog?: number): this
  /** Accepts a connection, as a blocking socket. */
  accept(): TeaSocket | false
  /**
   * Sends bytes, or the UTF-8 of anything else. A blocking socket sends all of them.
   *
   * @returns How many bytes were sent; false if sending would have to wait.
   */
  send(data: unknown, address?: string, port?: number | string): number | false
  /**
   * Receives at most `num` bytes. A Buffer is always truthy: check its length for the end.
   *
   * @returns A Buffer, of length 0 at the end of a stream; false if receiving would have to wait.
   */
  receive(num: number): Buffer | false
  /** The peer; on a datagram or raw socket the sender of the last datagram. */
  getPeerName(): Peer
  /** Sets an option of SOL_SOCKET, or TCP_NODELAY, to an int, or to bytes (an addition). */
  setOption(name: number, value: number | boolean | Bytes): this
  /** The value of an option as an int. */
  getOption(name: number): number
  /** The value of an option as bytes, at most `length` of them. */
  getOption(name: number, length: number): Buffer
  /** Closes the socket; closing it again throws `Bad file descriptor`. */
  close(): void
}

/** The class of every {@link TeaSocket}. It counts its arguments, as the original does. */
export class Endpoint implements TeaSocket {
  family: number
  type: number
  proto: number
  readonly #core: Core
  /** The sender of the last datagram; undefined before the first, null for one without a name. */
  #sender: Address | null | undefined
  /** An error that ended a partial send; the next call throws it. */
  #pendingError: SocketError | undefined

  /** The core's socket of an Endpoint; undefined for anything else. */
  static coreOf(member: unknown): Core | undefined {
    return typeof member === 'object' && member !== null && #core in member
      ? member.#core
      : undefined
  }

  constructor(core: Core, family: number, type: number, proto: number) {
    this.family = family
    this.type = type
    this.proto = proto
    this.#core = core
  }

  setBlocking(...args: unknown[]): void {
    if (args.length < 1) throw badCount('setBlocking(true/false)')
    if (this.#core.closed) throw systemError('EBADF', 'fcntl')
    this.#core.timeout = args[0] ? null : 0
  }

  connect(...args: unknown[]): boolean {
    const family = toInt32(this.family)
    if (args.length < (family === AF_UNIX ? 1 : 2)) throw badCount('connect(address, [port])')
    const address = addressOf(family, args[0], args[1], 'connect')
    return unlessBlocked(() => {
      if (this.#core.timeout === 0) return this.#core.startConnect(address)
      this.#connectWaiting(address)
      return true
    })
  }

  bind(...args: unknown[]): this {
    if (args.length < 1) throw badCount('bind(address, [port])')
    const address = addressOf(toInt32(this.family), args[0], args[1], 'bind')
    guarded(() => {
      this.#core.bind(address)
    })
    return this
  }

  listen(...args: unknown[]): this {
    const backlog = args.length === 0 ? 5 : toInt32(args[0])
    guarded(() => {
      // Linux reads a negative backlog as a very large one.
      this.#core.listen(backlog < 0 ? MAX_BACKLOG : Math.min(backlog, MAX_BACKLOG))
    })
    return this
  }

  accept(): TeaSocket | false {
    const [family, type, proto] = [toInt32(this.family), toInt32(this.type), toInt32(this.proto)]
    return unlessBlocked(() => new Endpoint(this.#core.acceptSync(), family, type, proto))
  }

  send(...args: unknown[]): number | false {
    if (args.length < 1) throw badCount('send(data, [address], [port])')
    const bytes = bytesIn(args[0]) ?? NodeBuffer.from(String(args[0]), 'utf8')
    const to =
      args.length > 1 ? addressOf(toInt32(this.family), args[1], args[2], 'send') : undefined
    this.#throwPending()
    return unlessBlocked(() =>
      sendAll(this.#core, bytes, to, undefined, (error) => {
        this.#keepPending(error)
      }),
    )
  }

  receive(num?: unknown): Buffer | false {
    const size = toInt32(num)
    if (size < 0) throw new RangeError('Buffer() Invalid size')
    this.#throwPending()
    const type = toInt32(this.type) & TYPE_MASK
    return unlessBlocked(() => {
      if (type === SOCK_DGRAM || type === SOCK_RAW) {
        const { data, address } = this.#core.recvFromSync(this.#sizeForDatagram(size))
        this.#sender = address
        return bufferOf(data)
      }
      if (this.#core.type === 'SOCK_STREAM') return bufferOf(receiveUpTo(this.#core, size))
      return bufferOf(this.#core.recvSync(this.#sizeForDatagram(size)))
    })
  }

  getPeerName(): Peer {
    if (this.#core.closed) throw systemError('EBADF', 'getpeername')
    // Only a Unix datagram has no sender's name; a stream has none at all.
    const sender = this.#core.type === 'SOCK_STREAM' ? undefined : this.#sender
    return guarded(() => partsOf(sender === undefined ? this.#core.remoteAddress : sender))
  }

  setOption(...args: unknown[]): this {
    if (args.length !== 2) throw badCount('setOption(name, value)')
    const name = toInt32(args[0])
    const bytes = bytesIn(args[1]) ?? intBytes(toInt32(args[1]))
    guarded(() => {
      this.#core.setOption(levelOf(name), name, bytes)
    })
    return this
  }

  getOption(name: number): number
  getOption(name: number, length: number): Buffer
  getOption(...args: unknown[]): unknown {
    if (args.length < 1) throw badCount('getOption(name)')
    const [name, length] = [toInt32(args[0]), toInt32(args[1])]
    return guarded(() => {
      if (length >= 1) {
        const size = Math.min(length, MAX_OPTION_SIZE)
        return bufferOf(this.#core.getOption(levelOf(name), name, size))
      }
      const bytes = this.#core.getOption(levelOf(name), name, 4)
      if (bytes.length !== 4) throw new Error('getsockopt returned truncated value')
      const value = readInt(bytes)
      return name === SO_ERROR ? this.#takePending(value) : value
    })
  }

  close(): void {
    if (this.#core.closed) throw systemError('EBADF', 'close')
    this.#core.close()
  }

  /** Waits for a connect that began while the socket was non-blocking, as the kernel does. */
  #connectWaiting(address: Address): void {
    try {
      this.#core.connectSync(address)
    } catch (error) {
      if (!isConnecting(error)) throw error
      pollSync([{ socket: this.#core, events: POLLOUT }])
      this.#core.connectSync(address)
    }
  }

  /** The buffer size for one datagram: no more than necessary. */
  #sizeForDatagram(size: number): number {
    if (size <= DEFAULT_SIZE) return size
    const length = this.#core.recvIntoSync(EMPTY, { flags: MSG_PEEK | MSG_TRUNC })
    return Math.min(size, Math.max(DEFAULT_SIZE, length))
  }

  /** Keeps an error that the kernel reports only once, after a part of the data was sent. */
  #keepPending(error: SocketError): void {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_SOCKET_CLOSED') this.#pendingError = error
  }

  #throwPending(): void {
    const error = this.#pendingError
    if (error === undefined || this.#core.closed) return
    this.#pendingError = undefined
    throw translated(error)
  }

  #takePending(errno: number): number {
    const error = this.#pendingError
    this.#pendingError = undefined
    return errno === 0 && error ? -error.errno : errno
  }
}

function levelOf(name: number): number {
  return name === TCP_NODELAY ? IPPROTO_TCP : SOL_SOCKET
}

function badCount(usage: string): TypeError {
  return new TypeError(`Bad argument count. Use 'socket.${usage}'`)
}
