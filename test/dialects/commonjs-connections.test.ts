import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import {
  AF_INET,
  SO_ERROR,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
} from '../../src/dialects/commonjs.ts'
import { Socket as CoreSocket } from '../../src/index.ts'
import { closing, portOf } from '../support/kinds.ts'
import { fullListener, noUnansweringPeer } from '../support/unanswering-peer.ts'
import { until } from '../support/until.ts'
import { PATIENCE } from '../support/patience.ts'

test('every form of bind binds to the address and port that it names', (t) => {
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

test('accept listens on a socket that is only bound, and accepted sockets outlive it', (t) => {
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
  client.connect('127.0.0.1', server.localPort, 1000 * PATIENCE)

  const peer = closing(t, server.accept())
  client.send('here')
  assert.equal(String(peer.receive()), 'here')
})

test('without blocking, connect is pending, and then succeeds or is refused', (t) => {
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

/** A free port that the system does not assign automatically. */
function freePort(): number {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    try {
      using one = new CoreSocket('AF_INET')
      one.bind(`0.0.0.0:${port}`)
      return port
    } catch {
      // in use
    }
  }
}
