// Loaded before a test of Node's: its `net` is the adapter, its `duplexPair` a pair of our streams.

import Module from 'node:module'
import realNet from 'node:net'
import realStream, { type DuplexOptions } from 'node:stream'
import { Socket as Berkeley } from '../../src/index.ts'
import { Server } from './server.ts'
import { normalized, Socket } from './socket.ts'

const connect = (...given: unknown[]): Socket => {
  const [options, callback] = normalized(given)
  const socket = new Socket(options)
  if (options.timeout) socket.setTimeout(options.timeout)
  return socket.connect(...(callback ? [options, callback] : [options]))
}

const net = {
  ...realNet,
  ...{ Socket, Stream: Socket, Server, connect, createConnection: connect },
  createServer: (...given: []) => new Server(...given),
}

/** Bytes only, as a socket has them; Node's also passes on objects. */
const duplexPair = ({ allowHalfOpen = true }: DuplexOptions = {}): Stream[] =>
  Berkeley.pair('AF_UNIX', 'SOCK_STREAM').map((socket) => socket.stream({ allowHalfOpen }))
type Stream = ReturnType<Berkeley['stream']>

const stream = new Proxy(realStream, {
  get: (real, key) => (key === 'duplexPair' ? duplexPair : (Reflect.get(real, key) as unknown)),
})

const REPLACED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['net', net],
  ['stream', stream],
])

/** Of Node 22.15, which @types/node does not know yet. */
interface Loader {
  _load(name: string, ...more: unknown[]): unknown
  registerHooks(hooks: { resolve: Hook<Context>; load: Hook<unknown> }): void
}
type Hook<C> = (name: string, context: C, next: (name: string, context: C) => object) => object
interface Context {
  parentURL?: string
}

const loader = Module as unknown as Loader
const load = loader._load.bind(Module)
loader._load = (name, ...more) => REPLACED.get(name.replace(/^node:/, '')) ?? load(name, ...more)

// Tests that are modules get what require() returns.
const URL_OF_NET = 'replaced:net'
loader.registerHooks({
  resolve: (name, context, next) =>
    /^(node:)?net$/.test(name) && context.parentURL?.endsWith('.mjs')
      ? { url: URL_OF_NET, format: 'module', shortCircuit: true }
      : next(name, context),
  load: (url, context, next) =>
    url === URL_OF_NET
      ? { format: 'module', source: SOURCE, shortCircuit: true }
      : next(url, context),
})

const SOURCE = `
  import { createRequire } from 'node:module'
  const net = createRequire('file:///replaced.js')('net')
  export default net
  export const { ${Object.keys(net).join(', ')} } = net`
