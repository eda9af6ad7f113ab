import { type Address, constants, pollSync, type Socket as Core } from '../../index.ts'
import { peerOf } from '../shared/addresses.ts'
import { isMissing } from '../shared/arguments.ts'
import { numberOf } from '../shared/constants.ts'
import { disconnect } from '../shared/disconnect.ts'
import { Timeouts } from '../shared/timeouts.ts'
import { isTypeError } from '../shared/types.ts'
import { addressesOf, addressText, isUnbound, portOf } from './addresses.ts'
import {
  backlogOf,
  bytesToSend,
  type Data,
  halvesOf,
  millisecondsOf,
  type Name,
  notValue,
  sizeOf,
} from './arguments.ts'
import { bind, connect } from './connect.ts'
import { Accepted, create } from './create.ts'
import { guarded, systemError, translated } from './error.ts'
import type { SendableFile } from './file.ts'
import {
  getOption,
  getTimeout,
  isError,
  optionOf,
  setOption,
  setTimeout,
  timeoutOf,
} from './options.ts'
import { receive, receiveFrom, type ReceivedFrom, receivedFrom } from './receive.ts'
import { send, sendFile } from './send.ts'

const { POLLERR, POLLHUP, POLLIN, POLLOUT, SOMAXCONN } = constants
/** The directions of a connection, as bits. */
const READING = 1
const WRITING = 2
const BOTH = READING | WRITING

/**
 * A socket of the proposal: one class for streams, datagrams and listeners. Every call blocks until
 * it is done, unless {@link CommonSocket.blocking} is false. A failure throws a `SocketError`;
 * after `close` that is EBADF.
 */
export class CommonSocket {
  readonly #core: Core
  /** The directions that were shut down, as bits. */
  #shut = 0
  #listening = false
  /** Whether a connect without waiting may still be pending. */
  #connecting = false
  /**
   * The peer, remembered once a direction was shut down: when both have ended, the kernel forgets
   * it.
   */
  #peer: Address | null = null
  readonly #timeouts = new Timeouts()

  /**
   * @internal An accepted connection. First: a call without `new` has the types of the last
   * overload.
   */
  constructor(accepted: Accepted)
  /**
   * Creates a socket, which is neither bound nor connected.
   *
   * @param family AF_INET, AF_INET6 or AF_UNIX, or its name; AF_INET by default.
   * @param type SOCK_STREAM, SOCK_DGRAM, another type's number, or its name; SOCK_STREAM by
   *   default.
   */
  constructor(family?: Name | null, type?: Name | null)
  constructor(family?: unknown, type?: unknown) {
    const accepted = Accepted.is(family) ? family : undefined
    this.#core = accepted?.core ?? create(family, type)
    if (accepted) this.#timeouts.inherit(accepted.timeouts)
  }

  /**
   * Connects to a host, trying its addresses in turn; a datagram socket only stores the address.
   *
   * @param host An IP address or a name; for AF_UNIX the path, without a port.
   * @param port A port, or the name of a service.
   * @param timeout Microseconds for all attempts; by default SO_SNDTIMEO, or the system's own.
   *   After it, ETIMEDOUT; the socket can connect again.
   */
  connect(host: string, port?: number | string | null, timeout?: number | null): this {
    const core = this.#open('connect')
    const milliseconds = isMissing(timeout) ? this.#timeouts.send : millisecondsOf(timeout)
    const connected = guarded(() => {
      const addresses = addressesOf(core, host, port, 'connect')
      return connect(core, addresses, milliseconds, this.blocking)
    })
    this.#connecting = !connected
    if (!connected) throw systemError('EINPROGRESS', 'connect')
    return this
  }

