import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import assert from 'node:assert/strict'
import http from 'node:http'
import { connect, createServer, Socket as NodeSocket } from 'node:net'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'

// What has no descriptor to borrow, and where or when there is one.

const borrow = (source: unknown): Socket => Socket.borrow(source as number)

function refused(source: unknown, message: string): void {
  assert.throws(() => borrow(source), { name: 'TypeError', message })
}

test('a socket that is connecting says which event to wait for, one that is closed that it is', () => {
  const socket = connect({ port: 1, host: 'never.invalid', lookup: () => undefined })

  refused(
    socket,
    "Cannot borrow from a Socket without a descriptor: it is connecting: wait for 'connect'",
  )
  socket.destroy()
  refused(socket, 'Cannot borrow from a Socket without a descriptor: it is closed')
})

const IDLE: readonly [source: unknown, message: string][] = [
  [
    new NodeSocket(),
    'Cannot borrow from a Socket without a descriptor: it must be connected, bound or listening, and not closed',
  ],
  [
    createServer(),
    "Cannot borrow from a Server without a descriptor: it must listen: wait for 'listening'",
  ],
  [
    http.globalAgent,
    "Cannot borrow from an Agent without a descriptor: an agent has many sockets; borrow from a request's, which the request's 'socket' event has",
  ],
  [
    {},
    'Cannot borrow from an object without a descriptor: it must be connected, bound or listening, and not closed',
  ],
  ['x', "Cannot borrow from 'x': give a descriptor, a socket or a server"],
]

for (const [source, message] of IDLE)
  test(`misuse is named: ${message}`, () => {
    refused(source, message)
  })

test('a dgram socket without a port, or closed, says which event to wait for', () => {
  const socket = createSocket('udp4')
  const message =
    "Cannot borrow from a Socket without a descriptor: it must be bound and not closed: wait for 'listening'"

  refused(socket, message)
  socket.close()
  refused(socket, message)
})

test('a request and a response of http say which socket to borrow from', async (t) => {
  const server = http.createServer((request, response) => {
    unsent.push(new http.ServerResponse(request))
    response.end()
  })
  const unsent: http.ServerResponse[] = []
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }

  const request = http.get({ host: '127.0.0.1', port, agent: false })
  refused(
    request,
    "Cannot borrow from a ClientRequest without a descriptor: it has no socket yet: its 'socket' event has it",
  )
  await once(request, 'socket')
  refused(
    request,
    "Cannot borrow from a ClientRequest without a descriptor: borrow from its socket, after the socket's 'connect' event",
  )
  const [received] = (await once(request, 'response')) as unknown[]

  for (const [source, name] of [
    [request, 'a ClientRequest'],
    [received, 'an IncomingMessage'],
  ] as const)
    refused(source, `Cannot borrow from ${name} without a descriptor: borrow from its socket`)
  using borrowed = borrow(request.socket)
  assert.equal(borrowed.type, 'SOCK_STREAM')
  await once(request.destroy(), 'close')
  refused(request, 'Cannot borrow from a ClientRequest without a descriptor: it is closed')
  refused(
    unsent[0],
    'Cannot borrow from a ServerResponse without a descriptor: it must be connected, bound or listening, and not closed',
  )
})

for (const [what, source] of Object.entries({
  'a server': { listening: true },
  'a connection': { readyState: 'open', pending: false },
  'a request': { socket: { readyState: 'open', pending: false } },
  'a socket of dgram': { setMulticastTTL: () => undefined, address: () => ({}) },
}))
  test(`${what} that is open, but tells no descriptor, as in other runtimes, is not told to open`, () => {
    assert.throws(() => borrow(source), /: it is open, but .+ does not reveal its descriptor$/)
  })
