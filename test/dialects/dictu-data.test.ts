import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBytes, Socket, toBytes } from '../../src/dialects/dictu.ts'
import { constants, pollSync } from '../../src/index.ts'
import { startNode } from '../support/node-program.ts'
import { amongSignals } from '../support/signals.ts'
import { until } from '../support/until.ts'
import { connected, Held, listening, made, stream } from './dictu-sockets.ts'

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)

test('write and recv carry every byte, and count bytes', (t) => {
  const { one, other } = connected(t)

  assert.equal(one.write(fromBytes(EVERY_BYTE)), 256)
  assert.deepEqual([...toBytes(other.recv(4096) ?? '')], [...EVERY_BYTE])
  assert.equal(one.write('żółw 👋\0'), 13)
  const text = (other.recv(1) ?? '') + (other.recv(5) ?? '') + (other.recv(100) ?? '')
  assert.equal(fromBytes(toBytes(text)), 'żółw 👋\0')
  assert.equal(one.write(''), 0)
  assert.equal(one.write('\ud800'), 3)
  assert.deepEqual([...toBytes(other.recv(10) ?? '')], [0xef, 0xbf, 0xbd])
})

test('recv returns what is queued, however much is requested, and "" at the end', (t) => {
  const { one, other } = connected(t)
  const data = fromBytes(Buffer.alloc(200_000, EVERY_BYTE))
  assert.equal(one.write(data), 200_000)
  one.close()

  const got: string[] = []
  for (let text = other.recv(2 ** 40); text; text = other.recv(2 ** 40)) got.push(text)

  assert.equal(got.join(''), data)
  assert.ok(got.length < 20, `${got.length} calls`) // TCP delivers it in some parts
  assert.equal(other.recv(2048), '')
  assert.equal(other.recv(0), '')
})

test('recv(0) takes nothing from a stream', (t) => {
  const { one, other } = connected(t)
  one.write('abc')

  assert.equal(other.recv(0), '')
  assert.equal(other.recv(-0.5), '')
  assert.equal(other.recv(3.9), 'abc')
})

test('a refused socket may try again, and reports each refusal', () => {
  using server = new Held()
  using client = new Held()
  server.socket.bind('127.0.0.1', 0)
  for (let i = 0; i < 3; i++) {
    Socket.errno = 0

    assert.equal(client.socket.connect('127.0.0.1', server.port), null)

    assert.equal(Socket.errno, constants.ECONNREFUSED)
  }
  server.socket.listen()

  assert.equal(client.socket.connect('127.0.0.1', server.port), true)
  assert.equal(client.socket.connect('127.0.0.1', server.port), null)
  assert.equal(Socket.errno, constants.EISCONN)
})

test('recv of a negative length fails immediately, and takes nothing', (t) => {
  const { one, other } = connected(t)
  for (const queued of ['', 'abc']) {
    one.write(queued)
    Socket.errno = 0

    assert.equal(other.recv(-1), null)
    assert.equal(other.recv(-(2 ** 40)), null)

    assert.equal(Socket.errno, constants.EINVAL)
  }
  assert.equal(other.recv(4), 'abc')
})

test('recv(0) waits for data', (t) => {
  using server = listening()
  startNode(
    t,
    `const socket = net.connect(+args[0], '127.0.0.1', () =>
      setTimeout(() => socket.write('abc'), 100))`,
    server.port,
  )
  using accepted = new Held(() => server.socket.accept())

  assert.equal(accepted.socket.recv(0), '')

  const [ready] = pollSync([{ socket: accepted.core, events: constants.POLLIN }], 0)
  assert.equal(ready?.revents, constants.POLLIN)
})

test('calls that signals interrupt continue', async (t) => {
  using server = listening()

  await amongSignals(() => {
    startNode(
      t,
      `const later = (call) => setTimeout(call, 150)
       later(() => {
         const socket = net.connect(+args[0], '127.0.0.1', () => later(() => socket.end('there')))
       })`,
      server.port,
    )
    const accepted = made(server.socket.accept())
    const text = accepted.recv(100)
    accepted.close()
    assert.equal(text, 'there')
  })
})