  /** Accepts a connection, as a new socket, which blocks. A bound socket starts listening first. */
  accept(): CommonSocket {
    const core = this.#open('accept')
    if (!this.#listening && this.#mayListen()) this.listen()
    const accepted = guarded(() => core.acceptSync(this.#timeouts.receiveOptions))
    return new CommonSocket(new Accepted(accepted, this.#timeouts))
  }

  /**
   * Binds the socket to a local address. Without arguments, does nothing.
   *
   * @param host An IP address, a name, or a path for AF_UNIX; every address of this machine by
   *   default. A lone number, or digits, is the port.
   * @param port A port, 0 for any, or the name of a service. By default it is chosen when the
   *   socket listens, connects or first sends.
   */
  bind(host?: string | number | null, port?: number | string | null): this {
    const core = this.#open('bind')
    guarded(() => {
      bind(core, host, port)
    })
    return this
  }

  /**
   * Starts listening for connections, on a port that the system chooses if the socket is not bound.
   */
  listen(backlog?: number | null): this {
    const core = this.#open('listen')
    const length = backlogOf(backlog, SOMAXCONN)
    guarded(() => {
      core.listen(length)
    })
    this.#listening = true
    return this
  }

  /** Shuts down receiving (SHUT_RD), sending (SHUT_WR), or both, the default. */
  shutdown(what?: Name | null): this {
    const core = this.#open('shutdown')
    const how = halvesOf(what)
    const halves = how + 1
    if ((this.#shut & halves) === halves) return this
    // The kernel would shut a socket without a peer down before it fails.
    this.#peer ??= this.#remote()
    if (this.#peer === null && !this.#listening) throw systemError('ENOTCONN', 'shutdown')
    try {
      core.shutdown(how)
    } catch (error) {
      const failure = translated(error)
      // Both directions have ended in the meantime: there is nothing left to shut down.
      if (this.#shut === 0) throw failure
    }
    this.#shut |= halves
    return this
  }

  /** Closes the socket. Closing it again does nothing. */
  close(): void {
    this.#core.close()
  }

  /** {@link CommonSocket.close}, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /**
   * Receives data, waiting until some arrives; the rest of a longer datagram is lost.
   *
   * @param maxlen Maximum number of bytes to receive; 65536 by default.
   * @returns The bytes; none at the end of the stream.
   */
  receive(maxlen?: number | null): Buffer {
    const core = this.#openFor(READING, 'recv')
    const max = sizeOf(maxlen)
    if (max === 0) return Buffer.alloc(0)
    try {
      return receive(core, max, this.#timeouts.receiveOptions)
    } catch (error) {
      throw translated(error)
    }
  }

  /** Another name of {@link CommonSocket.receive}. */
  declare read: CommonSocket['receive']

  /**
   * Sends all of the bytes; a non-blocking socket sends as many as fit.
   *
   * @returns How many bytes were sent.
   */
  send(data: Data): number {
    const core = this.#openFor(WRITING, 'send')
    return send(core, bytesToSend(data), undefined, this.#timeouts)
  }

  /** Another name of {@link CommonSocket.send}. */
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

  /** Receives data and its sender: a whole datagram, or what a stream has. */
  receiveFrom(maxlen?: number | null): ReceivedFrom {
    const core = this.#openFor(READING, 'recvfrom')
    const unlimited = isMissing(maxlen) && core.family === 'AF_UNIX'
    const max = unlimited ? Number.POSITIVE_INFINITY : sizeOf(maxlen)
    const peer = (): Address | null => this.#remote() ?? this.#peer
    if (max === 0) return receivedFrom(peer(), Buffer.alloc(0))
    try {
      return receiveFrom(core, max, this.#timeouts.receiveOptions, peer)
    } catch (error) {
      throw translated(error)
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
    const bytes = bytesToSend(data)
    const [address] = guarded(() => addressesOf(core, host, port, 'sendto'))
    return send(core, bytes, address, this.#timeouts)
  }

  /**
   * Sends a file from its start to its end over a stream.
   *
   * @param file A path, a descriptor, or a file object.
   * @returns How many bytes were sent. `sent` of an error says how many were sent before it.
   */
  sendFile(file: SendableFile): number {
    return sendFile(this.#openFor(WRITING, 'sendfile'), file, this.#timeouts)
  }

  /**
   * Sets an option.
   *
   * @param option Its name, or a number of SOL_SOCKET.
   * @param value A number, a boolean, or the kernel's bytes. Timeouts are microseconds.
   */
  setOption(
    option: string | number,
    value: number | boolean | Uint8Array | null | undefined,
  ): this {
    const core = this.#open('setsockopt')
    const found = optionOf(option)
    const timeout = timeoutOf(found)
    try {
      if (timeout === undefined) setOption(core, found, value)
      else setTimeout(core, this.#timeouts, timeout, value)
    } catch (error) {
      throw isTypeError(error) ? notValue() : translated(error)
    }
    return this
  }

  /**
   * The value of an option: a number, microseconds for timeouts, `false` for SO_LINGER that is
   * off, or the kernel's bytes for a structure.
   *
   * @param option Its name, or a number of SOL_SOCKET.
   */
  getOption(option: string | number): number | false | Buffer {
    const core = this.#open('getsockopt')
    const found = optionOf(option)
    const timeout = timeoutOf(found)
    if (timeout !== undefined) return getTimeout(this.#timeouts, timeout)
    const value = guarded(() => getOption(core, found))
    if (this.#connecting && isError(found) && value !== 0) this.#giveUp()
    return value
  }

  /** Whether there is a peer, and a direction that was not shut down on this side. */
  get isConnected(): boolean {
    return this.#shut !== BOTH && this.#remote() !== null
  }

  /** Whether a send would neither wait nor fail. */
  get isWritable(): boolean {
    if ((this.#shut & WRITING) !== 0) return false
    const events = this.#events()
    if ((events & (POLLOUT | POLLERR | POLLHUP)) !== POLLOUT) return false
    return this.#core.type === 'SOCK_DGRAM' || this.#remote() !== null
  }

  /** Whether a receive or an accept would not wait: for data, a connection, or the end. */
  get isReadable(): boolean {
    if ((this.#shut & READING) !== 0 || (this.#events() & POLLIN) === 0) return false
    // The kernel also reports a refused connect as readable.
    return !this.#connecting || this.#remote() !== null
  }

  /** The local IP address or path; `null` while there is none. */
  get localAddress(): string | null {
    const local = this.#local()
    return local === null ? null : addressText(local) || null
  }

  /** The local port; `null` while there is none. */
  get localPort(): number | null {
    return portOf(this.#local())
  }

  /** The IP address or path of the peer; `null` without one. */
  get remoteAddress(): string | null {
    return addressText(this.#remote()) || null
  }

  /** The port of the peer; `null` without one. */
  get remotePort(): number | null {
    return portOf(this.#remote())
  }

  /** SOCK_STREAM, SOCK_DGRAM, or another type. */
  get type(): number {
    return numberOf(this.#core.type) ?? -1
  }

  /** AF_INET, AF_INET6, AF_UNIX, or another family. An addition. */
  get family(): number {
    return numberOf(this.#core.family) ?? -1
  }

  /**
   * Whether calls wait; true by default. If false, connect throws EINPROGRESS, and other calls
   * throw EAGAIN if they would have to wait. An addition.
   */
  get blocking(): boolean {
    return this.#timeouts.blocking
  }

  /** Sets whether calls wait. */
  set blocking(on: boolean) {
    const blocking: unknown = on
    this.#timeouts.blocking = Boolean(blocking)
  }

  #open(syscall: string): Core {
    if (this.#core.closed) throw systemError('EBADF', syscall)
    return this.#core
  }

  /** {@link #open} for a call that uses one direction. */
  #openFor(half: number, syscall: string): Core {
    const core = this.#open(syscall)
    if ((this.#shut & half) === 0) return core
    throw systemError(half === READING ? 'ESHUTDOWN' : 'EPIPE', syscall)
  }

  #mayListen(): boolean {
    return this.#core.type !== 'SOCK_DGRAM' && this.#local() !== null && this.#remote() === null
  }

  /** Ends a failed attempt, for which the kernel would reject the next one. */
  #giveUp(): void {
    disconnect(this.#core)
    this.#connecting = false
  }

  /** The events of poll(2) now; none for a closed socket. */
  #events(): number {
    if (this.#core.closed) return 0
    const [ready] = pollSync([{ socket: this.#core, events: POLLIN | POLLOUT }], 0)
    return ready?.revents ?? 0
  }

  /** The local address, once it has one. */
  #local(): Address | null {
    try {
      const { localAddress } = this.#core
      return isUnbound(localAddress) ? null : localAddress
    } catch {
      return null // closed
    }
  }

  #remote(): Address | null {
    return peerOf(this.#core)
  }
}
