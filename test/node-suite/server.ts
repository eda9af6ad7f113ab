import { rmSync } from 'node:fs'
import dns from 'node:dns'
import { EventEmitter } from 'node:events'
import net from 'node:net'
import { asOfNet, failure } from './failure.ts'
import { anyPort, checkedPort, ipv4, ipv6, lookedUpNow, namesOf, ready } from './listener.ts'
import { normalized, type Options, Socket } from './socket.ts'
import { Socket as Berkeley } from '../../src/index.ts'

/** What createServer() takes. */
interface ServerOptions {
  allowHalfOpen?: boolean
  pauseOnConnect?: boolean
  noDelay?: boolean
  keepAlive?: boolean
  keepAliveInitialDelay?: number
  highWaterMark?: number
  blockList?: net.BlockList
}

/** `net.Server` over a listening socket; each connection is a stream of its own. */
class NetServer extends EventEmitter {
  maxConnections: number | undefined
  dropMaxConnection = true
  readonly allowHalfOpen: boolean
  readonly pauseOnConnect: boolean
  readonly #options: ServerOptions
  #listener: Berkeley | undefined
  #path: string | undefined
  #waits = false
  #refed = true
  #connections = 0

  constructor(given?: ServerOptions | ((socket: Socket) => void) | null, listener?: unknown) {
    const options = typeof given === 'function' ? {} : (given ?? {})
    if (typeof options !== 'object') {
      const text = `The "options" argument must be of type object. Received ${typeof given}`
      throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', text)
    }
    super({ captureRejections: EventEmitter.captureRejections })
    this.#options = options
    this.allowHalfOpen = options.allowHalfOpen ?? false
    this.pauseOnConnect = options.pauseOnConnect ?? false
    const listens = typeof given === 'function' ? given : listener
    if (typeof listens === 'function') this.on('connection', listens as () => void)
  }

  get listening(): boolean {
    return this.#listener !== undefined
  }

  listen(...given: unknown[]): this {
    const [options, callback] = normalized(given)
    if (this.#listener || this.#waits) {
      const text = 'Listen method has been called more than once without closing.'
      throw failure(Error, 'ERR_SERVER_ALREADY_LISTEN', text)
    }
    if (callback) this.once('listening', callback)
    const { signal } = options
    if (signal) {
      if (signal.aborted) process.nextTick(() => this.close())
      else signal.addEventListener('abort', () => this.close())
    }
    const { port, path, fd, host } = options
    const backlog = options['backlog'] as number | undefined
    if (typeof fd === 'number' && fd >= 0) this.#open(() => Berkeley.adopt(fd), `fd ${fd}`)
    else if (port !== undefined || anyPort(given[0]))
      this.#listenTo(checkedPort(anyPort(given[0]) ? 0 : port), host, options, backlog)
    else if (typeof path === 'string') this.#listenAt(path, backlog)
    else {
      const text = `The property 'options' must have the property "port" or "path".`
      throw failure(TypeError, 'ERR_INVALID_ARG_VALUE', text)
    }
    return this
  }

