import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as commonjs from '../../src/dialects/commonjs.ts'
import socket, {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_KEEPALIVE,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
  SocketError,
} from '../../src/dialects/commonjs.ts'
import { constants } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing } from '../support/kinds.ts'
import { until } from '../support/until.ts'
import { PATIENCE } from '../support/patience.ts'

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

test('Socket creates a socket, with or without new, from constants or their names', (t) => {
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

test('the example of a server and a client works as written', (t) => {
  const server = closing(t, new Socket(AF_INET, SOCK_STREAM).bind('127.0.0.1', 0))
  server.listen()
  const client = closing(t, Socket().connect('localhost', server.localPort, 1000 * PATIENCE))
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

test('the example of datagrams works as written', (t) => {
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

test('the example of the module as a socket works as written', (t) => {
  socket.bind('127.0.0.1', 0).listen()
  const c = closing(t, new Socket().connect('127.0.0.1', socket.localPort))
  socket.accept().close()

  assert.equal(c.receive().length, 0)
  assert.equal(socket.type, SOCK_STREAM)
  socket.close()
})

test('the module is a socket: created by its first call, closed and created again', {
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

test('receive and read are one function, send and write another', () => {
  const { read, receive, write, send } = Object.getOwnPropertyDescriptors(Socket.prototype)
  assert.equal(read.value, receive.value)
  assert.equal(write.value, send.value)
  assert.equal(commonjs.read, commonjs.receive)
  assert.equal(commonjs.write, commonjs.send)
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

test('require returns the module, where the runtime supports it', () => {
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
