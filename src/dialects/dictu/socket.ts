import { type AddressLike, constants, type Socket as CoreSocket } from '../../index.ts'
import { peerOf } from '../shared/addresses.ts'
import { intBytes } from '../shared/byte-order.ts'
import { bytesOf, textOf } from '../shared/bytes-as-text.ts'
import { receiveIntoScratch, SCRATCH_SIZE } from '../shared/receive-into-scratch.ts'
import { receiveUpTo } from '../shared/receive-up-to.ts'
import { sendAll } from '../shared/send-all.ts'
import { int, isNumber, isOptionValue, takes } from './arguments.ts'
import { errnoOf, fail, failed } from './error.ts'
import { addressOf } from './addresses.ts'

const { EADDRNOTAVAIL, EAGAIN, EBADF, EINVAL, MSG_PEEK, SOMAXCONN } = constants

/** A socket of `Socket.create` or {@link DictuSocket.accept}. Every call blocks. */
export class DictuSocket {
  readonly #socket: CoreSocket
  readonly #address: string | null
  /** The errno that ended a partial write; 0 for none. */
  #pendingErrno = 0

  /** @internal Sockets come from `create` and `accept`. */
  constructor(socket: CoreSocket, address: string | null) {
    this.#socket = socket
    this.#address = address
  }

  /** The peer's IP address on an accepted socket; null on others. An addition. */
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
    return this.#withAddress(host, port, (address) => {
      this.#socket.bind(address)
    })
  }

  /**
   * Starts listening for connections. A socket that is not bound gets a port from the system.
   *
   * @returns `true`; null when it failed.
   */
  listen(...args: [backlog?: number]): true | null {
    const [backlog = SOMAXCONN] = args
    takes('listen() takes 0 or 1 arguments', args.length, 0, 1)
    if (args.length === 1 && !isNumber(args[0])) {
      throw new TypeError('listen() argument must be a number')
    }
    const length = int(backlog)
    try {
      // The kernel reads a negative backlog as a large one, and limits it.
      this.#socket.listen(length < 0 || length > 65535 ? 65535 : length)
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
      const peer = peerOf(accepted)
      return new DictuSocket(accepted, peer && 'address' in peer ? String(peer.address) : null)
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
    return this.#withAddress(host, port, (address) => {
      this.#socket.connectSync(address)
    })
  }

  /**
   * Sends a whole string.
   *
   * @returns How many bytes were sent: fewer than all if the connection broke; the next call
   *   reports why. null if nothing could be sent.
   */
  write(...args: [data: string]): number | null {
    const [data] = args
    takes('write() takes 1 argument', args.length, 1)
    if (typeof data !== 'string') throw new TypeError('write() argument must be a string')
    if (this.#pendingErrno !== 0) return this.#failPending()
    try {
      return sendAll(this.#socket, bytesOf(data), undefined, undefined, (error) => {
        this.#pendingErrno = errnoOf(error)
      })
    } catch (error) {
      return failed(error)
    }
  }

  /**
   * Receives at most `length` bytes, waiting until some arrive; a negative length fails. A
   * character that is split in two arrives as escapes; `fromBytes(toBytes(joined))` restores it.
   *
   * @returns The data; `""` at the end of the stream; null if it failed.
   */
  recv(...args: [length: number]): string | null {
    const [length] = args
    takes('recv() takes 1 argument', args.length, 1)
    if (!isNumber(length)) throw new TypeError('recv() argument must be a number')
    const max = Math.trunc(length)
    try {
      if (max < 0) return this.#refuseLength()
      const bytes =
        max > SCRATCH_SIZE ? receiveUpTo(this.#socket, max) : receiveIntoScratch(this.#socket, max)
      return bytes.length === 0 && max > 0 && this.#pendingErrno !== 0
        ? this.#failPending()
        : textOf(bytes)
    } catch (error) {
      return failed(error)
    }
  }

  /** Closes the socket. Closing it again does nothing. */
  close(...args: []): null {
    takes('close() takes no arguments', args.length, 0)
    this.#pendingErrno = 0
    this.#socket.close()
    return null
  }

  /**
   * Sets an option to an int.
   *
   * @param args Level, option and value; the value is 1 by default, the only one in Dictu.
   * @returns `true`; null when it failed.
   */
  setsockopt(...args: [level: number, option: number, value?: number | boolean]): true | null {
    const [level, option, value = 1] = args
    takes('setsocketopt() takes 2 arguments', args.length, 2, 3)
    if (!isNumber(level) || !isNumber(option) || !isOptionValue(value)) {
      throw new TypeError('setsocketopt() arguments must be numbers')
    }
    try {
      this.#socket.setOption(int(level), int(option), intBytes(Number(value)))
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /** {@link DictuSocket.setsockopt}, as the heading of Dictu's manual spells it. */
  declare setsocketopt: DictuSocket['setsockopt']

  static {
    const setsockopt = Object.getOwnPropertyDescriptor(this.prototype, 'setsockopt') ?? {}
    Object.defineProperty(this.prototype, 'setsocketopt', setsockopt)
  }

  /** What Dictu prints for a socket. */
  toString(): string {
    return 'socket'
  }

  /**
   * Calls with the address of host and port; null, with errno set, if it is not an address or the
   * call fails.
   */
  #withAddress(host: string, port: number, call: (address: AddressLike) => void): true | null {
    if (this.#socket.closed) return fail(EBADF)
    if (this.#socket.family !== 'AF_INET') return fail(EINVAL)
    const address = addressOf(host)
    if (address === undefined) return fail(EADDRNOTAVAIL)
    const whole = Math.trunc(port)
    if (whole < 0 || whole > 65535) return fail(EINVAL)
    try {
      call({ address, port: whole })
      return true
    } catch (error) {
      return failed(error)
    }
  }

  /** The error for a negative length: that of the socket if it cannot receive, otherwise EINVAL. */
  #refuseLength(): null {
    try {
      this.#socket.recvIntoSync(new Uint8Array(1), { flags: MSG_PEEK, timeout: 0 })
    } catch (error) {
      if (errnoOf(error) !== EAGAIN) throw error
    }
    return fail(EINVAL)
  }

  #failPending(): null {
    const errno = this.#pendingErrno
    this.#pendingErrno = 0
    return fail(errno)
  }
}