test('a write to a dead peer fails, and the process continues', (t) => {
  const { one, other } = connected(t)
  other.write('unread, so that close resets')
  other.close()

  until(() => one.write('again') === null)

  assert.ok([32, 104].includes(Socket.errno), Socket.strerror())
  assert.equal(one.write('third'), null)
  assert.equal(Socket.errno, 32)
})

test('a write that fails midway returns how much was sent, and the next call reports why', async (t) => {
  const server = startNode(
    t,
    `net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
      .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`,
  )
  const port = Number(await server.line)
  const data = 'x'.repeat(64_000_000)

  for (const [next, errno] of [
    ['recv', 104],
    ['write', 104],
  ] as const) {
    using held = new Held()
    assert.ok(held.socket.connect('127.0.0.1', port), Socket.strerror())
    Socket.errno = 0

    const sent = held.socket.write(data)

    assert.ok(sent !== null && sent > 0 && sent < data.length, `${sent} bytes`)
    assert.equal(Socket.errno, 0)
    assert.equal(next === 'recv' ? held.socket.recv(10) : held.socket.write('more'), null)
    assert.equal(Socket.errno, errno)
    assert.equal(held.socket.write('more'), null)
    assert.equal(Socket.errno, 32)
    assert.equal(held.socket.recv(10), '')
  }
})

test('a peer of Node’s own gets back what it sent, byte for byte', async (t) => {
  using server = listening()
  const client = startNode(
    t,
    `const sent = require('node:crypto').randomBytes(3_000_000), got = []
     const socket = net.connect(+args[0], '127.0.0.1', () => console.log('connected'))
     socket.end(sent).on('data', (data) => got.push(data))
     socket.on('end', () => console.log(Buffer.concat(got).equals(sent)))`,
    server.port,
  )
  assert.equal(await client.line, 'connected')

  const accepted = made(server.socket.accept())
  // Receives everything first: this thread cannot send and receive at once, and the
  // peer might not read.
  let all = ''
  for (let got = accepted.recv(4096); got; got = accepted.recv(4096)) all += got
  assert.equal(accepted.write(all), 3_000_000)
  accepted.close()

  assert.equal(await client.output, 'connected\ntrue\n')
})

test('datagrams keep their boundaries; recv(0) consumes one', () => {
  const datagrams = () => Socket.create(Socket.AF_INET, Socket.SOCK_DGRAM)
  using sender = new Held(datagrams)
  using receiver = new Held(datagrams)
  const [one, other] = [sender.socket, receiver.socket]
  assert.equal(other.bind('127.0.0.1', 0), true)
  assert.equal(one.write('to nobody'), null)
  assert.deepEqual([Socket.errno, Socket.strerror()], [89, 'Destination address required'])
  assert.equal(one.connect('127.0.0.1', receiver.port), true)

  for (const text of ['one', 'two', '', 'three', 'four']) assert.equal(one.write(text), text.length)

  assert.equal(other.recv(100), 'one')
  assert.equal(other.recv(0), '')
  assert.equal(other.recv(100), '')
  assert.equal(other.recv(3), 'thr')
  assert.equal(other.recv(2 ** 40), 'four')
  assert.equal(one.write('x'.repeat(70_000)), null)
  assert.deepEqual([Socket.errno, Socket.strerror()], [90, 'Message too long'])
})

test('a receive fails if the peer resets the connection', async (t) => {
  const server = startNode(
    t,
    `net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
      .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`,
  )
  const socket = made(stream())
  t.after(() => socket.close())
  assert.ok(socket.connect('127.0.0.1', Number(await server.line)), Socket.strerror())

  assert.equal(socket.write('x'), 1)

  assert.equal(socket.recv(2048), null)

  assert.deepEqual([Socket.errno, Socket.strerror()], [104, 'Connection reset by peer'])
})
