import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as commonjs from '../../src/dialects/commonjs.ts'
import socket, {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_BROADCAST,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
  SocketError,
} from '../../src/dialects/commonjs.ts'
import { constants, pollSync, Socket as CoreSocket } from '../../src/index.ts'
import { noUnansweringPeer, fullListener } from '../support/unanswering-peer.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { type Closes, portOf } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'
import { folderOf } from '../support/folder.ts'

test('the constants are the platform’s numbers, on the module and on Socket', () => {
  for (const [name, number] of Object.entries({
    ...{ AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM },
    ...{ SOCK_SEQPACKET, SHUT_RD, SHUT_WR, SHUT_RDWR, SO_REUSEADDR, SO_RCVTIMEO, SO_SNDTIMEO },
  })) {
    assert.equal(number, Reflect.get(constants, name), name)
    assert.equal(Reflect.get(Socket, name), number, name)
    assert.equal(Reflect.get(socket, name), number, name)
  }
})

test('Socket makes a socket, with new or without, of constants or their names', (t) => {
  for (const [made, family, type] of [
    [new Socket(), AF_INET, SOCK_STREAM],
    [Socket(), AF_INET, SOCK_STREAM],
    [Socket(null, undefined), AF_INET, SOCK_STREAM],
    [new Socket(AF_UNIX, SOCK_SEQPACKET), AF_UNIX, SOCK_SEQPACKET],
    [Socket('AF_UNIX', 'SOCK_DGRAM'), AF_UNIX, SOCK_DGRAM],
    [new Socket('AF_INET', SOCK_DGRAM), AF_INET, SOCK_DGRAM],
  ] as const) {
    closing(t, made)
    assert.ok(made instanceof Socket)
    assert.deepEqual([made.family, made.type], [family, type])
    assert.equal(made.blocking, true)
  }
})

test('the example of a server and a client works as it is written', (t) => {
  const server = closing(t, new Socket(AF_INET, SOCK_STREAM).bind('127.0.0.1', 0))
  server.listen()
  const client = closing(t, Socket().connect('localhost', server.localPort, 1_000_000))
  const peer = closing(t, server.accept())

  assert.equal(client.isConnected, true)
  assert.equal(peer.remotePort, client.localPort)
  assert.deepEqual([client.isReadable, client.isWritable], [false, true])
  assert.deepEqual([client.send('hello '), client.write(Buffer.from('world'))], [6, 5])
  assert.equal(client.shutdown(SHUT_WR), client)
  let text = ''
  for (let block = peer.receive(); block.length; block = peer.read(4)) text += String(block)
  assert.equal(text, 'hello world')
})

test('the example of datagrams works as it is written', (t) => {
  const a = closing(t, new Socket(AF_INET, SOCK_DGRAM).bind('127.0.0.1', 0))
  const b = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))

  assert.equal(b.sendTo('127.0.0.1', a.localPort, new Uint8Array([1, 0, 255])), 3)
  const from = a.receiveFrom()

  assert.deepEqual(from, {
    ip_address: '127.0.0.1',
    address: '127.0.0.1',
    port: b.localPort,
    data: Buffer.of(1, 0, 255),
  })
  assert.equal(a.sendTo(from.ip_address, from.port, 'pong'), 4)
  assert.equal(String(b.receiveFrom(2).data), 'po')
})

test('the example of the module as a socket works as it is written', (t) => {
  socket.bind('127.0.0.1', 0).listen()
  const c = closing(t, new Socket().connect('127.0.0.1', socket.localPort))
  socket.accept().close()

  assert.equal(c.receive().length, 0)
  assert.equal(socket.type, SOCK_STREAM)
  socket.close()
})

