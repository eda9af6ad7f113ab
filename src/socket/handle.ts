import { constantOf, native, platform } from '../binding.ts'
import { attempt } from '../engine/attempt.ts'
import { attemptSync } from '../engine/attempt-sync.ts'
import { checkTimeout } from '../engine/deadline.ts'
import { checkTerms, type Terms } from '../engine/limit.ts'
import type { Queue } from '../engine/readiness.ts'
import type { Request } from '../engine/request.ts'
import { check, closedError } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import type {
  GettableOption,
  OptionInput,
  OptionQuery,
  SettableOption,
} from '../protocols/index.ts'
import { formatAddress, putName, readName } from './addresses.ts'
import { type AsyncWaitOptions, NOTHING, type Told, waitingIn } from './call-options.ts'
import { closeWhenDropped, type Life } from './life.ts'
import { familyName, numberOf, typeName } from './names.ts'
import {
  type OptionValue,
  readOption,
  readRawOption,
  writeOption,
  writeRawOption,
} from './options.ts'

const F_GETFL = constantOf('F_GETFL')
const F_SETFL = constantOf('F_SETFL')
const O_NONBLOCK = constantOf('O_NONBLOCK')
const FIONREAD = constantOf('FIONREAD')
const SIOCATMARK = constantOf('SIOCATMARK')
const SIOCOUTQ = platform.constant('SIOCOUTQ') ?? -1
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_ACCEPTCONN = constantOf('SO_ACCEPTCONN')
const SO_PROTOCOL = constantOf('SO_PROTOCOL')
const SO_RCVLOWAT = constantOf('SO_RCVLOWAT')

/** What every socket is told of waiting at first. */
const FOREVER: Terms = { timeout: null }

/** The life of a handle's descriptor: for those who wait on it. */
export let lifeOf: (handle: Handle) => Life

/** A descriptor with its names, its options and its end: what a socket is before it moves data. */
export abstract class Handle {
  readonly #life: Life
  #terms = FOREVER

  static {
    lifeOf = (handle) => handle.#life
  }

  protected constructor(life: Life) {
    this.#life = life
    if (life.owned) closeWhenDropped(this, life)
  }

  /** The number of the descriptor; -1 once closed or detached. */
  get fd(): number {
    return this.#life.current
  }

  /** The address family: a C name, or a number for a family that has none here. */
  get family(): string | number {
    return familyName(this.#life.family)
  }

  /** `'SOCK_STREAM'`, `'SOCK_DGRAM'` …: a C name, or a number for a type that has none here. */
  get type(): string | number {
    return typeName(this.#life.type)
  }

  /**
   * The protocol really in use, asked of the kernel: 6 for a connection that fell back from MPTCP.
   * 0 for AF_PACKET, whose {@link Socket.localAddress} tells it.
   */
  get protocol(): number {
    return readInt(this.open('getsockopt'), SO_PROTOCOL)
  }

  /** Whether the socket takes connections. */
  get listening(): boolean {
    return this.fd >= 0 && readInt(this.fd, SO_ACCEPTCONN) === 1
  }

  /** Whether the socket was closed or detached. */
  get closed(): boolean {
    return this.#life.current < 0
  }

  /**
   * Milliseconds that each waiting call may take if it is not told otherwise; null, as at first,
   * waits for ever; 0 does not wait (EAGAIN). Parts of a millisecond round up.
   *
   * Not SO_RCVTIMEO, which this library overrides.
   *
   * @throws {RangeError} When negative, NaN or above 2147483647.
   */
  get timeout(): number | null {
    return this.#terms.timeout
  }

  /** Sets what {@link Socket.timeout} says. */
  set timeout(milliseconds: number | null) {
    this.#terms = { timeout: checkTimeout(milliseconds) }
  }

  /**
   * O_NONBLOCK of the open file, which is shared with everyone who has a duplicate of it. What this
   * library's own calls do is up to {@link Socket.timeout} alone; accepting sets it.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` after close.
   * @see fcntl(2)
   */
  get nonblocking(): boolean {
    return (this.#fileFlags() & O_NONBLOCK) !== 0
  }

  /** Sets what {@link Socket.nonblocking} says. */
  set nonblocking(on: boolean) {
    const given: unknown = on
    if (typeof given !== 'boolean')
      throw new TypeError(`nonblocking must be a boolean, not ${typeof given}`)
    const flags = this.#fileFlags()
    const wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
    if (wanted !== flags) check('fcntl', native.fcntl(this.open('fcntl'), F_SETFL, wanted))
  }

  #fileFlags(): number {
    return check('fcntl', native.fcntl(this.open('fcntl'), F_GETFL, 0))
  }

  /**
   * Where this end is bound; for a socket that is bound to nothing yet, its family's "nowhere".
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` after close.
   * @see getsockname(2)
   */
  get localAddress(): Address {
    const fd = this.open('getsockname')
    return this.#name('getsockname', (name) => native.getsockname(fd, name))
  }

  /**
   * Where the other end is. Of an accepted socket accept(2) told it, which is the answer where the
   * kernel has none any more: after a reset, say.
   *
   * @throws {SocketError} `ENOTCONN` without one.
   * @see getpeername(2)
   */
  get remoteAddress(): Address {
    const fd = this.open('getpeername')
    const { peer } = this.#life
    return this.#name('getpeername', (name) => {
      const answer = native.getpeername(fd, name)
      return answer < 0 && peer ? putName(peer) : answer
    })
  }

