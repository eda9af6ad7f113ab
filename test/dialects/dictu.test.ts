import assert from 'node:assert/strict'
import { test } from 'node:test'
import Dictu, { type DictuSocket, fromBytes, Socket, toBytes } from '../../src/dialects/dictu.ts'
import { constants } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import type { Closes } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)

test('the constants are the platform’s numbers, and may be read off either export', () => {
  assert.equal(Dictu, Socket)
  for (const name of ['AF_INET', 'SOCK_STREAM', 'SOL_SOCKET', 'SO_REUSEADDR'] as const) {
    assert.equal(Socket[name], constants[name])
  }
  for (const name of ['SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET', 'SO_BROADCAST'] as const) {
    assert.equal(Socket[name], constants[name])
  }
})

test('create makes a socket that prints as one; numbers are cut to integers', () => {
  const socket = made(Socket.create(2.9, 1.9))

  assert.equal(String(socket), 'socket')
  assert.deepEqual(Object.keys(socket), [])
  assert.equal(socket.address, null)
  assert.equal(socket.close(), null)
  assert.throws(() => new (Socket as never as new () => unknown)(), TypeError)
})

test('the program of the manual runs', (t) => {
  const probe = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  assert.ok(!probe.bind('host', 10))
  assert.deepEqual([Socket.errno, Socket.strerror()], [99, 'Cannot assign requested address'])
  probe.close()
  const server = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  assert.ok(server.setsocketopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR), Socket.strerror())
  const port = bindAnywhere(server)
  assert.ok(server.listen(), Socket.strerror())
  const peer = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  assert.ok(peer.connect('127.0.0.1', port), Socket.strerror())
  t.after(() => [server, peer, client].map((socket) => socket.close()))

  const client = made(server.accept())

  assert.equal(client.address, '127.0.0.1')
  assert.equal(peer.write('Some Data'), 9)
  assert.equal(client.recv(2048), 'Some Data')
  peer.close()
  assert.equal(client.recv(2048), '')
  client.close()
  server.close()
  assert.equal(server.listen(), null)
  assert.equal(Socket.errno, 9)
})

test('bind takes an address and a port; a second bind fails', () => {
  const socket = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))

  assert.equal(socket.bind('127.0.0.1', 0), true)
  assert.equal(socket.bind('aaa', 8080), null)
  assert.equal(Socket.errno, 99)
  assert.equal(socket.bind('127.0.0.1', 0), null)
  assert.equal(Socket.errno, 22)
  socket.close()
})

test('listen works on a socket that is not bound, with any backlog', () => {
  for (const backlog of [undefined, 0, 1.5, 10_000, -1, 2 ** 40]) {
    const socket = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))

    const answer = backlog === undefined ? socket.listen() : socket.listen(backlog)

    assert.equal(answer, true, `listen(${String(backlog)})`)
    socket.close()
  }
})

test('setsockopt and setsocketopt are one function, and set an int', () => {
  const socket = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))

  assert.equal(Reflect.get(socket, 'setsocketopt'), Reflect.get(socket, 'setsockopt'))
  assert.equal(socket.setsockopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR), true)
  assert.equal(socket.setsocketopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR, false), true)
  assert.equal(socket.setsockopt(Socket.SOL_SOCKET, constants.SO_RCVBUF, 4096.5), true)
  assert.equal(socket.setsockopt(Socket.SOL_SOCKET, Socket.SO_BROADCAST, undefined), true)
  assert.equal(socket.setsockopt(Socket.SOL_SOCKET, 99_999), null)
  assert.equal(Socket.errno, 92)
  assert.equal(socket.setsockopt(2 ** 50, -(2 ** 50)), null)
  assert.equal(Socket.errno, 92)
  socket.close()
})

test('errno starts at 0, is set by every failure, left by success, and may be set', async (t) => {
  const program = `import { Socket } from ${JSON.stringify(new URL('../../src/dialects/dictu.ts', import.meta.url).href)}
    console.log(Socket.errno, Socket.strerror())`
  const started = startNode(
    t,
    `console.log(require('node:child_process').execFileSync(process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', args[0]]).toString())`,
    program,
  )
  assert.equal(await started.line, '0 Success')

  assert.equal(Socket.create(99, 1), null)
  assert.equal(Socket.errno, 97)
  made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)).close()
  assert.equal(Socket.errno, 97)
  Socket.errno = 0
  assert.equal(Socket.strerror(), 'Success')
})

test('strerror gives the text of every error number, and of none that is unassigned', () => {
  assert.equal(Socket.strerror(9), 'Bad file descriptor')
  assert.equal(Socket.strerror(9.9), 'Bad file descriptor')
  const refused: number[] = []
  for (let n = 1; n <= 140; n++) {
    try {
      assert.doesNotMatch(Socket.strerror(n), /^$|Unknown error/)
    } catch (error) {
      assert.ok(error instanceof TypeError)
      assert.equal(error.message, 'strerror() argument should be <= 133')
      refused.push(n)
    }
  }
  assert.deepEqual(refused, [41, 58, 134, 135, 136, 137, 138, 139, 140])
})

test('write and recv carry every byte, and count bytes', (t) => {
  const [one, other] = connected(t)

  assert.equal(one.write(fromBytes(EVERY_BYTE)), 256)
  assert.deepEqual([...toBytes(other.recv(4096) ?? '')], [...EVERY_BYTE])
  assert.equal(one.write('żółw 👋\0'), 13)
  const text = (other.recv(1) ?? '') + (other.recv(5) ?? '') + (other.recv(100) ?? '')
  assert.equal(fromBytes(toBytes(text)), 'żółw 👋\0')
  assert.equal(one.write(''), 0)
  assert.equal(one.write('\ud800'), 3)
  assert.deepEqual([...toBytes(other.recv(10) ?? '')], [0xef, 0xbf, 0xbd])
})