test('the module is a socket: made by its first call, closed and made anew', {
  skip: cannotCount,
}, (t) => {
  const before = openSockets()
  const { bind, listen, connect, send, receive, close, shutdown } = commonjs
  assert.deepEqual(
    [socket.isConnected, socket.isReadable, socket.isWritable, socket.type, socket.family],
    [false, false, false, SOCK_STREAM, AF_INET],
  )
  assert.deepEqual(
    [socket.localAddress, socket.localPort, socket.remoteAddress, socket.remotePort],
    [null, null, null, null],
  )
  close()
  assert.deepEqual(openSockets(), before)

  assert.equal(bind('127.0.0.1', 0), socket)
  assert.equal(listen(), socket)
  const port = socket.localPort
  const client = closing(t, new Socket().connect('127.0.0.1', port))
  const accepted = closing(t, commonjs.accept())
  assert.ok(accepted instanceof Socket)
  assert.equal(socket.setOption('SO_KEEPALIVE', true), socket)
  assert.equal(commonjs.getOption(SO_KEEPALIVE), 1)
  client.close()
  close()
  close()

  const other = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  assert.equal(connect('127.0.0.1', other.localPort), socket)
  const peer = closing(t, other.accept())
  assert.deepEqual([socket.isConnected, socket.remotePort], [true, other.localPort])
  assert.equal(send('abc'), 3)
  assert.equal(String(peer.receive()), 'abc')
  peer.send('defg')
  until(() => socket.isReadable)
  assert.equal(String(commonjs.read(1)), 'd')
  assert.equal(String(commonjs.receiveFrom().data), 'efg')
  assert.equal(commonjs.write('x'), 1)
  assert.equal(commonjs.sendTo('127.0.0.1', other.localPort, 'y'), 1)
  assert.ok(commonjs.sendFile(new URL(import.meta.url)) > 1000)
  assert.equal(shutdown('SHUT_WR'), socket)
  assert.equal(socket.blocking, true)
  socket.blocking = false
  assert.throws(() => receive(), { code: 'EAGAIN' })
  close()
  assert.equal(socket.blocking, true)
  assert.equal(socket.isConnected, false)
})

test('every form of bind gives the address and port that it says', (t) => {
  const port = freePort()
  for (const [args, address, bound] of [
    [[], null, null],
    [[undefined, undefined], null, null],
    [[null], null, null],
    [[''], null, null],
    [['127.0.0.1'], '127.0.0.1', null],
    [['127.0.0.1', null], '127.0.0.1', null],
    [['localhost'], '127.0.0.1', null],
    [[port], '0.0.0.0', port],
    [[String(port)], '0.0.0.0', port],
    [['127.0.0.1', port], '127.0.0.1', port],
    [['127.0.0.1', String(port)], '127.0.0.1', port],
    [['localhost', port], '127.0.0.1', port],
    [[undefined, port], '0.0.0.0', port],
    [[null, port], '0.0.0.0', port],
    [['', port], '0.0.0.0', port],
  ] as const) {
    const one = closing(t, new Socket())
    assert.equal(one.bind(...args), one)
    assert.deepEqual([one.localAddress, one.localPort], [address, bound], JSON.stringify(args))
    assert.equal(one.getOption('IP_BIND_ADDRESS_NO_PORT'), 0)
    one.close()
  }
})

test('a port that bind left open is chosen by listen, connect or the first send', (t) => {
  const listener = closing(t, new Socket().bind('127.0.0.1').listen())
  const client = closing(t, new Socket().bind('127.0.0.2').connect('127.0.0.1', listener.localPort))
  const datagram = closing(t, new Socket(AF_INET, SOCK_DGRAM).bind('127.0.0.1'))
  const receiver = closing(t, new Socket(AF_INET, SOCK_DGRAM).bind('127.0.0.1', 0))

  datagram.sendTo('127.0.0.1', receiver.localPort, 'x')

  assert.ok(listener.localPort)
  assert.equal(listener.localAddress, '127.0.0.1')
  assert.equal(client.localAddress, '127.0.0.2')
  assert.ok(client.localPort)
  assert.ok(datagram.localPort)
  assert.equal(receiver.receiveFrom().port, datagram.localPort)
})

test('ports may be names of services and digits', {
  skip: !existsSync('/etc/services') && 'no /etc/services',
}, (t) => {
  const one = closing(t, new Socket(AF_INET, SOCK_DGRAM))

  one.connect('127.0.0.1', 'domain')
  assert.equal(one.remotePort, 53)
  one.connect('localhost', '8080')
  assert.deepEqual([one.remoteAddress, one.remotePort], ['127.0.0.1', 8080])
})

test('accept listens on a socket that is only bound, and its sockets outlive it', (t) => {
  const server = closing(t, Socket().bind('127.0.0.1', 0))
  server.blocking = false
  assert.throws(() => server.accept(), { code: 'EAGAIN', syscall: 'accept' })
  const client = closing(t, Socket().connect('127.0.0.1', server.localPort))
  server.blocking = true

  const peer = closing(t, server.accept())
  server.close()

  assert.deepEqual([peer.family, peer.type, peer.blocking], [AF_INET, SOCK_STREAM, true])
  assert.deepEqual([peer.localAddress, peer.remoteAddress], ['127.0.0.1', '127.0.0.1'])
  assert.equal(peer.remotePort, client.localPort)
  client.send('still')
  assert.equal(String(peer.receive()), 'still')
})

