import assert from 'node:assert/strict'
import { AF_INET, IP_LOCAL, Socket, SOCK_DGRAM, SocketException } from '../../src/dialects/blade.ts'
import { Socket as Core } from '../../src/index.ts'
import { closing, type Closes, portOf } from '../support/kinds.ts'

/** The expected exception: its text, or also the fields it has for a system error. */
export type Expected =
  | string
  | RegExp
  | { message: string; code?: string; errno?: number; syscall?: string; sent?: number }

/** A socket that is closed when the test is over. */
export function make(t: Closes, ...args: Parameters<typeof Socket>): Socket {
  return closing(t, new Socket(...args))
}

/** A server on a loopback port. */
export function listening(t: Closes): Socket {
  const server = make(t)
  server.bind(0)
  server.listen()
  return server
}

/** A client, and the connection that its server accepted. */
export function connected(t: Closes): [client: Socket, accepted: Socket] {
  const server = listening(t)
  const client = make(t)
  client.connect(server.host, server.port)
  return [client, closing(t, server.accept())]
}

/** A client, and a core socket at the other end, which can be passed to a peer's thread. */
export function connectedToCore(t: Closes): [client: Socket, core: Core] {
  using place = new Core('AF_INET')
  place.bind('127.0.0.1:0')
  place.listen()
  const client = make(t)
  client.connect(IP_LOCAL, portOf(place))
  return [client, closing(t, place.acceptSync())]
}

/** A datagram socket on a loopback port. */
export function datagrams(t: Closes): Socket {
  const socket = make(t, AF_INET, SOCK_DGRAM, 0)
  socket.bind(0)
  return socket
}

/** Closes a connection with a reset. */
export function reset(core: Core): void {
  core.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  core.close()
}

/** A closed socket. */
export function closed(): Socket {
  const socket = new Socket()
  socket.close()
  return socket
}

/** Asserts that the call throws this Blade exception. */
export function assertThrows(call: () => unknown, expected: Expected): void {
  assert.throws(call, (error) => {
    assert.ok(error instanceof SocketException, String(error))
    if (expected instanceof RegExp) assert.match(error.message, expected)
    else if (typeof expected === 'string') assert.equal(error.message, expected)
    else {
      for (const [name, value] of Object.entries(expected)) {
        assert.equal(Reflect.get(error, name), value, name)
      }
    }
    return true
  })
}