test('recv gives what is queued, however much is asked for, and "" at the end', (t) => {
  const [one, other] = connected(t)
  const data = fromBytes(Buffer.alloc(200_000, EVERY_BYTE))
  assert.equal(one.write(data), 200_000)
  one.close()

  let all = ''
  let calls = 0
  for (let got = other.recv(2 ** 40); got; got = other.recv(2 ** 40)) {
    all += got
    calls++
  }

  assert.equal(all, data)
  assert.ok(calls < 4, `${calls} calls`)
  assert.equal(other.recv(2048), '')
  assert.equal(other.recv(0), '')
})

test('recv(0) waits for data, and takes none of it from a stream', (t) => {
  const [one, other] = connected(t)
  one.write('abc')

  assert.equal(other.recv(0), '')
  assert.equal(other.recv(-0.5), '')
  assert.equal(other.recv(3), 'abc')
})

test('accept gives a socket of its own, and close leaves the others alone', (t) => {
  const [one, other] = connected(t)

  one.close()
  const next = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)) // has the same number
  one.close()

  assert.equal(next.bind('127.0.0.1', 0), true)
  assert.equal(other.recv(1), '')
  assert.equal(one.write('x'), null)
  assert.equal(Socket.errno, 9)
  next.close()
})

test('a write to a dead peer fails, and the process lives', (t) => {
  const [one, other] = connected(t)
  other.write('unread, so that close resets')
  other.close()

  const answers = [one.write('first'), one.write('second'), one.write('third')]

  assert.equal(answers.at(-1), null)
  assert.ok([32, 104].includes(Socket.errno))
})

test('a write that breaks midway tells how much was taken, and the next call why', async (t) => {
  const server = startNode(
    t,
    `net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
      .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`,
  )
  const socket = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  t.after(() => socket.close())
  assert.ok(socket.connect('127.0.0.1', Number(await server.line)))
  Socket.errno = 0

  const sent = socket.write('x'.repeat(64_000_000))

  assert.ok(sent !== null && sent > 0 && sent < 64_000_000, `${sent} bytes`)
  assert.equal(Socket.errno, 0)
  assert.equal(socket.recv(10), null)
  assert.equal(Socket.errno, 104)
  assert.equal(socket.write('more'), null)
  assert.equal(Socket.errno, 32)
})

test('a peer of Node’s own gets back what it sent, byte for byte', async (t) => {
  const server = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  t.after(() => server.close())
  const port = bindAnywhere(server)
  server.listen()
  const client = startNode(
    t,
    `const sent = require('node:crypto').randomBytes(3_000_000), got = []
     const socket = net.connect(+args[0], '127.0.0.1', () => socket.end(sent))
     socket.on('data', (data) => got.push(data))
     socket.on('end', () => console.log(Buffer.concat(got).equals(sent)))`,
    port,
  )

  const socket = made(server.accept())
  // All of it first: this thread can't send and receive at once, and the peer might not read.
  let all = ''
  for (let got = socket.recv(4096); got; got = socket.recv(4096)) all += got
  assert.equal(socket.write(all), 3_000_000)
  socket.close()

  assert.equal(await client.line, 'true')
})

test('datagrams keep their bounds; recv(0) eats one', (t) => {
  const one = made(Socket.create(Socket.AF_INET, Socket.SOCK_DGRAM))
  const other = made(Socket.create(Socket.AF_INET, Socket.SOCK_DGRAM))
  t.after(() => [one.close(), other.close()])
  const port = bindAnywhere(other)
  assert.equal(one.write('to nobody'), null)
  assert.deepEqual([Socket.errno, Socket.strerror()], [89, 'Destination address required'])
  assert.equal(one.connect('127.0.0.1', port), true)

  for (const text of ['one', 'two', '', 'three', 'four']) assert.equal(one.write(text), text.length)

  assert.equal(other.recv(100), 'one')
  assert.equal(other.recv(0), '')
  assert.equal(other.recv(100), '')
  assert.equal(other.recv(3), 'thr')
  assert.equal(other.recv(2 ** 40), 'four')
})

test('what programs leave open is counted: nothing after close', { skip: cannotCount }, () => {
  const before = openSockets()

  for (let i = 0; i < 20; i++) {
    const server = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
    const client = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
    client.connect('127.0.0.1', bindAnywhere(server, true))
    const accepted = made(server.accept())
    client.bind('127.0.0.1', 99_999)
    client.connect('nowhere', 1)
    for (const socket of [accepted, client, server, server, client]) socket.close()
  }

  assert.deepEqual(openSockets(), before)
})

function made(socket: DictuSocket | null): DictuSocket {
  assert.ok(socket, Socket.strerror())
  return socket
}

/** Binds to a port that is free. The dialect can't ask which the system picks. */
function bindAnywhere(socket: DictuSocket, listening = false): number {
  for (let port = 20_000 + (process.pid % 10_000); port < 32_000; port++) {
    if (!socket.bind('127.0.0.1', port)) continue
    if (listening) socket.listen()
    return port
  }
  throw new Error('No port is free')
}

function connected(t: Closes): [DictuSocket, DictuSocket] {
  const server = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  const one = made(Socket.create(Socket.AF_INET, Socket.SOCK_STREAM))
  const port = bindAnywhere(server, true)
  assert.ok(one.connect('127.0.0.1', port), Socket.strerror())
  const other = made(server.accept())
  server.close()
  t.after(() => [one.close(), other.close()])
  return [one, other]
}
