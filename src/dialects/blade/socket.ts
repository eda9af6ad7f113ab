import { hostOf, isInternet } from '../shared/addresses.ts'
import { numberOf } from '../shared/constants.ts'
import { SO_RCVTIMEO, SO_SNDTIMEO, SHUT_RD, SHUT_RDWR, SHUT_WR } from './constants.ts'
import { accept, bind, connect, listen } from './connect.ts'
import { create } from './create.ts'
import { ILLEGAL_STATE, SocketException, translated } from './error.ts'
import { countArguments, integer, type Missing } from './arguments.ts'
import type { BladeFile } from './types.ts'
import { assignTimeout, getOption, setOption } from './options.ts'
import { read, receive, type ReceivedFrom, receiveFrom } from './receive.ts'
import { send, sendTo } from './send.ts'
import { READING, State, WRITING } from './state.ts'

/** What `send` accepts: text, bytes, or a file, which is read and sent completely. */
export type Message = string | Uint8Array | BladeFile

/** The local address of a socket, as `info` returns it; empty once it is closed. */
export interface SocketInfo {
  /** The numeric address. */
  address?: string
  /** The port. */
  port?: number
  /** AF_INET or AF_INET6. */
  family?: number
  /** The address again if it is IPv6; otherwise `''`. */
  ipv6?: string
}

/**
 * A Blade socket: a client or a server. Every call blocks. A failure throws a SocketException, and
 * leaves the socket open.
 *
 * An argument counts as missing when it is `null`, `false`, a number below 0, or empty.
 */
export class BladeSocket {
  readonly #state: State

  /**
   * @internal An accepted connection. First: a call without `new` has the types of the last
   * overload.
   */
  constructor(state: State)
  /**
   * Creates a socket, for TCP by default. For UDP the protocol must be given too.
   *
   * @param family An `AF_` constant; AF_INET by default.
   * @param type A `SOCK_` constant; SOCK_STREAM by default.
   * @param protocol An `IPPROTO_` constant, or 0 for the type's usual one; IPPROTO_TCP by default.
   * @param id A descriptor to take over; the kernel is asked for the other arguments that are
   *   missing.
   */
  constructor(
    family?: number | Missing,
    type?: number | Missing,
    protocol?: number | Missing,
    id?: number | Missing,
  )
  constructor(family?: unknown, type?: unknown, protocol?: unknown, id?: unknown) {
    this.#state = State.is(family) ? family : create(family, type, protocol, id)
  }

  static {
    countArguments(this)
  }

  /**
   * The numeric host that it is bound or connected to; before that, the default of `bind` and
   * `connect`.
   */
  get host(): string {
    return this.#state.host as string
  }

  /** Sets the default host of `bind` and `connect`. */
  set host(host: string) {
    this.#state.host = host
  }

  /** The port that it is bound or connected to. */
  get port(): number {
    return this.#state.port as number
  }

  /** Sets the default port of `send_to`. */
  set port(port: number) {
    this.#state.port = port
  }

  /** The family that it was created with. */
  get family(): number {
    return this.#state.family
  }

  /** The type that it was created with. */
  get type(): number {
    return this.#state.type
  }

  /** The protocol that it was created with. */
  get protocol(): number {
    return this.#state.protocol
  }

  /** The descriptor; -1 once closed. */
  get id(): number {
    return this.#state.core.fd
  }

  /** Whether it is connected to a server, or was accepted by one. */
  get is_client(): boolean {
    return this.#state.isClient
  }

  /** Whether it was bound. */
  get is_bound(): boolean {
    return this.#state.isBound
  }

  /** Whether it is connected, as far as this side knows. */
  get is_connected(): boolean {
    return this.#state.isConnected
  }

  /** Whether it listens. */
  get is_listening(): boolean {
    return this.#state.isListening
  }

  /** Whether it is closed. */
  get is_closed(): boolean {
    return this.#state.core.closed
  }

  /** Whether one or both directions were shut down. */
  get is_shutdown(): boolean {
    return this.#state.isShutdown
  }

  /** The last argument of `shutdown`; -1 before. */
  get shutdown_reason(): number {
    return this.#state.shutdownReason
  }

  /** Milliseconds that a `send` may take; -1 or 0 for no limit. */
  get send_timeout(): number {
    return this.#state.sendTimeout
  }

