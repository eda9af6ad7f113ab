import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DictuSocket, Socket } from '../../src/dialects/dictu.ts'
import { cannotCurl, curl } from '../support/curl.ts'
import { startNode } from '../support/node-program.ts'
import { connected, Held, listening, made, stream } from './dictu-sockets.ts'

// The manual's examples, and what its readers are likely to write first.

test('the manual’s create and accept', () => {
  using server = listening()

  const socket = Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)
  socket?.connect('127.0.0.1', server.port)
  const client = server.socket.accept()

  assert.deepEqual([String(socket), String(client)], ['socket', 'socket'])
  assert.notEqual(client, server.socket)
  client?.close()
  assert.equal(socket?.recv(1), '')
  socket.close()
})

test('the manual’s bind prints why it failed', () => {
  using held = new Held()

  assert.equal(
    printed(() => held.socket.bind('host', 10)),
    'Cannot assign requested address',
  )
  assert.equal(
    printed(() => held.socket.bind('127.0.0.1', 0)),
    null,
  )
})

test('the manual’s listen, write, recv and setsockopt print nothing when they succeed', (t) => {
  const { one, other } = connected(t)
  using held = new Held()

  for (const call of [
    () => held.socket.setsockopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR),
    () => held.socket.setsocketopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR),
    () => held.socket.listen(),
    () => one.write('Some Data'),
    () => other.recv(2048),
  ]) {
    assert.equal(printed(call), null, String(call))
  }
})

test('the manual’s listen, write, recv and setsockopt print why they failed', (t) => {
  const { one, other } = connected(t)
  using held = new Held()
  other.close()
  one.write('the peer answers this with a reset')

  for (const [call, text] of [
    [() => held.socket.setsockopt(Socket.SOL_SOCKET, 0xffff), 'Protocol not available'],
    [() => held.socket.recv(2048), 'Transport endpoint is not connected'],
    [() => one.write('Some Data'), 'Broken pipe'],
    [() => other.listen(), 'Bad file descriptor'],
  ] as const) {
    assert.equal(printed(call), text, String(call))
  }
})

test('the manual’s recv prints Success at the end of a stream', (t) => {
  const { one, other } = connected(t)
  one.close()
  Socket.errno = 0

  assert.equal(
    printed(() => other.recv(2048)),
    'Success',
  )
})

test('the manual’s close', () => {
  const held = new Held()
  const { socket } = held

  assert.equal(socket.close(), null)

  assert.throws(() => held.core.localAddress, { name: 'SocketError' })
  assert.equal(socket.listen(), null)
  assert.equal(Socket.errno, 9)
})

test('the manual’s examples are one program', () => {
  const probe = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  assert.ok(!probe.bind('host', 10))
  assert.deepEqual([Socket.errno, Socket.strerror()], [99, 'Cannot assign requested address'])
  probe.close()
  using held = new Held()
  const server = held.socket
  assert.equal(server.setsocketopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR), true)
  assert.equal(server.bind('127.0.0.1', 0), true)
  assert.equal(server.listen(), true)
  const peer = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  assert.equal(peer.connect('127.0.0.1', held.port), true)

  const client = made(server.accept())
  assert.equal(peer.write('Some Data'), 9)
  assert.equal(client.recv(2048), 'Some Data')
  peer.close()
  assert.equal(client.recv(2048), '')
  client.close()
  server.close()
  assert.equal(server.listen(), null)
  assert.equal(Socket.errno, 9)
})

test('a web server of a few lines serves curl, again and again', {
  skip: cannotCurl,
}, async () => {
  using server = listening()
  const url = `http://127.0.0.1:${server.port}/`
  const pages = ['one', 'two', 'three', 'four']
  const fetched = curl(pages.map((page) => url + page))

  for (const page of pages) {
    const client = made(server.socket.accept())
    const [, path = ''] = (client.recv(2048) ?? '').split(' ')
    assert.equal(path, `/${page}`)
    client.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nThis is ${path}.`)
    client.close()
  }

  const stdout = String(await fetched)
  assert.equal(stdout, pages.map((page) => `This is /${page}.`).join(''))
})

test('a relay of a few lines transfers every byte between a client and one of three', async (t) => {
  const echo = `net.createServer((socket) => socket.pipe(socket))
    .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const backEnds = await Promise.all([1, 2, 3].map(() => startNode(t, echo).line))
  using server = new Held()
  server.socket.bind('127.0.0.1', 0)
  server.socket.listen(10000)
  const client = startNode(
    t,
    `const sent = Buffer.from(Array.from({ length: 3 * 256 }, (_, i) => i ^ (i >> 8))), got = []
     const socket = net.connect(+args[0], '127.0.0.1', () => console.log('connected'))
     let next = 0
     const send = (size) => socket.write(sent.subarray(next, next += size))
     socket.on('data', (data) => {
       got.push(data)
       const { length } = Buffer.concat(got)
       if (length === sent.length) socket.end()
       else if (length === next) send(1 + next % 97)
     })
     socket.on('end', () => console.log(Buffer.concat(got).equals(sent)))
     send(1)`,
    server.port,
  )
  assert.equal(await client.line, 'connected')

  const accepted = made(server.socket.accept())
  const upstream = made(stream())
  const chosen = Math.floor(Math.random() * backEnds.length)
  assert.equal(upstream.connect('127.0.0.1', Number(backEnds[chosen])), true)
  for (let data = accepted.recv(2048); data; data = accepted.recv(2048)) {
    accepted.write(receive(upstream, upstream.write(data) ?? assert.fail()))
  }
  upstream.close()
  accepted.close()

  assert.equal(await client.output, 'connected\ntrue\n')
})

/**
 * The output of the manual's `if (!call) { print(Socket.strerror()) }`; null if it prints nothing.
 */
function printed(call: () => unknown): string | null {
  return call() ? null : Socket.strerror()
}

/** Receives this many bytes, one at a time, and joins them: recv may split a character. */
function receive(socket: DictuSocket, bytes: number): string {
  let text = ''
  for (let left = bytes; left > 0; ) {
    const part = socket.recv(1) ?? assert.fail(Socket.strerror())
    assert.equal(part.length, 1)
    text += part
    left--
  }
  return text
}
