import { constantOf, constantOr, native } from '../binding.ts'
import { ofType } from '../codec/type-check.ts'
import { checkTimeout } from '../engine/deadline.ts'
import { check } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import type {
  AddressByFamily,
  AnyFamily,
  GettableOption,
  OptionInput,
  OptionQuery,
  ReportedFamily,
  SettableOption,
  SettableOptions,
  TypeName,
} from '../protocols/index.ts'
import { formatAddress, readName, restoreName } from './addresses.ts'
import { noMore } from './call-options.ts'
import { isNonblocking, setNonblocking } from './file-flags.ts'
import { getIntOption } from './int-option.ts'
import { familyName, typeName } from './names.ts'
import { closeWhenDropped, DESCRIPTOR, type OpenDescriptor } from './open-descriptor.ts'
import {
  encodeOptions,
  type OptionValue,
  readOption,
  readRawOption,
  writeEncoded,
  writeOption,
  writeRawOption,
} from './options.ts'
import { STREAM, type StreamOfSocket } from './taken.ts'

const FIONREAD = constantOf('FIONREAD')
const SIOCATMARK = constantOf('SIOCATMARK')
const SIOCOUTQ = constantOr('SIOCOUTQ', -1)
const SO_ACCEPTCONN = constantOf('SO_ACCEPTCONN')
const SO_PROTOCOL = constantOf('SO_PROTOCOL')

/** Base class of `Socket`, with everything that never waits: addresses, options, closing. */
export abstract class SocketHandle<out Family extends AnyFamily = AnyFamily> {
  /** @internal */
  readonly [DESCRIPTOR]: OpenDescriptor<Family>
  /** @internal Not there before it is asked for. */
  declare [STREAM]?: StreamOfSocket

  /** @internal */
  constructor(descriptor: OpenDescriptor<Family>) {
    this[DESCRIPTOR] = descriptor
    if (descriptor.owned) closeWhenDropped(this, descriptor)
  }

  /** The number of the descriptor; -1 once closed or detached. */
  get fd(): number {
    return this[DESCRIPTOR].fd
  }

  /** The address family: a C name, or a number for a family without a name here. */
  get family(): ReportedFamily[Family] {
    return familyName(this[DESCRIPTOR].family) as ReportedFamily[Family]
  }

  /** `'SOCK_STREAM'`, `'SOCK_DGRAM'` …: a C name, or a number for a type without a name here. */
  get type(): TypeName | number {
    return typeName(this[DESCRIPTOR].type)
  }

  /**
   * The protocol in use, as the kernel reports it: 6 for a connection that fell back from MPTCP. 0
   * for AF_PACKET, whose protocol is in `Socket.localAddress`.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` after close.
   */
  get protocol(): number {
    return check('getsockopt', getIntOption(this[DESCRIPTOR].fdFor('getsockopt'), SO_PROTOCOL))
  }

  /** Whether the socket listens for connections. */
  get listening(): boolean {
    return this.fd >= 0 && check('getsockopt', getIntOption(this.fd, SO_ACCEPTCONN)) === 1
  }

  /** Whether the socket was closed or detached. */
  get closed(): boolean {
    return this[DESCRIPTOR].fd < 0
  }

  /**
   * Milliseconds that each waiting call may take unless its own options say otherwise. `null` (the
   * default) waits indefinitely; 0 does not wait (EAGAIN). Fractions round up.
   *
   * SO_RCVTIMEO and SO_SNDTIMEO do not limit the calls of this library.
   *
   * @throws {RangeError} If set to a negative number, NaN, or more than 2147483647.
   */
  get timeout(): number | null {
    return this[DESCRIPTOR].limits.timeout
  }

  set timeout(milliseconds: number | null) {
    this[DESCRIPTOR].limits = { timeout: checkTimeout(milliseconds) }
  }

  /**
   * O_NONBLOCK of the open file, which all duplicates of the descriptor share. It does not affect
   * whether the calls of this library wait; `Socket.timeout` does. Accepting sets it.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` after close.
   * @see {@link https://man7.org/linux/man-pages/man2/fcntl.2.html fcntl(2)}
   */
  get nonblocking(): boolean {
    return isNonblocking(this[DESCRIPTOR].fdFor('fcntl'))
  }