  /** As `set_option(SO_SNDTIMEO, …)`. */
  set send_timeout(milliseconds: number) {
    assignTimeout(this.#state, SO_SNDTIMEO, milliseconds)
  }

  /**
   * Milliseconds that a `receive` or `accept` may take. By default a `receive` waits 300 seconds.
   */
  get receive_timeout(): number {
    return this.#state.receiveTimeout
  }

  /** As `set_option(SO_RCVTIMEO, …)`. */
  set receive_timeout(milliseconds: number) {
    assignTimeout(this.#state, SO_RCVTIMEO, milliseconds)
  }

  /** Whether calls wait; true by default. */
  get is_blocking(): boolean {
    return this.#state.isBlocking
  }

  /**
   * Connects to a host. After a failure the same socket may try again.
   *
   * @param host A numeric address or a name; `host` by default.
   * @param timeout Milliseconds; 300000 by default.
   * @returns true; false with a timeout of 0 on a non-blocking socket while it is connecting: a
   *   later call has the result.
   */
  connect(host: string | Missing, port: number, timeout?: number | Missing): boolean {
    return connect(this.#state, host, port, timeout)
  }

  /**
   * Binds the socket. The port comes first.
   *
   * @param port 0 for any free port, which `port` then returns.
   * @param host A numeric address or a name; `'*'` for every address of this machine; `host` by
   *   default, which is the loopback address.
   */
  bind(port: number, host?: string | Missing): true {
    return bind(this.#state, port, host)
  }

  /**
   * Starts listening for connections.
   *
   * @param queue_length How many connections may wait to be accepted; SOMAXCONN by default.
   */
  listen(queue_length?: number | Missing): true {
    return listen(this.#state, queue_length)
  }

  /** Accepts a connection; a blocking socket waits for it for `receive_timeout`. */
  accept(): BladeSocket {
    return new BladeSocket(accept(this.#state))
  }

  /**
   * Sends a message: all of it if the socket blocks.
   *
   * @param flags Without effect.
   * @returns How many bytes were sent: fewer than all, or -1 for none, if the socket does not block
   *   or `send_timeout` has passed.
   */
  send(message?: Message | Missing, flags?: number | Missing): number {
    return send(this.#state, message, flags)
  }

  /**
   * Receives what is queued, and waits if the queue is empty.
   *
   * @param length Maximum number of bytes; everything that is queued by default.
   * @param flags Without effect.
   * @returns The bytes as text, see `to_bytes`; null at the end of the stream.
   */
  receive(length?: number | Missing, flags?: number | Missing): string | null {
    return receive(this.#state, length, flags)
  }

  /**
   * Receives until it has that many bytes, or the stream ends.
   *
   * @param length How many bytes; 1024 by default.
   */
  read(length?: number | Missing): string {
    return read(this.#state, length)
  }

  /**
   * Sends a datagram to a host, connected or not.
   *
   * @param host A numeric address or a name; `host` by default.
   * @param port `port` by default.
   * @param family The socket's own.
   * @param flags Without effect.
   * @returns As {@link send}.
   */
  send_to(
    host?: string | Missing,
    port?: number | Missing,
    family?: number | Missing,
    message?: Message | Missing,
    flags?: number | Missing,
  ): number {
    return sendTo(this.#state, host, port, family, message, flags)
  }

  /**
   * Receives a datagram and its sender; the socket need only be bound.
   *
   * @param length Maximum number of bytes, the rest is lost; the whole datagram by default.
   * @param flags Without effect.
   * @returns null at the end of a stream.
   */
  receive_from(length?: number | Missing, flags?: number | Missing): ReceivedFrom | null {
    return receiveFrom(this.#state, length, flags)
  }

  /**
   * Shuts down a connection for reading, for writing, or both.
   *
   * @param how SHUT_RD by default.
   */
  shutdown(how?: number | Missing): true {
    const state = this.#state
    const reason = integer(how, SHUT_RD, 'how')
    const halves = HALVES.get(reason)
    if (halves === undefined) throw new SocketException('expected one of SHUT_* flags')
    if (state.core.closed) throw new SocketException(ILLEGAL_STATE)
    if ((state.shut & halves) !== halves) {
      try {
        state.core.shutdown(reason)
      } catch (error) {
        throw translated(error)
      }
    }
    state.shutHalves(halves)
    state.shutdownReason = reason
    return (state.isShutdown = true)
  }

  /** Closes the socket. Closing it again does nothing. */
  close(): true {
    this.#state.close()
    return true
  }

  /**
   * Sets an option of SOL_SOCKET.
   *
   * @param option An `SO_` constant.
   * @param value A number or a boolean. Timeouts are in milliseconds, SO_LINGER is in seconds;
   *   false switches either off.
   */
  set_option(option: number, value: number | boolean): true {
    return setOption(this.#state, option, value)
  }

  /**
   * Reads an option of SOL_SOCKET: a number; for SO_ERROR a text or null, for SO_LINGER false if it
   * is off.
   *
   * @param option An `SO_` constant.
   */
  get_option(option: number | Missing): number | string | false | null {
    return getOption(this.#state, option)
  }

  /** Whether `accept`, `send`, and `connect` with a timeout of 0, wait. `receive` always does. */
  set_blocking(mode: boolean): null {
    const given: unknown = mode
    if (typeof given !== 'boolean') throw new SocketException('boolean expected')
    this.#state.mustBeOpen('fcntl')
    this.#state.isBlocking = given
    return null
  }

  /** The local address; an empty dictionary for a socket that is closed, or is not IPv4 or IPv6. */
  info(): SocketInfo {
    const { core } = this.#state
    if (core.closed) return {}
    try {
      const local = core.localAddress
      if (!isInternet(local)) return {}
      const address = hostOf(local)
      const ipv6 = local.family === 'AF_INET6' ? address : ''
      return { address, port: local.port, family: numberOf(local.family) ?? -1, ipv6 }
    } catch {
      return {}
    }
  }

  /** `<Socket id: 3, closed: false, listening: false, connected: false, bound: false>` */
  toString(): string {
    const { core, isListening, isConnected, isBound } = this.#state
    return `<Socket id: ${core.fd}, closed: ${core.closed}, listening: ${isListening}, connected: ${isConnected}, bound: ${isBound}>`
  }

  /** The same for the console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

const HALVES = new Map([
  [SHUT_RD, READING],
  [SHUT_WR, WRITING],
  [SHUT_RDWR, READING | WRITING],
])
