import { addAbortSignal } from 'node:stream'
import net from 'node:net'
import { connect as connectTo } from './connect.ts'
import { asOfNet, failure } from './failure.ts'
import type { Server } from './server.ts'
import { Socket as Berkeley } from '../../src/index.ts'
import { Duplex } from '../../src/socket/stream/lazy-duplex.ts'
import { lengthOfPiece, type Piece } from '../../src/socket/stream/pieces.ts'
import { SocketStream } from '../../src/socket/stream/socket-stream.ts'

type Callback = (error?: Error | null) => void

/** What the constructor of net.Socket, and connect(), take. */
export interface Options extends Omit<net.TcpNetConnectOpts, 'port' | 'signal'> {
  port?: number | string
  path?: string
  fd?: number
  handle?: Berkeley
  highWaterMark?: number
  readableHighWaterMark?: number
  writableHighWaterMark?: number
  signal?: AbortSignal
  [other: string]: unknown
}

/**
 * `net.Socket` over `Socket.stream()`. Before it is connected it is a Duplex that waits; {@link open}
 * then makes this very object the stream of a socket, so that all that follows is the stream's.
 */
class NetSocket extends SocketStream {
  static {
    for (const side of ['local', 'remote']) {
      for (const part of ['Address', 'Port', 'Family']) {
        Object.defineProperty(NetSocket.prototype, side + part, {
          get(this: NetSocket): unknown {
            return this.#isOpen ? Reflect.get(SocketStream.prototype, side + part, this) : undefined
          },
        })
      }
    }
  }

  server: Server | null = null
  /** What a socket of net has before and after its connection. */
  readonly _handle = null
  /** The socket, while it connects and afterwards. */
  berkeley: Berkeley | undefined
  #connects = false
  #isOpen = false
  #options: Options
  #timer: NodeJS.Timeout | undefined
  #settings: (() => void)[] = []
  #refed = true
  /** What is written before it is open. */
  #waiting: readonly Piece[] = []

  constructor(given: Options | number = {}) {
    const options = typeof given === 'number' ? { fd: given } : given
    for (const mode of ['objectMode', 'readableObjectMode', 'writableObjectMode']) {
      if (options[mode]) throw invalid(`options.${mode}`, 'is not supported', options[mode])
    }
    const { allowHalfOpen = false, signal, readable, writable } = options
    const { highWaterMark, readableHighWaterMark, writableHighWaterMark } = options
    const marks = { highWaterMark, readableHighWaterMark, writableHighWaterMark }
    const duplex = { allowHalfOpen, ...marks, emitClose: false, decodeStrings: false }
    super(duplex as never, undefined as never) // of Duplex: see below
    this.#options = options
    if (options.handle) this.open(options.handle)
    else if (options.fd !== undefined) {
      this.open(Berkeley.adopt(options.fd))
      if (readable === false) this.push(null)
      if (writable === false) this.end()
    }
    if (signal) addAbortSignal(signal, this)
  }

