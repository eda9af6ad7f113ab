import { Buffer } from 'node:buffer'
import { setTimeout } from 'node:timers'
import { constantOf, native } from '../../binding.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { checkTimeout } from '../../engine/deadline.ts'
import { reportUncaught } from '../../engine/uncaught.ts'
import { closedError, errorOf } from '../../errors.ts'
import { toBytes } from '../bytes.ts'
import type { DescriptorLike } from '../descriptor-number.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import { shutdown } from '../shutdown.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { SOCKET } from '../taken.ts'
import { bytesInDecoder } from './bytes-in-decoder.ts'
import { type CallContext, callContext } from './call-context.ts'
import { type StreamAddress, streamAddressOf } from './stream-address.ts'
import { Incoming, type Sink } from './incoming.ts'
import { destroyOnAbort, Duplex } from './lazy-duplex.ts'
import { resetAtClose } from './reset-at-close.ts'
import { Outgoing, type SendCallback } from './outgoing.ts'
import { lengthOfPiece, type Piece } from './pieces.ts'
import { writeAfterEnd } from './write-after-end.ts'

const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const AF_UNIX = constantOf('AF_UNIX')
/** 24.8 days: what the timers of every runtime can represent. */
const LONGEST_TIME = 2 ** 31 - 1
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SHUT_WR = constantOf('SHUT_WR')
/**
 * The connection is gone, or this family closes no half: the peer learns of the end when the stream
 * is destroyed.
 */
const NO_HALF_CLOSE: ReadonlySet<number> = new Set([
  -constantOf('ENOTCONN'),
  -constantOf('EINVAL'),
  -constantOf('EOPNOTSUPP'),
])

/** Options of `Socket.stream`. */
export interface StreamOptions {
  /**
   * Whether the stream stays writable when the peer has finished sending. False by default, as in
   * `node:net`: then it ends itself. Servers of `http` and `tls` need true.
   */
  allowHalfOpen?: boolean | undefined
  /** Bytes that are buffered each way before `write` returns false, and before receiving pauses. */
  highWaterMark?: number | undefined
  /** Aborting destroys the stream with an AbortError. */
  signal?: AbortSignal | undefined
}

/**
 * A connected socket as a Duplex of `node:stream`, with what else `net.Socket` has: `tls.connect`,
 * servers of `http`, database clients take it in place of one. It is not a `net.Socket`, and has no
 * `_handle`.
 *
 * Emits, besides what a Duplex does, `'timeout'`, and, where `writeWithFds` exists, `'fds'`: an array
 * of descriptors that the peer has passed, no later than the bytes that they came with. They are
 * close-on-exec, and the listener's to close. Without a listener for it, the kernel closes them.
 */
export class SocketStream extends Duplex {
  /** Bytes received. */
  bytesRead = 0
  /** What {@link SocketStream.setTimeout} was given; undefined before. Milliseconds. */
  declare timeout?: number
  /**
   * Writes bytes that carry descriptors, which the caller may close at once: duplicates are sent.
   * Only on Unix sockets; elsewhere there is no such method.
   *
   * @param fds Numbers, or objects with one, such as a FileHandle; at most 253.
   * @returns As `write`: whether more should be written now.
   * @throws {SocketError} `EBADF` if a descriptor is not open.
   * @throws {RangeError} For more than 253 descriptors.
   * @throws {TypeError} Without a byte that they could travel with, or an array.
   */
  declare readonly writeWithFds?: (
    bytes: string | Uint8Array,
    fds: readonly DescriptorLike[],
  ) => boolean
  /** @internal What was written while an earlier write waits. */
  declare readonly writableBuffer?: readonly Piece[]
  readonly #socket: SocketHandle
  readonly #descriptor: OpenDescriptor
  readonly #incoming: Incoming
  readonly #outgoing: Outgoing
  /** In which `net.Socket` would emit what the kernel leads to. */
  readonly #context: CallContext = callContext()
  #local: StreamAddress | undefined
  #remote: StreamAddress | undefined
  #timer: NodeJS.Timeout | undefined
  #time = 0

  /** @internal */
  constructor(socket: SocketHandle, options: StreamOptions) {
    const { allowHalfOpen = false, highWaterMark, signal } = options
    super({ allowHalfOpen, highWaterMark, emitClose: false, decodeStrings: false })
    this.#socket = socket
    this.#descriptor = socket[DESCRIPTOR]
    const passes = this.#descriptor.family === AF_UNIX
    if (passes) this.writeWithFds = (bytes, fds) => this.#writeWithFds(bytes, fds)
    const sink: Sink = {
      takesDescriptors: () => passes && this.listenerCount('fds') > 0,
      passDescriptors: (fds) => {
        this.#passDescriptors(fds)
      },
      push: (bytes) => this.#received(bytes),
      fail: (error) => this.destroy(error as Error),
    }
    this.#incoming = new Incoming(this.#descriptor, sink, this.#context)
    this.#outgoing = new Outgoing(this.#descriptor, () => this.#timer?.refresh())
    this.read(0) // otherwise a stream that nobody reads would not notice that the peer has gone
    if (signal) destroyOnAbort(signal, this)
  }

