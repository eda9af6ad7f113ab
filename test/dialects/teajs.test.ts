import assert from 'node:assert/strict'
import { lookupService } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { Buffer, Socket } from '../../src/dialects/teajs.ts'
import { constants } from '../../src/index.ts'
import { freePort } from '../support/free-port.ts'
import { startNode } from '../support/node-program.ts'
import { PATIENCE } from '../support/patience.ts'
import { bound, bytes, closing, connected, listening, made, peer, text } from './teajs-sockets.ts'
import { noteUses, uses } from './teajs-uses.ts'
import { folderOf } from '../support/folder.ts'

noteUses()

test('the constants are the system’s numbers', () => {
  assert.deepEqual(
    [Socket.PF_INET, Socket.PF_INET6, Socket.PF_UNIX],
    [constants.AF_INET, constants.AF_INET6, constants.AF_UNIX],
  )
  assert.deepEqual([Socket.SOCK_STREAM, Socket.SOCK_DGRAM, Socket.SOCK_RAW], [1, 2, 3])
  assert.deepEqual([Socket.IPPROTO_TCP, Socket.IPPROTO_UDP, Socket.TCP_NODELAY], [6, 17, 1])
  assert.deepEqual(
    [Socket.SO_REUSEADDR, Socket.SO_BROADCAST, Socket.SO_KEEPALIVE, Socket.SO_ERROR],
    [constants.SO_REUSEADDR, constants.SO_BROADCAST, constants.SO_KEEPALIVE, constants.SO_ERROR],
  )
})

test('the numbers of Linux can be used in their place', {
  skip: process.platform === 'linux' ? false : 'other numbers here',
}, (t) => {
  const socket = made(t, 2, 1, 6)

  socket.setOption(2, true).setOption(9, 1).setOption(1, 1)

  assert.deepEqual([socket.family, socket.type, socket.proto], [2, 1, 6])
  assert.deepEqual(
    [2, 9, 1, 4].map((name) => socket.getOption(name)),
    [1, 1, 1, 0],
  )
  assert.deepEqual([Socket.PF_INET, Socket.PF_INET6, Socket.PF_UNIX], [2, 10, 1])
  assert.deepEqual([Socket.SO_REUSEADDR, Socket.SO_BROADCAST], [2, 6])
  assert.deepEqual([Socket.SO_KEEPALIVE, Socket.SO_ERROR], [9, 4])
})

test('getProtoByName knows the usual names', () => {
  const names = ['ip', 'icmp', 'tcp', 'TCP', 'udp', 'ipv6', 'ipv6-icmp']

  assert.deepEqual(
    names.map((name) => Socket.getProtoByName(name)),
    [0, 1, 6, 6, 17, 41, 58],
  )
})

test('getAddrInfo returns the first address', () => {
  assert.equal(Socket.getAddrInfo('localhost'), '127.0.0.1')
  assert.equal(Socket.getAddrInfo('localhost', 0), '127.0.0.1')
  assert.equal(Socket.getAddrInfo('127.0.0.1', Socket.PF_INET), '127.0.0.1')
  assert.equal(Socket.getAddrInfo('0::1', Socket.PF_INET6), '::1')
})

test('getNameInfo returns the name of an address', async () => {
  const { hostname } = await lookupService('127.0.0.1', 80)

  assert.equal(Socket.getNameInfo('127.0.0.1', Socket.PF_INET), hostname)
  assert.equal(Socket.getNameInfo('127.0.0.1'), hostname)
})

test('getHostName returns the name of this machine', () => {
  assert.equal(Socket.getHostName(), hostname())
})

