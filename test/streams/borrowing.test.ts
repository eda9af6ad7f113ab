import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { connect as tlsConnect, createServer as createTlsServer } from 'node:tls'
import { constants, listen, Socket } from '../../src/index.ts'
import { closing, tcpPair } from '../support/kinds.ts'
import { closed } from '../support/stream-pairs.ts'
import { tlsClient, tlsServer } from '../support/tls.ts'

test('a stream is borrowed from as its socket is, until it is closed', async (t) => {
  const [socket] = tcpPair(t)
  const stream = socket.stream()
  const borrowed = closing(t, Socket.borrow(stream))

  borrowed.setOption('TCP_USER_TIMEOUT', 5000)

  assert.equal(socket.getOption('TCP_USER_TIMEOUT'), 5000)
  assert.equal(borrowed.fd, socket.fd)
  assert.deepEqual(borrowed.remoteAddress, socket.remoteAddress)
  assert.throws(() => borrowed.stream(), {
    message: 'The socket receives through its stream(): use that alone',
  })
  const end = closed(stream)
  stream.destroy()
  await end
  assert.throws(() => borrowed.getOption('TCP_INFO'), { code: 'ERR_SOCKET_CLOSED' })
  assert.throws(() => Socket.borrow(stream), {
    name: 'TypeError',
    message: 'Cannot borrow from a SocketStream without a descriptor: it is closed',
  })
})

test('a handler of http borrows from the socket of its request, over a stream', async (t) => {
  const listener = closing(t, await listen({ host: '127.0.0.1', port: 0 }))
  const server = createServer((request, response) => {
    const { state } = Socket.borrow(request.socket).getOption('TCP_INFO')
    response.end(String(state === constants.TCP_ESTABLISHED))
  })
  const accepting = listener.accept()
  const { port } = listener.localAddress
  const asked = once(get({ host: '127.0.0.1', port, agent: false }), 'response')
  const connection = closing(t, await accepting)
  server.emit('connection', connection.stream({ allowHalfOpen: true }))

  const [response] = (await asked) as [IncomingMessage]

  assert.equal(await text(response), 'true')
})

test('TLS over a stream is borrowed from as the socket beneath it is', async (t) => {
  const [one, other] = tcpPair(t)
  const server = createTlsServer(tlsServer)
  const accepted = once(server, 'secureConnection')
  server.emit('connection', one.stream({ allowHalfOpen: true }))
  const client = tlsConnect({ ...tlsClient, socket: other.stream() })
  const [serving] = (await accepted) as [typeof client]
  t.after(() => client.destroy())

  assert.equal(Socket.borrow(serving).fd, one.fd)
  assert.equal(Socket.borrow(client).fd, other.fd)
  assert.throws(() => Socket.borrow(client).stream(), {
    message: 'The socket receives through its stream(): use that alone',
  })
})