  #listenAt(path: string, backlog?: number): void {
    this.#path = path
    const create = (): Berkeley => ready(new Berkeley('AF_UNIX'), { path }, backlog)
    this.#open(create, path)
  }

  #listenTo(port: number, host: string | undefined, options: Options, backlog?: number): void {
    if (!host) {
      const everywhere = (): Berkeley => ready(ipv6(), { address: '::', port }, backlog)
      this.#open(everywhere, '::', port)
      return
    }
    this.#waits = true
    const lookedUp = (error: Error | null, address: string, family: number): void => {
      if (!this.#waits) return // closed meanwhile
      this.#waits = false
      if (error) {
        this.emit('error', error)
        return
      }
      const only = options['ipv6Only'] === true
      const create = (): Berkeley => {
        const socket = family === 6 ? ipv6(only) : ipv4()
        if (options['reusePort']) socket.setOption('SO_REUSEPORT', true)
        return ready(socket, { address, port }, backlog)
      }
      this.#open(create, address, port)
    }
    if (net.isIP(host)) {
      this.#waits = false
      lookedUpNow(host, lookedUp, () => (this.#waits = true))
    } else dns.lookup(host, lookedUp)
  }

  #open(create: () => Berkeley, address: string, port?: number): void {
    try {
      this.#listener = create()
    } catch (error) {
      process.nextTick(() =>
        this.emit('error', asOfNet(error as Error, 'listen', { address, port })),
      )
      return
    }
    if (!this.#refed) this.#listener.unref()
    void this.#acceptAll(this.#listener)
    const opened = this.#listener
    process.nextTick(() => {
      if (this.#listener === opened) this.emit('listening')
    })
  }

  async #acceptAll(listener: Berkeley): Promise<void> {
    try {
      for await (const connection of listener.connections())
        process.nextTick(() => {
          this.#accepted(connection)
        })
    } catch {
      // closed
    }
  }

  #accepted(connection: Berkeley): void {
    const { maxConnections } = this
    if (maxConnections !== undefined && this.#connections >= maxConnections) {
      const { address, port, family } = namesOf(connection, 'localAddress')
      const of = namesOf(connection, 'remoteAddress')
      const local = { localAddress: address, localPort: port, localFamily: family }
      const remote = { remoteAddress: of.address, remotePort: of.port, remoteFamily: of.family }
      connection.close()
      this.emit('drop', { ...local, ...remote })
      return
    }
    const { address = '', family } = namesOf(connection, 'remoteAddress')
    const kind = family === 'IPv6' ? 'ipv6' : 'ipv4'
    if (this.#options.blockList?.check(address, kind)) {
      connection.close()
      return
    }
    const { pauseOnConnect, ...options } = this.#options
    const socket = new Socket({ ...options, handle: connection })
    if (pauseOnConnect) socket.pause()
    socket.server = this
    Object.assign(socket, { _server: this })
    this.#connections++
    this.emit('connection', socket)
  }

  /** One of its connections is closed. */
  lost(): void {
    this.#connections--
    this.#closeIfDrained()
  }

  address(): ReturnType<net.Server['address']> {
    if (this.#path !== undefined && this.#listener) return this.#path
    return this.#listener ? (namesOf(this.#listener, 'localAddress') as net.AddressInfo) : null
  }

  getConnections(callback: (error: Error | null, count: number) => void): this {
    const count = this.#connections
    process.nextTick(() => {
      callback(null, count)
    })
    return this
  }

  close(callback?: unknown): this {
    if (typeof callback === 'function') {
      const done = callback as (error?: Error) => void
      if (this.#listener) this.once('close', done)
      else {
        const error = failure(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')
        this.once('close', () => {
          done(error)
        })
      }
    }
    this.#waits = false
    if (this.#listener && this.#path !== undefined) rmSync(this.#path, { force: true })
    this.#listener?.close()
    this.#listener = undefined
    this.#closeIfDrained()
    return this
  }

  #closeIfDrained(): void {
    if (this.#listener || this.#connections > 0) return
    process.nextTick(() => {
      if (!this.#listener && this.#connections === 0) this.emit('close')
    })
  }

  ref(): this {
    this.#refed = true
    this.#listener?.ref()
    return this
  }

  unref(): this {
    this.#refed = false
    this.#listener?.unref()
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#listener) return
    await new Promise((resolve) => this.close(resolve))
  }

  [Symbol.for('nodejs.rejection')](error: Error, event: string, socket?: Socket): void {
    if (event === 'connection') socket?.destroy(error)
    else this.emit('error', error)
  }
}

Object.defineProperty(NetServer, 'name', { value: 'Server' })

export type Server = NetServer
/** As net.Server, it may be called without `new`. */
export const Server = new Proxy(NetServer, {
  apply: (Kind, _this, given: []) => new Kind(...given),
})