test('the documented calls work in one thread', async (t) => {
  const server = made(t, Socket.PF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP)
  assert.equal(server.setOption(Socket.SO_REUSEADDR, true), server)
  const port = await bound(server, '127.0.0.1')
  assert.equal(server.listen(), server)
  const client = made(t, Socket.PF_INET, Socket.SOCK_STREAM, Socket.getProtoByName('tcp'))

  assert.equal(client.connect(Socket.getAddrInfo('localhost'), port), true)
  assert.deepEqual(client.getPeerName(), ['127.0.0.1', port])
  const read = [server, client]
  assert.equal(Socket.select(read, null, null, PATIENCE), 1)
  assert.deepEqual([0 in read, 1 in read, read.length], [true, false, 2])
  const con = closing(t, server.accept())

  assert.equal(client.send('{"body":"héllo"}'), 17)
  const data = bytes(con.receive(4096))
  assert.equal(String(data), '[Buffer 17]')
  assert.equal(data.toString('utf-8'), '{"body":"héllo"}')
  con.setBlocking(false)
  assert.equal(con.receive(10), false)
  client.close()
  Socket.select([con], null, null, PATIENCE)
  assert.equal(bytes(con.receive(10)).length, 0)
})

test('a datagram is received with its sender', (t) => {
  const [other, port] = peer(t, 'SOCK_DGRAM')
  const a = made(t, Socket.PF_INET, Socket.SOCK_DGRAM, Socket.IPPROTO_UDP).bind('127.0.0.1')
  const b = made(t, Socket.PF_INET, Socket.SOCK_DGRAM, Socket.IPPROTO_UDP).bind('127.0.0.1')

  a.send('where am I?', '127.0.0.1', port)
  const { address } = other.recvFromSync(100)
  const portOfA = address && 'port' in address ? address.port : 0
  assert.equal(b.send(Buffer([1, 2, 255]), '127.0.0.1', portOfA), 3)

  assert.equal(bytes(a.receive(100))[2], 255)
  const [ip, portOfB] = a.getPeerName()
  assert.equal(ip, '127.0.0.1')
  assert.equal(a.send('back', ip, portOfB), 4)
  assert.equal(text(b.receive(100)), 'back')
  assert.deepEqual(b.getPeerName(), ['127.0.0.1', portOfA])
})

test('a connected datagram socket reports its peer, until it has received', (t) => {
  const [other, port] = peer(t, 'SOCK_DGRAM')
  const socket = made(t, Socket.PF_INET, Socket.SOCK_DGRAM)

  assert.equal(socket.connect('127.0.0.1', port), true)
  assert.deepEqual(socket.getPeerName(), ['127.0.0.1', port])
  assert.equal(socket.send(''), 0)

  const { data, address } = other.recvFromSync(100)
  assert.equal(data.length, 0)
  other.sendToSync('cut off', address ?? assert.fail())
  assert.equal(text(socket.receive(3)), 'cut')
  assert.deepEqual(socket.getPeerName(), ['127.0.0.1', port])
})

test('accept returns a blocking socket of the listener’s family, type and proto', async (t) => {
  const { listener, port } = await listening(t)
  const client = made(t, Socket.PF_INET, Socket.SOCK_STREAM)
  listener.setBlocking(false)
  assert.equal(listener.accept(), false)

  client.connect('127.0.0.1', port)
  assert.equal(Socket.select([listener], null, null, PATIENCE), 1)
  listener.proto = 99
  const accepted = closing(t, listener.accept())

  assert.ok(accepted instanceof Socket)
  assert.deepEqual([accepted.family, accepted.type, accepted.proto], [Socket.PF_INET, 1, 99])
  startNode(t, "net.connect(args[0], '127.0.0.1').end('late')", port)
  listener.setBlocking(true)
  const late = closing(t, listener.accept()) // waits
  assert.equal(text(late.receive(100)), 'late')
  assert.equal(bytes(late.receive(100)).length, 0)
})