  /** @internal */
  get [SOCKET](): SocketHandle {
    return this.#socket
  }

  /** False: it is made of a connected socket. */
  get connecting(): boolean {
    return false
  }

  /** Whether it is closed: nothing can be sent or received. */
  get pending(): boolean {
    return this.destroyed
  }

  /** Which directions are open, as `net.Socket.readyState`. */
  get readyState(): 'open' | 'readOnly' | 'writeOnly' | 'closed' {
    if (this.readable) return this.writable ? 'open' : 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  /** Bytes written, with those that are not sent yet; once destroyed, those that were sent. */
  get bytesWritten(): number {
    const { bytesSent, bytesWaiting } = this.#outgoing
    let bytes = bytesSent + bytesWaiting
    for (const piece of this.writableBuffer ?? []) bytes += lengthOfPiece(piece)
    return bytes
  }

  /** The address of this side, of IP sockets; undefined once the stream is destroyed. */
  get localAddress(): string | undefined {
    return this.#localEndpoint().address
  }

  /** The port of this side, of IP sockets. */
  get localPort(): number | undefined {
    return this.#localEndpoint().port
  }

  /** `'IPv4'` or `'IPv6'`, of IP sockets. */
  get localFamily(): 'IPv4' | 'IPv6' | undefined {
    return this.#localEndpoint().family
  }

  /** The address of the peer, of IP sockets; once read, it remains after the end. */
  get remoteAddress(): string | undefined {
    return this.#remoteEndpoint().address
  }

  /** The port of the peer, of IP sockets. */
  get remotePort(): number | undefined {
    return this.#remoteEndpoint().port
  }

  /** `'IPv4'` or `'IPv6'`, of IP sockets. */
  get remoteFamily(): 'IPv4' | 'IPv6' | undefined {
    return this.#remoteEndpoint().family
  }

  /**
   * The address of this side, as `net.Socket.address()`: empty for other sockets than those of IP, and
   * once the stream is destroyed.
   */
  address(): StreamAddress {
    return { ...this.#localEndpoint() }
  }

  /** For clients that connect what they are given: `'connect'` and `'ready'` follow, and nothing else. */
  connect(...given: unknown[]): this {
    const listener = given.at(-1)
    if (typeof listener === 'function') this.once('connect', listener as () => void)
    process.nextTick(() => {
      if (this.destroyed) return
      this.emit('connect')
      this.emit('ready')
    })
    return this
  }

  /**
   * Emits `'timeout'` after this time without activity, once until there is some again; nothing else
   * happens then. 0 emits it no more.
   *
   * @param milliseconds More than 2147483647 counts as that.
   * @param listener Added with `once`; removed if the time is 0.
   */
  setTimeout(milliseconds: number, listener?: () => void): this {
    const time = checkTimeout(milliseconds > LONGEST_TIME ? LONGEST_TIME : milliseconds) ?? 0
    if (time > 0 && !this.destroyed) this.#startTimer(time)
    this.timeout = time
    if (listener && time > 0) this.once('timeout', listener)
    else if (listener) this.off('timeout', listener)
    return this
  }

  /** Sets TCP_NODELAY; does nothing on other sockets. */
  setNoDelay(on: unknown = true): this {
    if (this.#isTcp())
      this.#try(() => {
        this.#socket.setOption('TCP_NODELAY', Boolean(on))
      })
    return this
  }

  /**
   * Sets SO_KEEPALIVE, and TCP_KEEPIDLE if a delay is given.
   *
   * @param delay Milliseconds, of which the kernel counts whole seconds.
   */
  setKeepAlive(on: unknown = false, delay = 0): this {
    const seconds = Math.trunc(delay / 1000)
    this.#try(() => {
      this.#socket.setOption('SO_KEEPALIVE', Boolean(on))
      if (on && seconds > 0 && this.#isTcp()) this.#socket.setOption('TCP_KEEPIDLE', seconds)
    })
    return this
  }

