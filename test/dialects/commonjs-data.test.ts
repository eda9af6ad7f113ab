import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AF_INET,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SOCK_DGRAM,
  Socket,
} from '../../src/dialects/commonjs.ts'
import { closing } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'
import { connected } from './commonjs-sockets.ts'
import { until } from '../support/until.ts'

test('send accepts bytes in every form, and sends all of them', (t) => {
  const [one, other] = connected(t)
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)

  assert.equal(one.send(all), 256)
  assert.deepEqual([...other.receive()], [...all])
  for (const [data, expected] of [
    ['żółw\0', Buffer.from('żółw\0')],
    [Buffer.of(0, 255), Buffer.of(0, 255)],
    [Uint16Array.of(0x0102), Buffer.of(2, 1)],
    [new DataView(all.buffer, 7, 2), Buffer.of(7, 8)],
    [all.buffer.slice(1, 3), Buffer.of(1, 2)],
    [new Uint8Array(new SharedArrayBuffer(3)), Buffer.alloc(3)],
  ] as const) {
    assert.equal(one.send(data), expected.length)
    assert.deepEqual(other.receive(), expected)
  }
  assert.equal(one.send(''), 0)
})

test('send sends everything to a slow reader, and receive returns the requested number of bytes', async (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0))
  const client = startNode(
    t,
    `let sum = 0, length = 0
     net.connect(args[0], '127.0.0.1').on('data', function (data) {
       for (const byte of data) sum = (sum + byte) % 65521
       length += data.length
       this.pause()
       setImmediate(() => this.resume())
     }).on('end', () => console.log(length, sum))`,
    server.listen().localPort ?? 0,
  )
  const bytes = new Uint8Array(8_000_000)
  let sum = 0
  for (let i = 0; i < bytes.length; i++) sum = (sum + (bytes[i] = (i * 7) & 255)) % 65521

  const peer = closing(t, server.accept())
  assert.equal(peer.send(bytes), 8_000_000)
  peer.close()

  assert.equal(await client.line, `8000000 ${sum}`)
})

test('receive returns at most the requested number of bytes, and nothing if none are requested', (t) => {
  const [one, other] = connected(t)
  one.send('abcdefg')

  assert.equal(other.receive(0).length, 0)
  assert.equal(String(other.receive(2.9)), 'ab')
  assert.equal(String(other.receive(null)), 'cdefg')
  one.send(new Uint8Array(100_000))
  let length = 0
  while (length < 100_000) length += other.receive(Number.POSITIVE_INFINITY).length
  assert.equal(length, 100_000)
})

test('a datagram is truncated to the requested size, and the rest is lost', (t) => {
  const a = closing(t, new Socket(AF_INET, SOCK_DGRAM).bind('127.0.0.1', 0))
  const b = closing(t, new Socket(AF_INET, SOCK_DGRAM).connect('127.0.0.1', a.localPort))
  for (const text of ['long one', 'two', '', 'four']) b.send(text)

  assert.equal(String(a.receive(4)), 'long')
  assert.equal(String(a.receiveFrom(1e9).data), 'two')
  assert.equal(a.receive().length, 0)
  assert.deepEqual(a.receiveFrom(0), { ip_address: '', address: '', port: null, data: Buffer.of() })
  assert.equal(String(a.receive(1e6)), 'four')
  assert.equal(b.isConnected, true)
  assert.equal(a.isWritable, true)
  assert.throws(() => a.send('x'), { code: 'EDESTADDRREQ' })
})

test('isReadable and isWritable report one message, a full queue, and the end', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0))
  const fresh = closing(t, new Socket())
  assert.deepEqual([fresh.isReadable, fresh.isWritable], [false, false])
  server.listen()
  assert.deepEqual([server.isReadable, server.isWritable], [false, false])
  const one = closing(t, new Socket().connect('127.0.0.1', server.localPort))
  until(() => server.isReadable)
  assert.deepEqual([server.isReadable, server.isWritable], [true, false])
  const other = closing(t, server.accept())

  assert.equal(other.isReadable, false)
  one.send('message')
  until(() => other.isReadable)
  other.receive()
  assert.equal(other.isReadable, false)

  one.blocking = false
  assert.equal(one.isWritable, true)
  let sent = 0
  until(() => {
    assert.throws(
      () => {
        for (;;) sent += one.send(new Uint8Array(1_000_000))
      },
      { code: 'EAGAIN' },
    )
    return !one.isWritable
  })
  while (sent > 0) sent -= other.receive().length

  one.shutdown(SHUT_WR)
  until(() => other.isReadable)
  assert.equal(other.receive().length, 0)
  assert.equal(other.isConnected, true)
})

test('shutdown of one direction leaves the other, and forbids its own', (t) => {
  const [one, other] = connected(t)
  one.send('before')

  one.shutdown(SHUT_WR).shutdown('SHUT_WR')
  assert.throws(() => one.send('x'), { code: 'EPIPE', message: 'Broken pipe' })
  assert.throws(() => one.sendTo('127.0.0.1', 1, 'x'), { code: 'EPIPE' })
  assert.equal(one.isWritable, false)
  assert.equal(one.isConnected, true)
  other.send('late')
  assert.equal(String(one.receive()), 'late')
  assert.equal(String(other.receive()), 'before')
  assert.equal(other.receive().length, 0)

  other.send('unread')
  one.shutdown(SHUT_RD)
  assert.throws(() => one.receive(), { code: 'ESHUTDOWN' })
  assert.throws(() => one.receiveFrom(), { code: 'ESHUTDOWN' })
  assert.deepEqual([one.isConnected, one.isReadable], [false, false])
  one.shutdown()
})

test('shutdown without an argument ends both directions; later ones are accepted', (t) => {
  const [one, other] = connected(t)

  one.shutdown()
  other.shutdown(SHUT_WR)
  for (const what of [SHUT_RD, SHUT_WR, SHUT_RDWR, undefined, null]) one.shutdown(what)
  other.shutdown()

  assert.throws(() => one.send('x'), { code: 'EPIPE' })
  assert.throws(() => other.receive(), { code: 'ESHUTDOWN' })
})

test('a refused shutdown leaves the socket unchanged', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  const client = closing(t, new Socket())

  assert.throws(() => client.shutdown(), { code: 'ENOTCONN' })
  client.connect('127.0.0.1', server.localPort)

  assert.equal(client.send('x'), 1)
})

test('after both directions have ended, receiveFrom still knows the peer', (t) => {
  const [one, other] = connected(t)
  const port = other.localPort
  one.shutdown(SHUT_WR)
  other.send('rest')
  other.receive()
  other.close()

  assert.deepEqual(one.receiveFrom(), {
    ip_address: '127.0.0.1',
    address: '127.0.0.1',
    port,
    data: Buffer.from('rest'),
  })
  assert.equal(one.receiveFrom().data.length, 0)
})

test('a peer that is gone is an error, and never a signal', (t) => {
  const [one, other] = connected(t)
  other.setOption('SO_LINGER', 0)
  other.close()

  assert.throws(() => one.receive(), { code: 'ECONNRESET' })
  assert.throws(() => one.send('x'), { code: 'EPIPE' })
  assert.throws(() => one.write('x'), { code: 'EPIPE' })
  assert.deepEqual([one.isConnected, one.isWritable, one.remotePort], [false, false, null])
})