test('a blocking send sends everything, to a program that does not use this library', async (t) => {
  const program = startNode(
    t,
    `const server = net.createServer((socket) => {
       let sum = 0
       socket.on('data', (part) => { for (const byte of part) sum += byte })
       socket.on('end', () => { console.log('sum ' + sum); server.close() })
     }).listen(0, '127.0.0.1', () => console.log(server.address().port))`,
  )
  const socket = made(t, Socket.PF_INET, Socket.SOCK_STREAM)
  socket.connect('127.0.0.1', Number(await program.line))
  const length = 8_000_000

  assert.equal(socket.send(Buffer(length, 7)), length)

  socket.close()
  assert.match(await program.output, /sum 56000000/)
})

test('a non-blocking socket sends a part, then nothing', async (t) => {
  const [client, accepted] = await connected(t)
  client.setBlocking(false)
  const all = Buffer(64_000_000, 1)

  let sent = 0
  // One refusal need not be followed by another: TCP finds more space as it acknowledges.
  for (const data of [all, 'x']) {
    for (let part = client.send(data); part !== false; part = client.send(data)) {
      assert.ok(part > 0)
      sent += part
    }
  }

  assert.ok(sent > 0 && sent < all.length)
  assert.equal(client.send(''), 0)
  for (let left = sent; left > 0; ) left -= bytes(accepted.receive(left)).length
  client.setBlocking(true)
  assert.equal(client.send('y'), 1)
  assert.equal(text(accepted.receive(10)), 'y')
})

test('bytes are sent as they are, anything else as the UTF-8 of its text', async (t) => {
  const [client, accepted] = await connected(t)

  for (const [data, expected] of [
    [Buffer([0, 255]), [0, 255]],
    [Buffer([0, 255, 1]).range(1), [255, 1]],
    [Uint8Array.of(128), [128]],
    [globalThis.Buffer.from('ab'), [97, 98]],
    ['é\ud800', [0xc3, 0xa9, 0xef, 0xbf, 0xbd]],
    [12, [0x31, 0x32]],
    [null, [0x6e, 0x75, 0x6c, 0x6c]],
    [
      [1, 2],
      [0x31, 0x2c, 0x32],
    ],
  ] as const) {
    assert.equal(client.send(data), expected.length)
    assert.deepEqual([...bytes(accepted.receive(100)).bytes], expected)
  }
})

test('receive waits for a byte even when none is requested', async (t) => {
  const [client, accepted] = await connected(t)
  client.send('abc')

  assert.equal(bytes(accepted.receive(0)).length, 0)
  assert.equal(bytes((accepted as unknown as { receive(): Buffer }).receive()).length, 0)
  assert.equal(text(accepted.receive('2' as unknown as number)), 'ab')
  assert.equal(text(accepted.receive(1.9)), 'c')
  accepted.setBlocking(false)
  assert.equal(accepted.receive(0), false)
})

test('receive of 64 MiB allocates memory only for what has arrived', async (t) => {
  const [client, accepted] = await connected(t)
  client.setBlocking(false)
  client.send(Buffer(150_000, 3))

  const received = bytes(accepted.receive(64 << 20))

  assert.ok(received.length > 0)
  assert.ok(received.bytes.buffer.byteLength < 1 << 20)
  const place = folderOf(t)
  const one = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM).bind(`${place}/one`)
  const other = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM)
  other.send(Buffer(100_000, 5), `${place}/one`)
  const datagram = bytes(one.receive(64 << 20))
  assert.equal(datagram.length, 100_000)
  assert.ok(datagram.bytes.buffer.byteLength < 1 << 20)
})

