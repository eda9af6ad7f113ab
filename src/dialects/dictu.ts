// The Socket module of Dictu before its Results (October 2020): failures are null and Socket.errno.
// Calls count their arguments, as Dictu's do: hence the rest parameters.

import { constants, errorText, Socket as CoreSocket, SocketError } from '../index.ts'
import { bytesOf, textOf } from './shared/bytes-as-text.ts'
import { receiveUpTo } from './shared/receive-up-to.ts'

/** The bytes of a string: UTF-8, and where it is none, the byte that each escape stands for. */
export { bytesOf as toBytes, textOf as fromBytes } from './shared/bytes-as-text.ts'

const { EADDRNOTAVAIL, EBADF, EINVAL, SOMAXCONN } = constants
const INT_MIN = -(2 ** 31)
/** The room that every receive of ordinary size shares; no text keeps it. */
const room = Buffer.allocUnsafeSlow(65536)
/** The part of {@link room} that the last receive asked for: programs ask for one size. */
let part = room
const optionValue = new Int32Array(1)
const optionBytes = new Uint8Array(optionValue.buffer)

/** A socket of {@link Socket.create} or {@link DictuSocket.accept}. Every call blocks. */
class DictuSocket {
  readonly #socket: CoreSocket
  readonly #address: string | null
  /** The error that ended a write of which a part had been taken. 0 is none. */
  #late = 0

  /** @internal Sockets come from `create` and `accept`. */
  constructor(socket: CoreSocket, address: string | null) {
    this.#socket = socket
    this.#address = address
  }

  /** The peer's IP address on a socket of `accept`; null on others. Not of Dictu's own module. */
  get address(): string | null {
    return this.#address
  }