  #name(syscall: string, call: (name: Uint8Array) => number): Address {
    return readName(syscall, call) ?? { family: this.#life.family, bytes: new Uint8Array(0) }
  }

  /**
   * Bytes that have come and were not received yet; of the next datagram alone, on a datagram socket.
   *
   * @throws {SocketError} `EINVAL` when listening; `ENOTTY` or `EOPNOTSUPP` for families without it.
   * @see tcp(7), udp(7), FIONREAD
   */
  get bytesReadable(): number {
    return this.#ask(FIONREAD)
  }

  /**
   * Bytes that were sent and are not acknowledged yet; of a datagram or Unix socket, what its queue of
   * sends takes in the kernel, which is more than the data. Linux; elsewhere `EINVAL`.
   *
   * @throws {SocketError} `EINVAL` when listening; `ENOTTY` or `EOPNOTSUPP` for families without it.
   * @see tcp(7), SIOCOUTQ
   */
  get bytesUnsent(): number {
    return this.#ask(SIOCOUTQ)
  }

  /**
   * Whether the next byte to receive is the urgent one, or comes right behind where it was.
   *
   * @throws {SocketError} `ENOTTY` or `EOPNOTSUPP` for what has no urgent data.
   * @see sockatmark(3), SIOCATMARK
   */
  get atMark(): boolean {
    return this.#ask(SIOCATMARK) !== 0
  }

