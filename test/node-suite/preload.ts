// Loaded before a test of Node's: its `net` is the adapter, its `duplexPair` a pair of our streams.

import Module, { registerHooks } from 'node:module'
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

const loader = Module as unknown as { _load: (name: string, ...more: unknown[]) => unknown }
const load = loader._load
loader._load = (name, ...more) =>
  REPLACED.get(name.replace(/^node:/, '')) ?? load.call(Module, name, ...more)

// For tests that are modules: they get what require() returns.
const MODULE = 'replaced:net'
registerHooks({
  resolve: (name, context, next) =>
    /^(node:)?net$/.test(name) && context.parentURL?.endsWith('.mjs') && context.conditions.includes('import')
      ? { url: MODULE, format: 'module', shortCircuit: true }
      : next(name, context),
  load: (url, context, next) =>
    url === MODULE
      ? { format: 'module', source: sourceOf(), shortCircuit: true }
      : next(url, context),
})

function sourceOf(): string {
  return `
    import { createRequire } from 'node:module'
    const net = createRequire('file:///replaced.js')('net')
    export default net
    export const { ${Object.keys(net).join(', ')} } = net`
}