  /**
   * Binds the socket to an IP address, in a form of inet_addr(3), and a port; 0 is any port.
   * Names are not looked up: they fail with EADDRNOTAVAIL.
   *
   * @returns `true`; null when it failed.
   */
  bind(...args: [host: string, port: number]): true | null {
    const [host, port] = args
    takes('bind() takes 2 arguments', args.length, 2)
    if (typeof host !== 'string') throw new TypeError('host passed to bind() must be a string')
    if (!isNumber(port)) throw new TypeError('port passed to bind() must be a number')
    try {
      const address = this.#place(host, port)
      if (address === null) return null
      this.#socket.bind(address)
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Takes connections from now on. A socket that is not bound gets a port of the system's.
   *
   * @returns `true`; null when it failed.
   */
  listen(...args: [backlog?: number]): true | null {
    const [backlog = SOMAXCONN] = args
    takes('listen() takes 0 or 1 arguments', args.length, 0, 1)
    if (args.length === 1 && !isNumber(args[0])) {
      throw new TypeError('listen() argument must be a number')
    }
    const most = int(backlog)
    try {
      // The kernel takes a negative one for a large one, and cuts it to what it allows.
      this.#socket.listen(most < 0 || most > 65535 ? 65535 : most)
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Waits for a connection.
   *
   * @returns A new socket; null when it failed.
   */
  accept(...args: []): DictuSocket | null {
    takes('accept() takes no arguments', args.length, 0)
    try {
      const accepted = this.#socket.acceptSync()
      return new DictuSocket(accepted, peerOf(accepted))
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Connects to an IP address, in a form of inet_addr(3), and a port. From Dictu 0.16.
   *
   * @returns `true`; null when it failed.
   */
  connect(...args: [host: string, port: number]): true | null {
    const [host, port] = args
    takes('connect() takes two arguments', args.length, 2)
    if (typeof host !== 'string') throw new TypeError('host passed to connect() must be a string')
    if (!isNumber(port)) throw new TypeError('port passed to connect() must be a number')
    try {
      const address = this.#place(host, port)
      if (address === null) return null
      this.#socket.connectSync(address)
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Sends all of a string.
   *
   * @returns How many bytes were sent, fewer than all when the connection broke meanwhile: the next
   *   call says why. null when nothing could be sent.
   */
  write(...args: [data: string]): number | null {
    const [data] = args
    takes('write() takes 1 argument', args.length, 1)
    if (typeof data !== 'string') throw new TypeError('write() argument must be a string')
    if (this.#late !== 0) return this.#tellLate()
    const bytes = bytesOf(data)
    try {
      const sent = this.#socket.sendSync(bytes)
      return sent === bytes.length ? sent : sent + this.#writeRest(bytes.subarray(sent))
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Waits for data, and receives what has come, at most this many bytes. A character that is cut
   * comes as escapes; joined with the rest and through `toBytes` and `fromBytes` it is whole.
   *
   * @returns The data; `""` at the end of the stream; null when it failed.
   */
  recv(...args: [length: number]): string | null {
    const [length] = args
    takes('recv() takes 1 argument', args.length, 1)
    if (!isNumber(length)) throw new TypeError('recv() argument must be a number')
    const most = Math.trunc(length)
    if (most < 0) throw new TypeError('recv() argument must be greater than 1')
    try {
      const bytes = most > room.length ? receiveUpTo(this.#socket, most) : this.#receive(most)
      return bytes.length === 0 && most > 0 && this.#late !== 0 ? this.#tellLate() : textOf(bytes)
    } catch (error) {
      return failed(error)
    }
  }

  /** Closes the socket; again and again does nothing. */
  close(...args: []): null {
    takes('close() takes no arguments', args.length, 0)
    this.#late = 0
    this.#socket.close()
    return null
  }

  /**
   * Sets an option that is an int.
   *
   * @param args The level, the option, and the value: 1 by default, the only one that Dictu sets.
   * @returns `true`; null when it failed.
   */
  setsockopt(...args: [level: number, option: number, value?: number | boolean]): true | null {
    const [level, option, value = 1] = args
    takes('setsocketopt() takes 2 arguments', args.length, 2, 3)
    if (!isNumber(level) || !isNumber(option) || !isInt(value)) {
      throw new TypeError('setsocketopt() arguments must be numbers')
    }
    optionValue[0] = Number(value)
    try {
      this.#socket.setOption(int(level), int(option), optionBytes)
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /** The name that Dictu's manual has for {@link DictuSocket.setsockopt}. */
  declare setsocketopt: DictuSocket['setsockopt']

  static {
    const setsockopt = Object.getOwnPropertyDescriptor(this.prototype, 'setsockopt') ?? {}
    Object.defineProperty(this.prototype, 'setsocketopt', setsockopt)
  }

  /** What Dictu prints for a socket. */
  toString(): string {
    return 'socket'
  }

  /** The address of host and port for this socket; null, and errno set, when there is none. */
  #place(host: string, port: number): { address: string; port: number } | null {
    if (this.#socket.closed) return refuse(EBADF)
    if (this.#socket.family !== 'AF_INET') return refuse(EINVAL)
    const address = dotted(host)
    if (address === undefined) return refuse(EADDRNOTAVAIL)
    const whole = Math.trunc(port)
    return whole < 0 || whole > 65535 ? refuse(EINVAL) : { address, port: whole }
  }

  #receive(most: number): Uint8Array {
    if (part.length !== most) part = room.subarray(0, most)
    const length = this.#socket.recvIntoSync(part)
    return length === most ? part : part.subarray(0, length)
  }

  #writeRest(bytes: Uint8Array): number {
    try {
      this.#socket.sendAllSync(bytes)
      return bytes.length
    } catch (error) {
      this.#late = errnoOf(error)
      return error instanceof SocketError ? (error.bytesSent ?? 0) : 0
    }
  }

  #tellLate(): null {
    const errno = this.#late
    this.#late = 0
    return refuse(errno)
  }
}

/** Dictu's module: what makes sockets, and how the last failure is asked for. */
export const Socket = Object.seal({
  /** The number of the last failure of any socket, 0 before the first. A success leaves it. */
  errno: 0,

  /** Sockets of IPv4. */
  AF_INET: constants.AF_INET,
  /** Sockets that are streams. */
  SOCK_STREAM: constants.SOCK_STREAM,
  /** The level of the options of every socket. */
  SOL_SOCKET: constants.SOL_SOCKET,
  /** Lets `bind` take an address that old connections still hold. */
  SO_REUSEADDR: constants.SO_REUSEADDR,

  /** Sockets of datagrams. From Dictu 0.28, as the three that follow. */
  SOCK_DGRAM: constants.SOCK_DGRAM,
  /** Sockets of packets, headers and all. */
  SOCK_RAW: constants.SOCK_RAW,
  /** Sockets of messages over a connection. */
  SOCK_SEQPACKET: constants.SOCK_SEQPACKET,
  /** Lets a socket of datagrams send to all of its network. */
  SO_BROADCAST: constants.SO_BROADCAST,

  /**
   * Makes a socket.
   *
   * @returns The socket; null when it failed.
   */
  create(...args: [family: number, type: number]): DictuSocket | null {
    const [family, type] = args
    takes('create() takes 2 arguments', args.length, 2)
    if (!isNumber(family) || !isNumber(type)) {
      throw new TypeError('create() arguments must be a numbers')
    }
    try {
      return new DictuSocket(new CoreSocket(int(family), int(type)), null)
    } catch (error) {
      return failed(error)
    }
  },

  /** The text of an error number, by default of {@link Socket.errno}. */
  strerror(...args: [errno?: number]): string {
    takes('strerror() takes either 0 or 1 arguments', args.length, 0, 1)
    const given = args.length === 0 ? Socket.errno : args[0]
    if (!isNumber(given)) throw new TypeError('strerror() argument must be a number')
    const errno = Math.trunc(given)
    if (args.length === 0 && errno === 0) return 'Success'
    if (errno <= 0) throw new TypeError('strerror() argument should be > 0')
    if (!everyErrno().has(errno)) throw new TypeError('strerror() argument should be <= 133')
    return errorText(errno)
  },
})

export default Socket
export type { DictuSocket }

let errnos: ReadonlySet<number> | undefined

function everyErrno(): ReadonlySet<number> {
  const isErrno = ([name]: [string, number]): boolean => /^E[A-Z0-9]+$/.test(name)
  return (errnos ??= new Set(
    Object.entries(constants)
      .filter(isErrno)
      .map(([, errno]) => errno),
  ))
}

/** Throws what Dictu says, when a call was given more or fewer arguments. */
function takes(what: string, given: number, least: number, most = least): void {
  if (given < least || given > most) throw new TypeError(`${what} (${given} given)`)
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}

function isInt(value: unknown): value is number | boolean {
  return typeof value === 'boolean' || (isNumber(value) && int(value) === Math.trunc(value))
}

/** The number as C's int: what an int can't hold is INT_MIN, as the processor makes of it. */
function int(value: number): number {
  const whole = Math.trunc(value)
  return Math.abs(whole) <= 2 ** 31 - 1 ? whole : INT_MIN
}

/** Notes a failure. */
function refuse(errno: number): null {
  Socket.errno = errno
  return null
}

/** Notes the failure of a call of the core's. */
function failed(error: unknown): null {
  return refuse(errnoOf(error))
}

function errnoOf(error: unknown): number {
  if (!(error instanceof SocketError)) throw error
  return error.code === 'ERR_SOCKET_CLOSED' ? EBADF : -error.errno
}

function peerOf(accepted: CoreSocket): string | null {
  try {
    const { remoteAddress } = accepted
    return 'address' in remoteAddress ? String(remoteAddress.address) : null
  } catch {
    return null // gone already
  }
}

const HOST =
  /^(0x[\da-f]+|\d+)(?:\.(0x[\da-f]+|\d+))?(?:\.(0x[\da-f]+|\d+))?(?:\.(0x[\da-f]+|\d+))?(?:[\t-\r ]|$)/i

/** The four numbers of a host in a form of inet_addr(3): `'127.0.0.1'` of `'127.1'`. */
function dotted(host: string): string | undefined {
  const parts = HOST.exec(host)?.slice(1).filter(Boolean) ?? []
  const last = numberOf(parts.pop() ?? '')
  const bytes = parts.map(numberOf)
  if (bytes.some((byte) => !(byte <= 255)) || !(last < 256 ** (4 - bytes.length))) return undefined
  for (let i = 3 - bytes.length; i >= 0; i--) bytes.push(Math.floor(last / 256 ** i) % 256)
  return bytes.join('.')
}

/** C's number; NaN when it has a digit that its base lacks. */
function numberOf(text: string): number {
  if (/^0\d/.test(text)) return Number(`0o${text}`)
  return text === '' ? Number.NaN : Number(text)
}