  #ask(question: number): number {
    return check('ioctl', native.ioctl(this.open('ioctl'), question))
  }

  /**
   * Reads an option, by its C name or raw.
   *
   * @throws {SocketError} `ENOPROTOOPT` or `EOPNOTSUPP` when this kernel or this socket lacks it.
   * @throws {TypeError} When no option has this name.
   * @see getsockopt(2)
   */
  getOption<Name extends GettableOption>(
    name: Name,
    ...question: OptionQuery<Name>
  ): OptionValue<Name>
  /** Reads an option as the kernel's bytes; at most `length` of them. */
  getOption(level: string | number, option: string | number, length: number): Buffer
  getOption(name: string | number, option?: unknown, length?: number): unknown {
    const fd = (): number => this.open('getsockopt')
    return length === undefined
      ? readOption(fd, name, option)
      : readRawOption(fd, numberOf(name, 'level'), numberOf(option, 'option'), length)
  }

  /**
   * Sets an option, by its C name with a value of its type, or raw.
   *
   * @throws {SocketError} `ENOPROTOOPT` when this kernel or this socket lacks it; `EPERM` without
   *   the privilege; `EINVAL` when the kernel does not take the value.
   * @throws {TypeError} When no option has this name, or the value is of another type.
   * @throws {RangeError} When C's type cannot hold the value.
   * @see setsockopt(2)
   */
  setOption<Name extends SettableOption>(name: Name, value: OptionInput<Name>): void
  /** Sets an option as bytes. */
  setOption(level: string | number, option: string | number, bytes: Uint8Array): void
  setOption(name: string | number, option: unknown, bytes?: Uint8Array): void {
    const fd = (): number => this.open('setsockopt')
    if (bytes === undefined) writeOption(fd, name, option)
    else writeRawOption(fd, numberOf(name, 'level'), numberOf(option, 'option'), bytes)
    const which = bytes === undefined ? name : option
    if (which === 'SO_RCVLOWAT' || (bytes !== undefined && which === SO_RCVLOWAT)) {
      this.#life.noteLowWater()
    }
  }

  /**
   * Closes the socket; again and again does nothing. Every call that waits on it rejects with
   * `ERR_SOCKET_CLOSED` first. Never waits, whatever SO_LINGER says.
   *
   * @see close(2)
   */
  close(): void {
    this.#life.close()
  }

  /**
   * Gives the descriptor up, open, and returns its number, which is the caller's to close. This
   * object is closed then, and what waits on it rejects with `ERR_SOCKET_CLOSED`.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` when there is none to give.
   */
  detach(): number {
    this.open('detach')
    return this.#life.give()
  }

  /** Lets promises that wait on this socket keep the process alive, as they do at first. */
  ref(): this {
    this.#life.readiness.keepAlive(true)
    return this
  }

  /** Lets the process end while promises wait on this socket. */
  unref(): this {
    this.#life.readiness.keepAlive(false)
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

  /** One line for the console: descriptor, family, type and names. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { fd, family, type } = this
    const parts = [fd < 0 ? 'closed' : `fd ${fd}`, family, type]
    if (fd >= 0) parts.push(...namesOf(this))
    return `Socket { ${parts.join(', ')} }`
  }

  /** @internal The descriptor, for a call that is named in the error if there is none any more. */
  protected open(syscall: string): number {
    const fd = this.#life.current
    if (fd < 0) throw closedError(syscall)
    return fd
  }

  /** @internal Makes the call in the line of one queue. */
  protected wait<T>(queue: Queue, request: Request<T>, told: Told<AsyncWaitOptions>): Promise<T> {
    const { readiness } = this.#life
    return attempt(readiness, readiness.line(queue), request, this.terms(told), this)
  }

  /** @internal Makes the call, holding the thread until the descriptor has one of `events`. */
  protected hold<T>(events: number, request: Request<T>, told: Told<AsyncWaitOptions>): T {
    return attemptSync(this.#life.readiness, events, request, this.terms(told).timeout)
  }

  /** @internal What the caller said of waiting, checked, and the socket's own for the rest. */
  protected terms(told: Told<AsyncWaitOptions>): Terms {
    return told === NOTHING ? this.#terms : termsIn(told, this.#terms)
  }
}

function termsIn(told: Told<AsyncWaitOptions>, usual: Terms): Terms {
  const waiting = waitingIn(told)
  if (waiting.timeout === undefined && waiting.signal === undefined) return usual
  return checkTerms(waiting, usual.timeout)
}

/** `'127.0.0.1:80 → 127.0.0.1:40112'`, as far as there are names. */
function namesOf(handle: Handle): string[] {
  const local = textOf(() => handle.localAddress)
  const remote = textOf(() => handle.remoteAddress)
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

const intBytes = new Uint8Array(4)
const intView = new Int32Array(intBytes.buffer)

function readInt(fd: number, option: number): number {
  check('getsockopt', native.getsockopt(fd, SOL_SOCKET, option, intBytes))
  return intView[0] ?? 0
}