test('options are ints, or bytes', async (t) => {
  const [client] = await connected(t)
  const broad = made(t, Socket.PF_INET, Socket.SOCK_DGRAM)
  const SO_LINGER = constants.SO_LINGER

  assert.equal(client.getOption(Socket.SO_KEEPALIVE), 0)
  assert.equal(client.setOption(Socket.SO_KEEPALIVE, true), client)
  assert.notEqual(client.getOption(Socket.SO_KEEPALIVE), 0)
  assert.notEqual(client.setOption(Socket.TCP_NODELAY, 1).getOption(Socket.TCP_NODELAY), 0)
  assert.equal(client.setOption(Socket.TCP_NODELAY, false).getOption(Socket.TCP_NODELAY), 0)
  assert.notEqual(broad.setOption(Socket.SO_BROADCAST, 1).getOption(Socket.SO_BROADCAST), 0)
  assert.equal(client.getOption(Socket.SO_ERROR), 0)
  assert.deepEqual(client.getOption(Socket.SO_KEEPALIVE, 4).length, 4)
  assert.equal(client.getOption(Socket.SO_KEEPALIVE, 1).length, 1)
  assert.equal(client.getOption(Socket.SO_KEEPALIVE, 1e9).length, 4)
  assert.notEqual(client.getOption(Socket.SO_KEEPALIVE, 0), 0)
  const linger = new Int32Array([1, 77])
  client.setOption(SO_LINGER, Buffer(new Uint8Array(linger.buffer)))
  assert.deepEqual(client.getOption(SO_LINGER, 8).bytes, new Uint8Array(linger.buffer))
  client.setOption(SO_LINGER, new Uint8Array(8))
  assert.equal(client.getOption(SO_LINGER, 8)[0], 0)
})

for (const refused of [true, false]) {
  const how = refused ? 'refused' : 'accepted'
  test(`a connect that does not wait is false, and then ${how}`, async (t) => {
    const [, open] = peer(t, 'SOCK_STREAM')
    const port = refused ? await freePort() : open
    const socket = made(t, Socket.PF_INET, Socket.SOCK_STREAM)
    socket.setBlocking(false)

    assert.equal(socket.connect('127.0.0.1', port), false)
    assert.equal(Socket.select(null, [socket], null, PATIENCE), 1)

    const error = refused ? constants.ECONNREFUSED : 0
    assert.equal(socket.getOption(Socket.SO_ERROR), error)
    assert.equal(socket.getOption(Socket.SO_ERROR), 0)
    if (!refused) assert.deepEqual(socket.getPeerName(), ['127.0.0.1', port])
  })
}

test('the methods use the current family', (t) => {
  const socket = made(t, Socket.PF_INET, Socket.SOCK_DGRAM)

  socket.family = Socket.PF_INET6
  assert.throws(() => socket.bind('127.0.0.1'), { message: 'Malformed address' })
  socket.family = Socket.PF_INET

  assert.equal(socket.bind('127.0.0.1'), socket)
})

test('a receive uses the current type: a stream’s sender is its peer', async (t) => {
  const [client, accepted] = await connected(t)
  client.send('ab')

  accepted.type = Socket.SOCK_DGRAM

  assert.equal(text(accepted.receive(1)), 'a')
  assert.equal(accepted.getPeerName()[0], '127.0.0.1')
})

test('names are looked up if the program requests it', async (t) => {
  const { listener, port } = await listening(t)
  const client = made(t, Socket.PF_INET, Socket.SOCK_STREAM)
  t.after(() => {
    Socket.resolveNames = false
  })
  assert.equal(Socket.resolveNames, false)
  assert.throws(() => client.connect('localhost', port), { message: 'Malformed address' })

  Socket.resolveNames = true

  assert.equal(client.connect('localhost', port), true)
  closing(t, listener.accept())
  assert.equal(Socket.getNameInfo('localhost'), Socket.getNameInfo('127.0.0.1'))
  assert.throws(() => made(t, 2, 2).send('x', '', 1), { message: 'Malformed address' })
})

test('every name of the manual was used by the test that the list names', () => {
  const list = JSON.parse(
    readFileSync(new URL('teajs-names.json', import.meta.url), 'utf8'),
  ) as Record<string, string>

  const unused = Object.entries(list).filter(([name, title]) => !uses.get(title)?.has(name))

  assert.deepEqual(unused, [])
})
