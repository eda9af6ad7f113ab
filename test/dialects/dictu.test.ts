import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import Dictu, { Socket } from '../../src/dialects/dictu.ts'
import { constants } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { freePort } from '../support/free-port.ts'
import { loaderOptions, runnable } from '../support/runnable.ts'
import { connected, Held, listening, made, stream } from './dictu-sockets.ts'

test('the constants are the platform’s numbers, and can be read from either export', () => {
  assert.equal(Dictu, Socket)
  for (const name of ['AF_INET', 'SOCK_STREAM', 'SOL_SOCKET', 'SO_REUSEADDR'] as const) {
    assert.equal(Socket[name], constants[name])
  }
  for (const name of ['SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET', 'SO_BROADCAST'] as const) {
    assert.equal(Socket[name], constants[name])
  }
})

test('create returns a socket that prints as one; numbers are truncated to integers', () => {
  using held = new Held(() => Socket.create(2.9, 1.9))

  assert.equal(String(held.socket), 'socket')
  assert.deepEqual([held.core.family, held.core.type], ['AF_INET', 'SOCK_STREAM'])
  assert.deepEqual(Object.keys(held.socket), [])
  assert.equal(held.socket.address, null)
  assert.throws(() => new (Socket as never as new () => unknown)(), TypeError)
})

test('create accepts any family, but addresses are IPv4 only', () => {
  using held = new Held(() => Socket.create(constants.AF_INET6, Socket.SOCK_STREAM))

  assert.equal(held.core.family, 'AF_INET6')
  assert.equal(held.socket.bind('127.0.0.1', 0), null)
  assert.equal(Socket.errno, 22)
  assert.equal(held.socket.listen(), true)
})

test('bind accepts an address and a port; a second bind fails', () => {
  using held = new Held()

  assert.equal(held.socket.bind('127.0.0.1', 0.9), true)
  assert.ok(held.port > 0)
  assert.equal(held.socket.bind('aaa', 8080), null)
  assert.equal(Socket.errno, 99)
  assert.equal(held.socket.bind('127.0.0.1', 0), null)
  assert.equal(Socket.errno, 22)
})

test('bind uses the port that it is given', async () => {
  const port = await freePort()
  using held = new Held()

  assert.equal(held.socket.bind('127.0.0.1', port + 0.5), true)

  assert.equal(held.port, port)
})

test('listen works on a socket that is not bound, with any backlog', () => {
  for (const backlog of [[], [0], [1.5], [10_000], [-1], [2 ** 40]] as [number?][]) {
    using held = new Held()

    assert.equal(held.socket.listen(...backlog), true, `listen(${backlog.join()})`)

    assert.ok(held.port > 0)
    assert.equal(held.core.getOption('SO_ACCEPTCONN'), true)
  }
})

test('accept returns a new socket, with the address of its peer', () => {
  using server = listening()
  using one = new Held()
  assert.equal(one.socket.connect('127.0.0.1', server.port), true)

  using accepted = new Held(() => server.socket.accept())

  assert.notEqual(accepted.socket, server.socket)
  assert.equal(accepted.socket.address, '127.0.0.1')
  assert.equal(one.socket.address, null)
  assert.equal(Reflect.set(accepted.socket, 'address', 'elsewhere'), false)
  assert.deepEqual(accepted.core.remoteAddress, one.core.localAddress)
  assert.equal(accepted.socket.write('x'), 1)
  assert.equal(one.socket.recv(10), 'x')
})

test('connect accepts the forms of inet_addr', () => {
  using server = listening()

  for (const host of ['127.1', '0x7f000001', '127.0.0.1\n']) {
    using client = new Held()

    assert.equal(client.socket.connect(host, server.port + 0.9), true, host)

    assert.deepEqual(client.core.remoteAddress, server.core.localAddress)
  }
})

