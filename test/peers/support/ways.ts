import { once } from 'node:events'
import type { Socket as NetSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { connect as connectTls, createServer } from 'node:tls'
import { connect, listen, type Socket, SocketError } from '../../../src/index.ts'
import { freePort } from '../../support/free-port.ts'
import { type Closes, closing, portOf } from '../../support/kinds.ts'
import { PATIENCE } from '../../support/patience.ts'
import type { Workplace } from './workplace.ts'

/** The ways to a server. */
export const WAYS = ['TCP', 'Unix', 'TLS'] as const
export type Way = (typeof WAYS)[number]

/** What lies beneath a way: for a server that makes TLS of it by itself. */
export function beneath(way: Way): Way {
  return way === 'TLS' ? 'TCP' : way
}

/** Where a server listens. */
export type Door = { readonly port: number } | { readonly path: string }

/** A stream of this library to a server, beneath TLS if that is the way. */
export async function open(
  way: Way,
  door: Door,
  { certificate }: Workplace,
  ALPNProtocols: string[] = [],
): Promise<Duplex> {
  const stream = (await dial(door)).stream()
  if (way !== 'TLS') return stream
  stream.setNoDelay() // here, because a TLSSocket over a stream of JavaScript does not pass it on
  const names = { servername: 'localhost', ALPNProtocols }
  const secured = connectTls({ socket: stream, ca: certificate.cert, ...names })
  await once(secured, 'secureConnect')
  return secured
}

/** A connection of this library to a server, which may not listen yet: it has just been started. */
export async function dial(door: Door): Promise<Socket> {
  const target = 'path' in door ? door : { host: '127.0.0.1', port: door.port }
  const deadline = performance.now() + PATIENCE
  for (;;) {
    try {
      return await connect(target)
    } catch (error) {
      const early = error instanceof SocketError && /ECONNREFUSED|ENOENT/.test(error.code)
      if (!early || performance.now() > deadline) throw error
      await setTimeout(10)
    }
  }
}

/** A door for a server that is told where to listen. */
export async function freeDoor(way: Way, place: Workplace): Promise<Door> {
  return way === 'Unix' ? { path: place.path(newName()) } : { port: await freePort() }
}

/** Serves connections of this library until the test is over. Returns where. */
export async function serve(
  t: Closes,
  way: Way,
  place: Workplace,
  handle: (stream: Duplex) => void,
): Promise<Door> {
  const path = place.path(newName())
  const listener = closing(
    t,
    await (way === 'Unix' ? listen({ path }) : listen({ host: '127.0.0.1', port: 0 })),
  )
  const { key, cert } = way === 'TLS' ? place.certificate : {}
  const secure = key && createServer({ key, cert }, handle)
  const streams = new Set<Duplex>()
  t.after(() => {
    for (const stream of streams) stream.destroy()
  })
  void accept()
  return way === 'Unix' ? { path } : { port: portOf(listener) }

  async function accept(): Promise<void> {
    for await (const socket of listener.connections()) {
      const stream = socket.stream({ allowHalfOpen: true })
      streams.add(stream.once('close', () => streams.delete(stream)))
      stream.setNoDelay()
      if (secure) secure.emit('connection', stream)
      else handle(stream)
    }
  }
}

let names = 0

function newName(): string {
  return `${names++}.sock`
}

/** For clients whose types want a net.Socket: they use nothing that our stream lacks. */
export function asNetSocket(stream: Duplex): NetSocket {
  return stream as unknown as NetSocket
}