  set nonblocking(on: boolean) {
    const given = ofType(on, 'boolean', 'nonblocking')
    check('fcntl', setNonblocking(this[DESCRIPTOR].fdFor('fcntl'), given))
  }

  /**
   * The local address; the family's unspecified address until the socket is bound.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` after close.
   * @see {@link https://man7.org/linux/man-pages/man2/getsockname.2.html getsockname(2)}
   */
  get localAddress(): AddressByFamily[Family] {
    const fd = this[DESCRIPTOR].fdFor('getsockname')
    return this.#name('getsockname', (name) => native.getsockname(fd, name))
  }

  /**
   * The address of the peer. If the kernel no longer has the address of an accepted socket, as
   * after a reset, this is the address that accept(2) reported.
   *
   * @throws {SocketError} `ENOTCONN` without a peer.
   * @see {@link https://man7.org/linux/man-pages/man2/getpeername.2.html getpeername(2)}
   */
  get remoteAddress(): AddressByFamily[Family] {
    const fd = this[DESCRIPTOR].fdFor('getpeername')
    const { peer } = this[DESCRIPTOR]
    return this.#name('getpeername', (name) => {
      const answer = native.getpeername(fd, name)
      return answer < 0 && peer ? restoreName(peer) : answer
    })
  }

  #name(syscall: string, call: (name: Uint8Array) => number): AddressByFamily[Family] {
    const { family } = this[DESCRIPTOR]
    const name: Address = readName(syscall, call) ?? { family, bytes: new Uint8Array(0) }
    return name as AddressByFamily[Family] // of the family that the socket was created with
  }

  /**
   * Bytes that have arrived and have not been received yet; on a datagram socket only those of the
   * next datagram.
   *
   * @throws {SocketError} `EINVAL` when listening; `ENOTTY` or `EOPNOTSUPP` for families without it.
   * @see FIONREAD in {@link https://man7.org/linux/man-pages/man7/tcp.7.html tcp(7)}
   */
  get bytesReadable(): number {
    return this.#ioctl(FIONREAD)
  }

  /**
   * Bytes that were sent and are not acknowledged yet; for a datagram or Unix socket the kernel
   * memory that its unsent data takes, which is more than the data. Linux; elsewhere `EINVAL`.
   *
   * @throws {SocketError} `EINVAL` when listening; `ENOTTY` or `EOPNOTSUPP` for families without it.
   * @see SIOCOUTQ in {@link https://man7.org/linux/man-pages/man7/tcp.7.html tcp(7)}
   */
  get bytesUnsent(): number {
    return this.#ioctl(SIOCOUTQ)
  }

  /**
   * Whether the next byte to receive is the urgent one, or the first one after it.
   *
   * @throws {SocketError} `ENOTTY` or `EOPNOTSUPP` for a socket without urgent data.
   * @see SIOCATMARK in {@link https://man7.org/linux/man-pages/man3/sockatmark.3.html sockatmark(3)}
   */
  get atMark(): boolean {
    return this.#ioctl(SIOCATMARK) !== 0
  }

  #ioctl(request: number): number {
    return check('ioctl', native.ioctl(this[DESCRIPTOR].fdFor('ioctl'), request))
  }

  /**
   * Reads an option, by its C name, or by level and number.
   *
   * @throws {SocketError} `ENOPROTOOPT` or `EOPNOTSUPP` if this kernel or this socket lacks it.
   * @throws {TypeError} When no option has this name.
   * @example
   * ```ts
   * const { rtt } = socket.getOption('TCP_INFO') // µs
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/getsockopt.2.html getsockopt(2)}
   */
  getOption<Name extends GettableOption>(name: Name, ...query: OptionQuery<Name>): OptionValue<Name>
  /** Reads an option as the kernel's bytes; at most `length` of them. */
  getOption(level: string | number, option: string | number, length: number): Buffer
  getOption(name: string | number, option?: unknown, length?: number): unknown {
    return length === undefined
      ? readOption(this[DESCRIPTOR], name, option)
      : readRawOption(this[DESCRIPTOR], name, option, length)
  }

  /**
   * Sets an option, by its C name with a value of its type, or raw.
   *
   * @throws {SocketError} `ENOPROTOOPT` if this kernel or this socket lacks it; `EPERM` without the
   *   privilege; `EINVAL` if the kernel refuses the value.
   * @throws {TypeError} If no option has this name, or the value is of another type.
   * @throws {RangeError} If C's type cannot hold the value.
   * @see {@link https://man7.org/linux/man-pages/man2/setsockopt.2.html setsockopt(2)}
   */
  setOption<Name extends SettableOption>(name: Name, value: OptionInput<Name>): void
  /** Sets an option as bytes. */
  setOption(level: string | number, option: string | number, bytes: Uint8Array): void
  setOption(name: string | number, option: unknown, bytes?: Uint8Array): void {
    if (bytes === undefined) writeOption(this[DESCRIPTOR], name, option)
    else writeRawOption(this[DESCRIPTOR], name, option, bytes)
  }

  /**
   * Sets several options by C name, in the order given. All names and values are checked before the
   * first is set. If the kernel refuses one, those before it stay set.
   *
   * @throws {SocketError} As {@link SocketHandle.setOption}; `address` is the name of the option.
   * @throws {TypeError} If no option has such a name, or a value is of another type.
   * @throws {RangeError} If C's type cannot hold a value.
   * @example
   * ```ts
   * socket.setOptions({ TCP_NODELAY: true, SO_KEEPALIVE: true, TCP_KEEPIDLE: 30 })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/setsockopt.2.html setsockopt(2)}
   */
  setOptions(options: SettableOptions): void
  setOptions(options: SettableOptions, ...more: unknown[]): void {
    if (typeof options === 'object') noMore('setOptions', more, ', { name: value }')
    for (const option of encodeOptions(options)) writeEncoded(this[DESCRIPTOR], option)
  }

  /**
   * Closes the socket; does nothing if it is closed. First, every call that waits on it rejects
   * with `ERR_SOCKET_CLOSED`, and its stream is destroyed. Never blocks, even with SO_LINGER.
   *
   * @see {@link https://man7.org/linux/man-pages/man2/close.2.html close(2)}
   */
  close(): void
  close(...given: unknown[]): void {
    // Anything else may be an event, of a listener that is bound to the socket.
    if (typeof given[0] === 'function')
      throw new TypeError('close takes no callback: the socket is closed when it returns')
    this[STREAM]?.destroy()
    this[DESCRIPTOR].close()
  }

  /**
   * Releases the descriptor without closing it, and returns its number, which the caller must
   * close. Afterwards this object is closed, and calls that wait on it reject with
   * `ERR_SOCKET_CLOSED`.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` when it was closed or detached before.
   * @throws {TypeError} If the descriptor is borrowed: its owner will close it. If the stream of the
   *   socket has bytes that nobody has read, or bytes to send; an idle one is destroyed.
   */
  detach(): number {
    this[DESCRIPTOR].fdFor('detach')
    if (!this[DESCRIPTOR].owned) {
      throw new TypeError(
        'A borrowed descriptor has another owner: use fd, or pass the socket by SCM_RIGHTS',
      )
    }
    const stream = this[STREAM]
    stream?.letGo()
    const fd = this[DESCRIPTOR].release()
    stream?.destroy()
    return fd
  }

  /** Promises that wait on this socket keep the process alive, which is the default. */
  ref(): this {
    this[DESCRIPTOR].readiness.setRef(true)
    return this
  }

  /** Lets the process end while promises wait on this socket. */
  unref(): this {
    this[DESCRIPTOR].readiness.setRef(false)
    return this
  }

  /** Closes the socket at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Closes the socket at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return Promise.resolve()
  }

  /** One line for the console: descriptor, family, type and addresses. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { fd, family, type } = this
    const parts = [fd < 0 ? 'closed' : `fd ${fd}`, family, type]
    if (fd >= 0) parts.push(...addressesOf(this))
    return `Socket { ${parts.join(', ')} }`
  }
}

/** `'127.0.0.1:80 → 127.0.0.1:40112'`, or as much of it as is known. */
function addressesOf(socket: SocketHandle): string[] {
  const local = textOf(() => socket.localAddress)
  const remote = textOf(() => socket.remoteAddress)
  if (remote === '') return local === '' ? [] : [local]
  return [`${local} → ${remote}`]
}

function textOf(ask: () => Address): string {
  try {
    return formatAddress(ask())
  } catch {
    return '' // it has none, or one that has no text
  }
}
