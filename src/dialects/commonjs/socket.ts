import { type Address, constants, pollSync, type Socket as Core } from '../../index.ts'
import { isTypeError } from '../shared/kinds.ts'
import {
  backlogOf,
  bytesOf,
  type Data,
  isMissing,
  millisecondsOf,
  notValue,
  sizeOf,
  USUAL_SIZE,
} from './arguments.ts'
import { bindTo, connectTo, dissolve } from './establishing.ts'
import { failureOf, systemError } from './error.ts'
import type { SendableFile } from './file.ts'
import { Accepted, newCore } from './making.ts'
import { halvesOf, type Name, numberOf } from './names.ts'
import { getOption, isError, optionOf, setOption, timeOf } from './options.ts'
import { hostOf, isNowhere, type Place, placesOf, portIn } from './places.ts'
import { receiveFrom, receiveMuch, type ReceivedFrom, told } from './receiving.ts'
import { transmit, transmitFile } from './sending.ts'
import { Waiting } from './waiting.ts'

const { POLLERR, POLLHUP, POLLIN, POLLOUT, SOMAXCONN } = constants
/** The halves of a connection, as bits. */
const READING = 1
const WRITING = 2
const BOTH = READING | WRITING

/**
 * A socket of the proposal: one class for streams, datagrams and listeners. Every call blocks until
 * it is done, unless {@link CommonSocket.blocking} says otherwise. What fails throws a
 * {@link SocketError}; after `close` that is EBADF.
 */
export class CommonSocket {
  readonly #core: Core
  /** The halves that were shut, as bits. */
  #shut = 0
  #listening = false
  /** Whether an attempt was left to itself, and was not seen to succeed. */
  #connecting = false
  /** The peer, kept once this end was shut: at the end of both halves the kernel forgets it. */
  #peer: Address | null = null
  readonly #waiting: Waiting

  /**
   * Makes a socket; it is neither bound nor connected.
   *
   * @param family AF_INET, AF_INET6 or AF_UNIX, or its name; AF_INET by default.
   * @param type SOCK_STREAM, SOCK_DGRAM, another type's number, or its name; SOCK_STREAM by default.
   */
  constructor(family?: Name | null, type?: Name | null) {
    const accepted = Accepted.in(family)
    this.#core = accepted?.core ?? newCore(family, type)
    this.#waiting = new Waiting(this.#core, accepted?.by)
  }

  /**
   * Connects to a host, each of its addresses in turn; a datagram socket only remembers it.
   *
   * @param host An IP address or a name; for AF_UNIX the path, without a port.
   * @param port A port, or the name of a service.
   * @param timeout Microseconds for all of it; by default SO_SNDTIMEO, or what the system allows.
   *   After it, ETIMEDOUT; the socket can connect again.
   */
  connect(host: string, port?: number | string | null, timeout?: number | null): this {
    const core = this.#open('connect')
    const wait = isMissing(timeout) ? this.#waiting.connecting : millisecondsOf(timeout)
    try {
      const places = placesOf(core, host, port, 'connect')
      const connected = connectTo(core, places, wait, this.blocking)
      this.#connecting = !connected
      if (connected) return this
    } catch (error) {
      throw failureOf(error)
    }
    throw systemError('EINPROGRESS', 'connect')
  }