  /** Sets IP_TOS or IPV6_TCLASS, 0 to 255; does nothing on other sockets than those of IP. */
  setTypeOfService(tos: number): this {
    const { family } = this.#descriptor
    if (family === AF_INET)
      this.#try(() => {
        this.#socket.setOption('IP_TOS', tos)
      })
    if (family === AF_INET6)
      this.#try(() => {
        this.#socket.setOption('IPV6_TCLASS', tos)
      })
    return this
  }

  /** Lets the stream keep the process alive while it waits, which is the default. */
  ref(): this {
    this.#socket.ref()
    return this
  }

  /** Lets the process end while the stream waits. */
  unref(): this {
    this.#socket.unref()
    return this
  }

  /** Ends the stream, and destroys it once everything has been sent. */
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  /** Closes a TCP connection by a reset, which discards what has not been sent; destroys any other. */
  resetAndDestroy(): this {
    resetAtClose(this.#socket)
    return this.destroy()
  }

  /** @internal */
  override _read(): void {
    this.#incoming.ask()
  }

  /** @internal */
  override _write(chunk: Piece['chunk'], encoding: BufferEncoding, callback: SendCallback): void {
    this.#outgoing.send([{ chunk, encoding }], callback)
  }

  /** @internal */
  override _writev(pieces: Piece[], callback: SendCallback): void {
    this.#outgoing.send(pieces, callback)
  }

  /** @internal */
  override _final(callback: SendCallback): void {
    const answer = shutdown(this.#descriptor, SHUT_WR)
    callback(answer >= 0 || NO_HALF_CLOSE.has(answer) ? null : errorOf('shutdown', answer))
  }

  /** @internal */
  override _destroy(error: Error | null, callback: SendCallback): void {
    clearTimeout(this.#timer)
    this.#incoming.stop()
    this.#outgoing.stop(error ?? closedError('send'))
    this.#socket.close()
    callback(error)
    process.nextTick(() => {
      this.#emitInContext('close', error !== null) // with what net.Socket reports
    })
  }

  /** @internal Stops to receive, before the descriptor is given away. */
  letGo(): void {
    const unread = this.readableLength
    const unit = this.readableEncoding === null ? 'bytes' : 'characters'
    if (unread > 0) throw notIdle(`${unread} ${unit} that nobody has read`)
    const partial = bytesInDecoder(this)
    if (partial > 0) throw notIdle(`${partial} bytes of a character whose rest has not arrived`)
    // Its callbacks run before the socket is closed, and must not get what is about to be.
    if (this.destroyed) throw closedError('detach')
    const unsent = this.bytesWritten - this.#outgoing.bytesSent
    if (unsent > 0 || !this.#outgoing.idle) throw notIdle(`${unsent} bytes to send`)
    this.#incoming.stop()
  }

  #received(bytes: Uint8Array | null): boolean {
    if (bytes) this.bytesRead += bytes.length
    else if (!this.allowHalfOpen) this.write = writeAfterEnd
    this.#timer?.refresh()
    const wantsMore = this.push(bytes)
    if (bytes === null) this.read(0) // nobody may be reading: without this, 'end' would not be emitted
    return wantsMore
  }

  #emitInContext(event: string, ...given: unknown[]): void {
    this.#context.runInAsyncScope(() => this.emit(event, ...given))
  }

  #passDescriptors(fds: number[]): void {
    try {
      if (!this.emit('fds', fds)) for (const fd of fds) native.close(fd)
    } catch (error) {
      reportUncaught(error) // of a listener; the bytes are still to come
    }
  }

  #writeWithFds(given: string | Uint8Array, fds: readonly DescriptorLike[]): boolean {
    const { length } = arrayFrom(fds, 'fds') // of anything else, the length could be missing
    const { buffer, byteOffset, byteLength } = toBytes(given)
    if (byteLength === 0 && length > 0)
      throw new TypeError('On a stream, descriptors need at least one byte of data')
    // A view of its own, which tells this write from another of the same bytes.
    const chunk = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
    if (this.writable && length > 0) this.#outgoing.attach(chunk, fds)
    return this.write(chunk)
  }

  /** An http server sets the same time and 0 in turns: a timer that runs in vain is cheaper than new ones. */
  #startTimer(time: number): void {
    if (this.#timer && this.#time === time) {
      this.#timer.refresh()
      return
    }
    clearTimeout(this.#timer)
    this.#time = time
    this.#timer = setTimeout(() => {
      if (this.timeout) this.#emitInContext('timeout')
    }, time).unref()
  }

  #isTcp(): boolean {
    const { family, type } = this.#descriptor
    return (family === AF_INET || family === AF_INET6) && type === SOCK_STREAM
  }

  /** As net.Socket, which does not say so if the socket is closed or the kernel refuses. */
  #try(set: () => void): void {
    try {
      if (!this.destroyed) set()
    } catch (error) {
      if (!(error instanceof Error && 'errno' in error)) throw error
    }
  }

  #localEndpoint(): StreamAddress {
    if (this.destroyed) return {} // as net.Socket, which forgets only this one
    this.#local ??= streamAddressOf(() => this.#socket.localAddress)
    return this.#local ?? {}
  }

  #remoteEndpoint(): StreamAddress {
    this.#remote ??= streamAddressOf(() => this.#socket.remoteAddress)
    return this.#remote ?? {}
  }
}

function notIdle(what: string): TypeError {
  return new TypeError(`The stream has ${what}: detach() would lose them`)
}