test('connect tries every address of a host, and the socket may try again', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0))
  const port = server.localPort
  const client = closing(t, new Socket())
  for (let i = 0; i < 3; i++) {
    assert.throws(() => client.connect('localhost', port), {
      name: 'SocketError',
      message: 'Connection refused',
      code: 'ECONNREFUSED',
      errno: 111,
      syscall: 'connect',
    })
    assert.deepEqual(
      [client.isConnected, client.isReadable, client.isWritable],
      [false, false, false],
    )
  }
  server.listen()

  client.connect('localhost', port)

  assert.equal(client.remotePort, server.localPort)
})

test('connect gives up after its microseconds, and the socket connects elsewhere', {
  skip: noUnansweringPeer,
}, (t) => {
  const silent = portOf(fullListener(t))
  const server = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  const client = closing(t, new Socket())
  const started = performance.now()

  assert.throws(() => client.connect('127.0.0.1', silent, 50_000), {
    code: 'ETIMEDOUT',
    errno: 110,
  })
  assert.ok(performance.now() - started >= 49)
  assert.throws(() => client.connect('127.0.0.1', silent, 0), { code: 'ETIMEDOUT' })
  client.setOption(SO_SNDTIMEO, 1000)
  assert.throws(() => client.connect('127.0.0.1', silent), { code: 'ETIMEDOUT' })
  assert.equal(client.getOption(SO_ERROR), 0)
  client.connect('127.0.0.1', server.localPort, 1_000_000)

  const peer = closing(t, server.accept())
  client.send('here')
  assert.equal(String(peer.receive()), 'here')
})

