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
/** Of a type, without the flags that Linux takes with it. */
const TYPE_MASK = 0xf
/** What a receive of one datagram has room for without asking how long it is. */
const USUAL_ROOM = 65536
/** The most that an option is asked for; the largest ones of Linux have a quarter of it. */
const MOST_OF_AN_OPTION = 1 << 20
const MOST_BACKLOG = 1 << 30

const nothing = new Uint8Array(0)

/**
 * A socket, blocking until it is told otherwise. What the system refuses is an Error with the C
 * library's text, and with Node's `code`, `errno` and `syscall`.
 */
export interface TeaSocket {
  /** The family that the methods go by; may be changed. */
  family: number
  /** The type that the methods go by; may be changed. */
  type: number
  /** The protocol that it was made with. */
  proto: number

  /** Lets calls wait (true, as at first), or answer false where they would have to (false). */
  setBlocking(mode: boolean): void
  /**
   * Connects to a numeric address; the port may be left out for PF_UNIX.
   *
   * @returns false while the connection is under way, which blocking sockets wait for. It then is
   *   writable when it is done, and `getOption(Socket.SO_ERROR)` says how it went.
   */
  connect(address: string, port?: number | string): boolean
  /** Binds to a numeric address; `''` has Linux pick a name for a Unix socket. */
  bind(address: string, port?: number | string): this
  /** Begins to take connections; 5 may wait by default. */
  listen(backlog?: number): this
  /** Takes a connection: a blocking socket. */
  accept(): TeaSocket | false
  /**
   * Sends bytes, or the UTF-8 of anything else. A blocking socket sends all.
   *
   * @returns How many bytes went; false when none could without waiting.
   */
  send(data: unknown, address?: string, port?: number | string): number | false
  /**
   * Receives at most `num` bytes. A Buffer is always truthy: look at its length for the end.
   *
   * @returns A Buffer, of length 0 at the end of a stream; false when nothing has come.
   */
  receive(num: number): Buffer | false
  /** The other end; on a datagram or raw socket who sent what was received last. */
  getPeerName(): Peer
  /** Sets an option of SOL_SOCKET, or TCP_NODELAY, to an int, or to bytes (an addition). */
  setOption(name: number, value: number | boolean | Bytes): this
  /** The value of an option as an int. */
  getOption(name: number): number
  /** The value of an option as bytes, at most `length` of them. */
  getOption(name: number, length: number): Buffer
  /** Closes it; a second time is `Bad file descriptor`. */
  close(): void
}

/** What every Socket is: the class behind {@link TeaSocket}. Arguments are counted, as V8 lets C do. */
export class Endpoint implements TeaSocket {
  family: number
  type: number
  proto: number
  readonly #core: Core
  /** Who sent the last datagram; undefined before there is one, null for one without a name. */
  #sender: Address | null | undefined
  /** An error that came when part was done, which the next call tells. */
  #failure: SocketError | undefined

  /** The core's socket of a Socket; undefined for anything else. */
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
      // To Linux a negative number is a very large one.
      this.#core.listen(backlog < 0 ? MOST_BACKLOG : Math.min(backlog, MOST_BACKLOG))
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
    this.#tellFailure()
    return unlessBlocked(() =>
      sendAll(this.#core, bytes, to, undefined, (error) => {
        this.#keepFailure(error)
      }),
    )
  }

  receive(num?: unknown): Buffer | false {
    const room = toInt32(num)
    if (room < 0) throw new RangeError('Buffer() Invalid size')
    this.#tellFailure()
    const type = toInt32(this.type) & TYPE_MASK
    return unlessBlocked(() => {
      if (type === SOCK_DGRAM || type === SOCK_RAW) {
        const { data, address } = this.#core.recvFromSync(this.#roomForOne(room))
        this.#sender = address
        return bufferOf(data)
      }
      if (this.#core.type === 'SOCK_STREAM') return bufferOf(receiveUpTo(this.#core, room))
      return bufferOf(this.#core.recvSync(this.#roomForOne(room)))
    })
  }

  getPeerName(): Peer {
    if (this.#core.closed) throw systemError('EBADF', 'getpeername')
    // A datagram without a sender's name is a Unix socket's; a stream never tells one.
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
        const most = Math.min(length, MOST_OF_AN_OPTION)
        return bufferOf(this.#core.getOption(levelOf(name), name, most))
      }
      const bytes = this.#core.getOption(levelOf(name), name, 4)
      if (bytes.length !== 4) throw new Error('getsockopt returned truncated value')
      const value = readInt(bytes)
      return name === SO_ERROR ? this.#takeFailure(value) : value
    })
  }

  close(): void {
    if (this.#core.closed) throw systemError('EBADF', 'close')
    this.#core.close()
  }

  /** One that was begun while the socket did not block is waited for as the kernel would. */
  #connectWaiting(address: Address): void {
    try {
      this.#core.connectSync(address)
    } catch (error) {
      if (!isConnecting(error)) throw error
      pollSync([{ socket: this.#core, events: POLLOUT }])
      this.#core.connectSync(address)
    }
  }

  /** The room for one datagram: of a length that nobody has sent there is no need to have it. */
  #roomForOne(room: number): number {
    if (room <= USUAL_ROOM) return room
    const length = this.#core.recvIntoSync(nothing, { flags: MSG_PEEK | MSG_TRUNC })
    return Math.min(room, Math.max(USUAL_ROOM, length))
  }

  /** Keeps what the kernel tells but once, after part of the data has gone. */
  #keepFailure(error: SocketError): void {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_SOCKET_CLOSED') this.#failure = error
  }

  #tellFailure(): void {
    const error = this.#failure
    if (error === undefined || this.#core.closed) return
    this.#failure = undefined
    throw translated(error)
  }

  #takeFailure(pending: number): number {
    const error = this.#failure
    this.#failure = undefined
    return pending === 0 && error ? -error.errno : pending
  }
}

function levelOf(name: number): number {
  return name === TCP_NODELAY ? IPPROTO_TCP : SOL_SOCKET
}

function badCount(usage: string): TypeError {
  return new TypeError(`Bad argument count. Use 'socket.${usage}'`)
}