  /** Makes this object the stream of a connected socket. */
  open(socket: Berkeley): void {
    const { allowHalfOpen, highWaterMark } = this.#options
    const { timeout } = this
    const parent: unknown = Object.getPrototypeOf(SocketStream)
    const existing = (): this => this
    // What super() of SocketStream creates is this object, which exists already.
    Object.setPrototypeOf(SocketStream, new Proxy(Object, { construct: existing }))
    this.berkeley = socket
    this.#isOpen = true
    this.#connects = false
    try {
      socket.stream({ allowHalfOpen: allowHalfOpen ?? false, highWaterMark })
    } finally {
      Object.setPrototypeOf(SocketStream, parent as object)
    }
    clearTimeout(this.#timer)
    if (timeout) super.setTimeout(timeout)
    if (!this.#refed) super.unref()
    for (const set of this.#settings.splice(0)) set()
    const { noDelay, keepAlive, keepAliveInitialDelay } = this.#options
    if (noDelay) this.setNoDelay(true)
    if (keepAlive) this.setKeepAlive(true, keepAliveInitialDelay)
  }

  override get connecting(): boolean {
    return this.#connects
  }

  override get pending(): boolean {
    return this.#isOpen ? super.pending : true
  }

  override get readyState(): SocketStream['readyState'] {
    return this.#connects ? ('opening' as never) : super.readyState
  }

  get bufferSize(): number {
    return this.writableLength
  }

  override get bytesWritten(): number {
    if (this.#isOpen) return super.bytesWritten
    const written = [...this.#waiting, ...(this.writableBuffer ?? [])]
    return written.reduce((sum, piece) => sum + lengthOfPiece(piece), 0)
  }

  override address(): ReturnType<SocketStream['address']> {
    return this.#isOpen ? super.address() : {}
  }

  override connect(...given: unknown[]): this {
    const [options, callback] = normalized(given)
    if (this.#isOpen) throw failure(Error, 'ERR_ONE_CONNECTION', 'A stream is of one connection')
    if (this.destroyed) return this
    if (callback) this.once('connect', callback)
    this.#options = { ...this.#options, ...options, allowHalfOpen: this.allowHalfOpen }
    this.#connects = true
    try {
      connectTo(this, options)
    } catch (error) {
      this.#connects = false
      throw error
    }
    return this
  }

  /** A socket of connect.ts has connected. */
  connected(socket: Berkeley): void {
    this.open(socket)
    this.emit('connect')
    this.emit('ready')
  }

  /** The socket that is being connected: destroying this one closes it. */
  attempt(socket: Berkeley): void {
    this.berkeley = socket
    if (!this.#refed) socket.unref()
  }

  override setTimeout(milliseconds: number, listener?: () => void): this {
    if (this.#isOpen || this.destroyed) return super.setTimeout(milliseconds, listener)
    clearTimeout(this.#timer)
    this.timeout = milliseconds
    if (milliseconds > 0) {
      this.#timer = setTimeout(() => this.emit('timeout'), milliseconds).unref()
      if (listener) this.once('timeout', listener)
    } else if (listener) this.off('timeout', listener)
    return this
  }

  override setNoDelay(on?: boolean): this {
    return this.#set(() => super.setNoDelay(on))
  }

  override setKeepAlive(on?: boolean, delay?: number): this {
    return this.#set(() => super.setKeepAlive(on, delay))
  }

  override setTypeOfService(tos: number): this {
    return this.#set(() => super.setTypeOfService(tos))
  }

  #set(set: () => void): this {
    if (this.#isOpen) set()
    else this.#settings.push(set)
    return this
  }

  override ref(): this {
    this.#refed = true
    this.berkeley?.ref()
    return this
  }

  override unref(): this {
    this.#refed = false
    this.berkeley?.unref()
    return this
  }

  override resetAndDestroy(): this {
    if (this.#isOpen) return super.resetAndDestroy()
    if (this.#connects) return this.once('connect', () => super.resetAndDestroy())
    return this.destroy(failure(Error, 'ERR_SOCKET_CLOSED', 'Socket is closed'))
  }

  override _read(): void {
    if (this.#isOpen) super._read()
    else
      this.once('connect', () => {
        super._read()
      })
  }

  override _write(chunk: Piece['chunk'], encoding: BufferEncoding, callback: Callback): void {
    this.#waiting = [{ chunk, encoding }]
    this.#whenOpen(callback, (done) => {
      super._write(chunk, encoding, done)
    })
  }

  override _writev(writes: Piece[], callback: Callback): void {
    this.#waiting = writes
    this.#whenOpen(callback, (done) => {
      super._writev(writes, done)
    })
  }

  #whenOpen(callback: Callback, write: (done: Callback) => void): void {
    const done: Callback = (error) => {
      callback(error && asOfNet(error))
    }
    if (this.#isOpen) {
      write(done)
      return
    }
    const closed = (): void => {
      callback(
        failure(
          Error,
          'ERR_SOCKET_CLOSED_BEFORE_CONNECTION',
          'Socket closed before the connection was established',
        ),
      )
    }
    this.once('connect', () => {
      this.off('close', closed)
      write(done)
    })
    this.once('close', closed)
  }

  override _final(callback: Callback): void {
    if (this.#connects)
      this.once('connect', () => {
        super._final(callback)
      })
    else if (this.#isOpen) super._final(callback)
    else callback()
  }

  /** What the stream reports is told as net tells it. */
  override destroy(error?: Error): this {
    return super.destroy(error && asOfNet(error))
  }

  override _destroy(error: Error | null, callback: Callback): void {
    clearTimeout(this.#timer)
    this.#connects = false
    if (this.#isOpen) super._destroy(error, callback)
    else {
      this.berkeley?.close()
      callback(error)
      process.nextTick(() => this.emit('close', error !== null))
    }
    this.server?.lost()
  }
}

// The constructor creates a Duplex; the methods are those of the stream, which loads Duplex when the
// first is created.
new Duplex().destroy()
Object.setPrototypeOf(NetSocket, Duplex)
Object.defineProperty(NetSocket, 'name', { value: 'Socket' })
// Servers of http and http2 have connections of Node's own, and tests ask what they are.
Object.defineProperty(NetSocket, Symbol.hasInstance, {
  value: (it: unknown) => it instanceof SocketStream || it instanceof net.Socket,
})

export type Socket = NetSocket
/** As net.Socket, it may be called without `new`. */
export const Socket = new Proxy(NetSocket, {
  apply: (Kind, _this, given: [Options?]) => new Kind(...given),
})

/** The arguments of connect() and listen() as net reads them. */
export function normalized(given: unknown[]): [Options, (() => void) | null] {
  const first = given[0]
  if (Array.isArray(first)) return first as never // done already
  const { _normalizeArgs } = net as unknown as { _normalizeArgs: (given: unknown[]) => never }
  return _normalizeArgs(given)
}

function invalid(name: string, why: string, value: unknown): Error {
  const shown = typeof value === 'string' ? `'${value}'` : String(value)
  return failure(
    TypeError,
    'ERR_INVALID_ARG_VALUE',
    `The property '${name}' ${why}. Received ${shown}`,
  )
}