test('setsockopt and setsocketopt are one function, and set an int', () => {
  using held = new Held()
  const { socket, core } = held
  const { SOL_SOCKET, SO_REUSEADDR } = Socket

  assert.equal(Reflect.get(socket, 'setsocketopt'), Reflect.get(socket, 'setsockopt'))
  for (const [rest, value] of [
    [[], true],
    [[false], false],
    [[undefined], true],
    [[0], false],
    [[true], true],
  ] as const) {
    assert.equal(socket.setsocketopt(SOL_SOCKET, SO_REUSEADDR, ...rest), true)
    assert.equal(core.getOption('SO_REUSEADDR'), value)
  }
  assert.equal(socket.setsockopt(SOL_SOCKET + 0.5, constants.SO_PRIORITY + 0.5, 3.5), true)
  assert.equal(core.getOption('SO_PRIORITY'), 3)
  assert.equal(socket.setsockopt(SOL_SOCKET, 99_999), null)
  assert.equal(Socket.errno, 92)
  assert.equal(socket.setsockopt(2 ** 50, -(2 ** 50)), null)
  assert.equal(Socket.errno, 92)
})

test('errno starts at 0, is set by every failure, left by success, and may be set', async () => {
  const dictu = JSON.stringify(runnable('src/dialects/dictu.ts').href)
  const program = `import { Socket } from ${dictu}
    console.log(Socket.errno, Socket.strerror())`
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[...loaderOptions, '--input-type=module', '--eval', program],
  ])
  assert.equal(stdout, '0 Success\n')

  assert.equal(Socket.create(99, 1), null)
  assert.equal(Socket.errno, 97)
  made(stream()).close()
  assert.equal(Socket.errno, 97)
  assert.equal(Socket.strerror(), 'Address family not supported by protocol')
  Socket.errno = 0
  assert.equal(Socket.strerror(), 'Success')
  Socket.errno = 41
  assert.throws(() => Socket.strerror(), { message: 'strerror() argument should be <= 133' })
  Socket.errno = 0
})

test('strerror returns the text of every error number, and of unassigned ones', () => {
  assert.equal(Socket.strerror(9), 'Bad file descriptor')
  assert.equal(Socket.strerror(9.9), 'Bad file descriptor')
  const refused: number[] = []
  for (let n = 1; n <= 5000; n++) {
    try {
      assert.doesNotMatch(Socket.strerror(n), /^$|Unknown error/)
    } catch (error) {
      assert.ok(error instanceof TypeError)
      assert.equal(error.message, 'strerror() argument should be <= 133')
      refused.push(n)
    }
  }
  assert.deepEqual(refused.slice(0, 4), [41, 58, 134, 135])
  assert.equal(refused.length, 2 + 5000 - 133)
})

test('close does not affect a new descriptor with the same number', (t) => {
  const { one, other } = connected(t)
  const held = new Held()
  const { fd } = held.core
  assert.equal(held.socket.close(), null)
  using next = new Held()
  assert.equal(next.core.fd, fd)

  assert.equal(held.socket.close(), null)

  assert.equal(next.socket.bind('127.0.0.1', 0), true)
  assert.equal(held.socket.write('x'), null)
  assert.equal(Socket.errno, 9)
  assert.equal(one.write('still here'), 10)
  assert.equal(other.recv(100), 'still here')
})

test('nothing stays open after close', { skip: cannotCount }, () => {
  const before = openSockets()

  for (let i = 0; i < 20; i++) {
    const server = listening()
    const client = made(stream())
    client.connect('127.0.0.1', server.port)
    const accepted = made(server.socket.accept())
    assert.equal(Socket.create(99, 99), null)
    assert.equal(client.bind('127.0.0.1', 99_999), null)
    assert.equal(client.connect('nowhere', 1), null)
    assert.equal(accepted.accept(), null)
    for (const socket of [accepted, client, server.socket, client]) socket.close()
  }

  assert.deepEqual(openSockets(), before)
})