  /** Waits for a connection: a new socket, which blocks. Listens first, if bound and not listening. */
  accept(): CommonSocket {
    const core = this.#open('accept')
    try {
      if (!this.#listening && this.#mayListen()) this.listen()
      const accepted = core.acceptSync(this.#waiting.receiving)
      return new CommonSocket(new Accepted(accepted, this.#waiting) as unknown as number)
    } catch (error) {
      throw failureOf(error)
    }
  }

  /**
   * Gives the socket an address. Without arguments, nothing.
   *
   * @param host An IP address or a name, a path for AF_UNIX; any address of this machine by default.
   *   A lone number, or digits, is the port.
   * @param port A port, 0 for any, or the name of a service. Without one it is chosen when the
   *   socket listens, connects or first sends.
   */
  bind(host?: string | number | null, port?: number | string | null): this {
    const core = this.#open('bind')
    try {
      bindTo(core, host, port)
    } catch (error) {
      throw failureOf(error)
    }
    return this
  }

  /** Takes connections from now on, at a port of the system's when the socket is not bound. */
  listen(backlog?: number | null): this {
    const core = this.#open('listen')
    const most = backlogOf(backlog, SOMAXCONN)
    try {
      core.listen(most)
      this.#listening = true
    } catch (error) {
      throw failureOf(error)
    }
    return this
  }

  /** Ends receiving (SHUT_RD), sending (SHUT_WR), or both, which is the default. */
  shutdown(what?: Name | null): this {
    const core = this.#open('shutdown')
    const how = halvesOf(what)
    const halves = how + 1
    if ((this.#shut & halves) === halves) return this
    // The kernel would mark a socket without a peer before it refuses.
    this.#peer ??= this.#remote()
    if (this.#peer === null && !this.#listening) throw systemError('ENOTCONN', 'shutdown')
    try {
      core.shutdown(how)
    } catch (error) {
      const failure = failureOf(error)
      // Both ends have ended meanwhile: there is nothing left to shut.
      if (this.#shut === 0) throw failure
    }
    this.#shut |= halves
    return this
  }

  /** Closes the socket at once; again and again does nothing. */
  close(): void {
    this.#core.close()
  }

  /** {@link CommonSocket.close}, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /**
   * Waits for data, and receives what has come; of a datagram that is longer, the rest is lost.
   *
   * @param maxlen Bytes at most; 65536 by default.
   * @returns The bytes; none at the end of the stream.
   */
  receive(maxlen?: number | null): Buffer {
    const core = this.#openFor(READING, 'recv')
    const most = sizeOf(maxlen)
    if (most === 0) return Buffer.alloc(0)
    try {
      return most > USUAL_SIZE
        ? receiveMuch(core, most, this.#waiting.receiving)
        : core.recvSync(most, this.#waiting.receiving)
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** {@link CommonSocket.receive} by its other name. */
  declare read: CommonSocket['receive']

  /**
   * Sends bytes, all of them; a socket that does not block sends what there is room for.
   *
   * @returns How many bytes were sent.
   */
  send(data: Data): number {
    const core = this.#openFor(WRITING, 'send')
    return transmit(core, bytesOf(data), undefined, this.#waiting)
  }

  /** {@link CommonSocket.send} by its other name. */
  declare write: CommonSocket['send']

  static {
    for (const [name, other] of [
      ['read', 'receive'],
      ['write', 'send'],
    ] as const) {
      const method = Object.getOwnPropertyDescriptor(this.prototype, other) ?? {}
      Object.defineProperty(this.prototype, name, method)
    }
  }

  /** Receives, and tells from whom: a whole datagram, or what has come of a stream. */
  receiveFrom(maxlen?: number | null): ReceivedFrom {
    const core = this.#openFor(READING, 'recvfrom')
    const unlimited = isMissing(maxlen) && core.family === 'AF_UNIX'
    const most = unlimited ? Number.POSITIVE_INFINITY : sizeOf(maxlen)
    const peer = (): Address | null => this.#remote() ?? this.#peer
    if (most === 0) return told(peer(), Buffer.alloc(0))
    try {
      return receiveFrom(core, most, this.#waiting.receiving, peer)
    } catch (error) {
      throw failureOf(error)
    }
  }

  /**
   * Sends bytes to a host.
   *
   * @param host An IP address or a name; for AF_UNIX the path, with `undefined` for a port.
   * @param port A port, or the name of a service.
   * @returns How many bytes were sent.
   */
  sendTo(host: string, port: number | string | null | undefined, data: Data): number {
    const core = this.#openFor(WRITING, 'sendto')
    const bytes = bytesOf(data)
    let place: Place | undefined
    try {
      ;[place] = placesOf(core, host, port, 'sendto')
    } catch (error) {
      throw failureOf(error)
    }
    return transmit(core, bytes, place, this.#waiting)
  }

  /**
   * Sends a file from its start to its end over a stream.
   *
   * @param file A path, a descriptor, or a file in one of many forms.
   * @returns How many bytes were sent. What fails says in `sent` how many went before.
   */
  sendFile(file: SendableFile): number {
    return transmitFile(this.#openFor(WRITING, 'sendfile'), file, this.#waiting)
  }

  /**
   * Sets an option.
   *
   * @param option Its name, or its number of SOL_SOCKET.
   * @param value A number, a boolean, or the kernel's own bytes. Times are microseconds.
   */
  setOption(
    option: string | number,
    value: number | boolean | Uint8Array | null | undefined,
  ): this {
    const core = this.#open('setsockopt')
    const found = optionOf(option)
    const time = timeOf(found)
    try {
      if (time === undefined) setOption(core, found, value)
      else this.#waiting.set(time, value)
    } catch (error) {
      throw isTypeError(error) ? notValue() : failureOf(error)
    }
    return this
  }

  /**
   * The value of an option: a number, microseconds for times, `false` for SO_LINGER that is off,
   * or the kernel's bytes where it has a structure.
   *
   * @param option Its name, or its number of SOL_SOCKET.
   */
  getOption(option: string | number): number | false | Buffer {
    const core = this.#open('getsockopt')
    const found = optionOf(option)
    const time = timeOf(found)
    if (time !== undefined) return this.#waiting.microseconds(time)
    try {
      const value = getOption(core, found)
      if (this.#connecting && isError(found) && value !== 0) this.#giveUp()
      return value
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** Whether there is a peer, and not both halves were shut. Its end of the stream changes nothing. */
  get isConnected(): boolean {
    return this.#shut !== BOTH && this.#remote() !== null
  }

  /** Whether a send would not have to wait, nor fail. */
  get isWritable(): boolean {
    if ((this.#shut & WRITING) !== 0) return false
    const events = this.#events()
    if ((events & (POLLOUT | POLLERR | POLLHUP)) !== POLLOUT) return false
    return this.#core.type === 'SOCK_DGRAM' || this.#remote() !== null
  }

  /** Whether a receive, or an accept, would not have to wait: data, a connection, or the end. */
  get isReadable(): boolean {
    if ((this.#shut & READING) !== 0 || (this.#events() & POLLIN) === 0) return false
    // The kernel calls an attempt that was refused readable too.
    return !this.#connecting || this.#remote() !== null
  }

  /** The IP address, or path, of this end; `null` while it has none. */
  get localAddress(): string | null {
    const local = this.#local()
    return local === null ? null : hostOf(local) || null
  }

  /** The port of this end; `null` while it has none. */
  get localPort(): number | null {
    return portIn(this.#local())
  }

  /** The IP address, or path, of the peer; `null` without one. */
  get remoteAddress(): string | null {
    return hostOf(this.#remote()) || null
  }

  /** The port of the peer; `null` without one. */
  get remotePort(): number | null {
    return portIn(this.#remote())
  }

  /** SOCK_STREAM, SOCK_DGRAM, or another type. */
  get type(): number {
    return numberOf(this.#core.type)
  }

  /** AF_INET, AF_INET6, AF_UNIX, or another family. Not of the proposal. */
  get family(): number {
    return numberOf(this.#core.family)
  }

  /**
   * Whether calls wait, as they do at first. Without, connect throws EINPROGRESS, and other calls
   * EAGAIN when nothing can be done at once. Not of the proposal.
   */
  get blocking(): boolean {
    return this.#waiting.blocking
  }

  /** Sets what {@link CommonSocket.blocking} says. */
  set blocking(on: boolean) {
    this.#waiting.blocking = on
  }

  #open(syscall: string): Core {
    if (this.#core.closed) throw systemError('EBADF', syscall)
    return this.#core
  }

  /** The same for a call that uses one half. */
  #openFor(half: number, syscall: string): Core {
    const core = this.#open(syscall)
    if ((this.#shut & half) === 0) return core
    throw systemError(half === READING ? 'ESHUTDOWN' : 'EPIPE', syscall)
  }

  #mayListen(): boolean {
    return this.#core.type !== 'SOCK_DGRAM' && this.#local() !== null && this.#remote() === null
  }

  /** Ends an attempt that has failed, or the kernel would refuse the next one for it. */
  #giveUp(): void {
    dissolve(this.#core)
    this.#connecting = false
  }

  /** What poll(2) says now, of which a closed socket has nothing. */
  #events(): number {
    if (this.#core.closed) return 0
    const [ready] = pollSync([{ socket: this.#core, events: POLLIN | POLLOUT }], 0)
    return ready?.revents ?? 0
  }

  /** The name of this end, once it has one. */
  #local(): Address | null {
    try {
      const { localAddress } = this.#core
      return isNowhere(localAddress) ? null : localAddress
    } catch {
      return null // closed
    }
  }

  #remote(): Address | null {
    try {
      return this.#core.remoteAddress
    } catch {
      return null // there is none
    }
  }
}