test('shutdown of one half leaves the other, and forbids its own', (t) => {
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

test('shutdown without an argument ends both halves; later ones are fine', (t) => {
  const [one, other] = connected(t)

  one.shutdown()
  other.shutdown(SHUT_WR)
  for (const what of [SHUT_RD, SHUT_WR, SHUT_RDWR, undefined, null]) one.shutdown(what)
  other.shutdown()

  assert.throws(() => one.send('x'), { code: 'EPIPE' })
  assert.throws(() => other.receive(), { code: 'ESHUTDOWN' })
})

test('a shutdown that is refused leaves the socket as it was', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  const client = closing(t, new Socket())

  assert.throws(() => client.shutdown(), { code: 'ENOTCONN' })
  client.connect('127.0.0.1', server.localPort)

  assert.equal(client.send('x'), 1)
})

test('after the ends of both halves receiveFrom still knows the peer', (t) => {
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

test('receive and read are one function, send and write another', () => {
  const { read, receive, write, send } = Object.getOwnPropertyDescriptors(Socket.prototype)
  assert.equal(read.value, receive.value)
  assert.equal(write.value, send.value)
  assert.equal(commonjs.read, commonjs.receive)
  assert.equal(commonjs.write, commonjs.send)
})

test('isReadable and isWritable tell of one message, of a full queue, and of the end', (t) => {
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

test('without blocking, connect is under way, and then done or refused', (t) => {
  const port = closing(t, new Socket().bind('127.0.0.1', 0)).localPort
  const server = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  const one = closing(t, new Socket())
  one.blocking = false
  const two = closing(t, new Socket())
  two.blocking = false

  assert.throws(() => one.connect('127.0.0.1', server.localPort), {
    code: 'EINPROGRESS',
    errno: 115,
    syscall: 'connect',
  })
  assert.throws(() => two.connect('127.0.0.1', port), { code: 'EINPROGRESS' })

  until(() => one.isConnected)
  assert.equal(one.isWritable, true)
  assert.equal(one.getOption('SO_ERROR'), 0)
  assert.throws(() => one.receive(), { code: 'EAGAIN', errno: 11 })
  assert.deepEqual([two.isConnected, two.isReadable, two.isWritable], [false, false, false])
  until(() => two.getOption(SO_ERROR) === 111)
  assert.equal(two.getOption(SO_ERROR), 0)
  assert.throws(() => two.connect('127.0.0.1', server.localPort), { code: 'EINPROGRESS' })
  until(() => two.isConnected)
})

test('SO_RCVTIMEO and SO_SNDTIMEO are microseconds, and end in EAGAIN', (t) => {
  const [one, other] = connected(t)

  for (const option of [SO_RCVTIMEO, 'SO_RCVTIMEO', SO_SNDTIMEO, 'SO_SNDTIMEO']) {
    assert.equal(one.getOption(option), 0)
    for (const value of [20_000, 1, 1500]) {
      assert.equal(one.setOption(option, value), one)
      assert.equal(one.getOption(option), value)
    }
    for (const none of [0, null, false]) {
      assert.equal(one.setOption(option, none).getOption(option), 0)
    }
  }
  const timeval = new BigInt64Array([1n, 500_000n])
  one.setOption('SO_RCVTIMEO', new Uint8Array(timeval.buffer))
  assert.equal(one.getOption('SO_RCVTIMEO'), 1_500_000)

  one.setOption(SO_RCVTIMEO, 20_000)
  const started = performance.now()
  assert.throws(() => one.receive(), {
    code: 'EAGAIN',
    message: 'Resource temporarily unavailable',
  })
  assert.throws(() => one.receiveFrom(), { code: 'EAGAIN' })
  assert.ok(performance.now() - started >= 39)
  one.setOption(SO_SNDTIMEO, 20_000)
  assert.throws(
    () => one.send(new Uint8Array(30_000_000)),
    (error) => error instanceof SocketError && error.code === 'EAGAIN' && (error.sent ?? 0) > 0,
  )
  until(() => other.isReadable)
  assert.equal('sent' in new SocketError('x', 'EIO', 5, 'send'), false)
})

test('an accept waits as long as SO_RCVTIMEO says, and hands that on', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0).setOption('SO_RCVTIMEO', 10_000))

  assert.throws(() => server.accept(), { code: 'EAGAIN', syscall: 'accept' })
  closing(t, new Socket().connect('127.0.0.1', server.localPort))
  const peer = closing(t, server.accept())

  assert.equal(peer.getOption('SO_RCVTIMEO'), 10_000)
  assert.throws(() => peer.receive(), { code: 'EAGAIN' })
})

test('options are numbers, and bytes where they have a structure', (t) => {
  const one = closing(t, new Socket())

  assert.equal(one.getOption(SO_REUSEADDR), 0)
  assert.equal(one.setOption('SO_REUSEADDR', true).getOption('SO_REUSEADDR'), 1)
  assert.equal(one.setOption(SO_REUSEADDR, 0).getOption(SO_REUSEADDR), 0)
  assert.equal(one.setOption('TCP_NODELAY', 1).getOption('TCP_NODELAY'), 1)
  assert.equal(one.setOption('IP_TTL', 77.9).getOption('IP_TTL'), 77)
  assert.equal(one.setOption(SO_RCVBUF, new Uint8Array(Int32Array.of(9000).buffer)), one)
  assert.equal(one.getOption(SO_RCVBUF), 18_000)
  assert.equal(one.getOption(SO_TYPE), SOCK_STREAM)
  assert.equal(one.getOption(SO_LINGER), false)
  assert.equal(one.setOption(SO_LINGER, 5).getOption('SO_LINGER'), 5)
  assert.equal(one.setOption('SO_LINGER', 0).getOption(SO_LINGER), 0)
  for (const off of [false, null]) {
    assert.equal(one.setOption(SO_LINGER, off).getOption(SO_LINGER), false)
  }
  assert.ok(Buffer.isBuffer(one.getOption('TCP_INFO')))
  const datagram = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  assert.equal(datagram.setOption(SO_BROADCAST, 1).getOption(SO_BROADCAST), 1)
  assert.equal(datagram.setOption('UDP_SEGMENT', 1000).getOption('UDP_SEGMENT'), 1000)
})

test('send takes bytes in every form, and carries all of them', (t) => {
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

test('send gives all to a slow reader, and receive takes what is asked for', async (t) => {
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

test('receive takes at most so many bytes, and nothing of none', (t) => {
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

test('a datagram is cut to what is asked for, and the rest is lost', (t) => {
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

test('sockets of AF_UNIX have paths', (t) => {
  const folder = folderOf(t)
  const path = join(folder, 'żółw.sock')
  const server = closing(t, new Socket(AF_UNIX).bind(path))
  assert.deepEqual([server.localAddress, server.localPort], [path, null])
  server.listen()
  const client = closing(t, new Socket(AF_UNIX).connect(path))
  const peer = closing(t, server.accept())
  assert.deepEqual(
    [client.remoteAddress, client.remotePort, client.localAddress],
    [path, null, null],
  )
  assert.equal(client.send('x'), 1)
  assert.equal(String(peer.receive()), 'x')

  const a = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(`${path}-a`))
  const b = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).setOption('SO_SNDBUF', 400_000))
  assert.equal(b.sendTo(`${path}-a`, undefined, Buffer.alloc(150_000)), 150_000)
  const { ip_address, port, data } = a.receiveFrom()
  assert.deepEqual([ip_address, port, data.length], ['', null, 150_000])
  b.bind(`${path}-b`)
  b.sendTo(`${path}-a`, undefined, 'x')
  assert.equal(a.receiveFrom().address, `${path}-b`)
})

test('abstract names of AF_UNIX begin with NUL, and can be answered', {
  skip: process.platform !== 'linux' && 'Linux alone has them',
}, (t) => {
  const name = `\0berkeley-commonjs-${process.pid}`
  const a = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(name))
  const b = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(`${name}-b`).connect(name))

  b.send('ping')
  const { address } = a.receiveFrom()
  a.sendTo(address, undefined, 'pong')

  assert.deepEqual([a.localAddress, b.remoteAddress, address], [name, name, `${name}-b`])
  assert.equal(String(b.receive()), 'pong')
})

test('sockets of AF_INET6 do all that those of AF_INET do', { skip: cannotUseIPv6() }, (t) => {
  const server = closing(t, new Socket(AF_INET6).bind('::1'))
  assert.deepEqual([server.localAddress, server.localPort], ['::1', null])
  server.listen()
  const client = closing(t, new Socket('AF_INET6').connect('::1', server.localPort))
  const peer = closing(t, server.accept())

  client.send('six')

  assert.deepEqual(
    [String(peer.receive()), peer.remoteAddress, peer.family],
    ['six', '::1', AF_INET6],
  )
  const anywhere = closing(t, new Socket(AF_INET6).bind(0))
  assert.equal(anywhere.localAddress, '::')
})

test('close is final, harmless when repeated, and closes no other socket', {
  skip: cannotCount,
}, (t) => {
  const before = openSockets()
  const one = new Socket()
  one.close()
  const other = closing(t, new Socket().bind('127.0.0.1', 0).listen())

  one.close()
  one[Symbol.dispose]()

  assert.ok(other.localPort)
  const client = closing(t, new Socket().connect('127.0.0.1', other.localPort))
  assert.equal(client.isConnected, true)
  client.close()
  other.close()
  assert.deepEqual(openSockets(), before)
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

test('the module is what require gives, where the runtime knows how', () => {
  assert.equal(Reflect.get(commonjs, 'module.exports'), socket)
  assert.equal(socket.Socket, Socket)
  assert.equal(socket.SocketError, SocketError)
  assert.equal(commonjs.default, socket)
})

test('a socket of another class’s making is still a Socket', (t) => {
  class Mine extends Socket {
    greet(): number {
      return this.send('hello')
    }
  }
  const server = closing(t, new Socket().bind('127.0.0.1', 0).listen())
  const mine = closing(t, new Mine())

  assert.equal(mine.connect('127.0.0.1', server.localPort).greet(), 5)
  assert.ok(mine instanceof Socket)
})

function closing<One extends { close(): void }>(t: Closes, one: One): One {
  t.after(() => {
    one.close()
  })
  return one
}

function connected(t: Closes): [Socket, Socket] {
  const server = new Socket().bind('127.0.0.1', 0).listen()
  const one = closing(t, new Socket().connect('127.0.0.1', server.localPort))
  const other = closing(t, server.accept())
  server.close()
  return [one, other]
}

/** A port that is free, and that the system gives nobody unasked. */
function freePort(): number {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    try {
      using one = new CoreSocket('AF_INET')
      one.bind(`0.0.0.0:${port}`)
      return port
    } catch {
      // somebody has it
    }
  }
}

/** Waits for what the loopback does soon, but not at once. */
function until(isSo: () => boolean): void {
  for (let left = 10_000; !isSo(); left--) {
    assert.ok(left > 0, `never: ${String(isSo)}`)
    pollSync([], 1)
  }
}

function cannotUseIPv6(): string | false {
  try {
    using one = new CoreSocket('AF_INET6')
    one.bind('[::1]:0')
    return false
  } catch {
    return 'no IPv6 here'
  }
}
