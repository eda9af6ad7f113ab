// The manual's examples, one test each, with existing addresses.

import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import socket, { type Socket } from '../../src/dialects/ucode.ts'
import { constants, Socket as CoreSocket } from '../../src/index.ts'
import { startNode } from '../support/node-program.ts'
import { folderOf } from '../support/folder.ts'
import { peer } from '../support/peer.ts'

const folder = folderOf({ after })

function made<T>(value: T | null): T {
  return value ?? assert.fail(socket.error() ?? '')
}

function close(...sockets: (Socket | null)[]): void {
  for (const one of sockets) assert.equal(one?.close(), true)
}

function connected(): { client: Socket; peer: Socket; listener: Socket } {
  const listener = made(socket.listen('127.0.0.1', 0))
  const client = made(socket.connect('127.0.0.1', listener.sockname()?.port))
  return { client, peer: made(listener.accept()), listener }
}

test('accept: the dictionary is populated with the address of the peer', () => {
  const sock = made(socket.create(socket.AF_INET, socket.SOCK_STREAM))
  sock.bind('127.0.0.1:0')
  sock.listen()
  const client = made(socket.connect('127.0.0.1', sock.sockname()?.port))

  const peerAddress = {}
  const newSocket = sock.accept(peerAddress, socket.SOCK_CLOEXEC)

  assert.ok(newSocket, sock.error() ?? '')
  assert.deepEqual(peerAddress, client.sockname())
  close(newSocket, client, sock)
})

test('bind: true, or null with the reason', () => {
  const sock = made(socket.create(socket.AF_INET))
  const other = made(socket.create(socket.AF_INET))

  assert.equal(sock.bind('127.0.0.1:0'), true)
  assert.equal(other.bind(`127.0.0.1:${sock.sockname()?.port}`), null)

  assert.equal(other.error(), 'bind(): Address already in use')
  close(sock, other)
})

test('close: the connection ends with the socket', () => {
  const { client, peer, listener } = connected()

  assert.equal(client.close(), true)

  assert.equal(peer.recv(), '')
  assert.equal(client.close(), null)
  close(peer, listener)
})

test('connect: from the address of a name to a server of Node', async (t) => {
  const code = `net.createServer((peer) => peer.end('hello')).listen(0, '127.0.0.1', function () {
    console.log(this.address().port) })`
  const port = Number(await startNode(t, code).line)
  const sock = made(socket.create(socket.AF_INET, socket.SOCK_STREAM))
  const [found] = made(socket.addrinfo('localhost', port, { family: socket.AF_INET }))

  assert.equal(sock.connect(found?.addr ?? '', port), true)

  assert.equal(sock.recv(100, socket.MSG_WAITALL), 'hello')
  close(sock)
})

test('error: the text of the last failure, or its number', () => {
  const sock = made(socket.create(socket.AF_INET, socket.SOCK_STREAM, 0))

  Reflect.apply(sock.bind.bind(sock), sock, ['::', 8080])
  assert.equal(socket.error(), 'bind(): Address family not supported by protocol')
  socket.addrinfo('doesnotexist.org', null, { flags: socket.AI_NUMERICHOST })
  assert.equal(socket.error(true), socket.EAI_NONAME)
  assert.equal(sock.error(), 'getaddrinfo(): Name or service not known')
  close(sock)
})

test('fileno: a number, and -1 once it is closed', () => {
  const sock = made(socket.create())
  const fd = sock.fileno()
  close(sock)

  assert.ok(fd > 2)
  assert.equal(sock.fileno(), -1)
})

test('getopt and setopt: numbers, booleans, strings and dictionaries', () => {
  const sock = made(socket.create())
  const { SOL_SOCKET, SO_LINGER, SO_KEEPALIVE, SO_RCVLOWAT } = socket

  assert.equal(sock.setopt(SOL_SOCKET, SO_KEEPALIVE, true), true)
  assert.equal(sock.setopt(SOL_SOCKET, SO_RCVLOWAT, 3), true)
  assert.equal(sock.setopt(SOL_SOCKET, SO_LINGER, { onoff: 1, linger: 5 }), true)
  assert.equal(sock.setopt(SOL_SOCKET, 9999, 1), null)

  assert.equal(sock.error(), 'Unknown socket level or option: Invalid argument')
  assert.deepEqual(
    [SO_KEEPALIVE, SO_RCVLOWAT, SO_LINGER].map((option) => sock.getopt(SOL_SOCKET, option)),
    [true, 3, { onoff: 1, linger: 5 }],
  )
  close(sock)
})

test('listen: true, or null with the reason', () => {
  const sock = made(socket.create())

  assert.equal(sock.bind('127.0.0.1:0'), true)
  assert.equal(sock.listen(10), true)

  assert.equal(sock.getopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), true)
  close(sock)
})

test('peercred: the process at the other end of a Unix socket', () => {
  const path = join(folder, 'credentials')
  const listener = made(socket.listen(path, null, { socktype: socket.SOCK_STREAM }))
  const sock = made(socket.create(socket.AF_UNIX))
  assert.equal(sock.connect(path), true)

  const peerCredentials = sock.peercred()

  const own = { uid: process.geteuid?.(), gid: process.getegid?.(), pid: process.pid }
  assert.deepEqual(peerCredentials, own)
  close(sock, listener)
})

test('peername and sockname: both ends', () => {
  const { client, peer, listener } = connected()

  assert.deepEqual(client.peername(), peer.sockname())
  assert.deepEqual(client.sockname(), peer.peername())
  assert.deepEqual(listener.peername(), null)
  close(client, peer, listener)
})

test('recv: what the peer sent, and the sender if the socket is not connected', () => {
  const [one, two] = [0, 0].map(() => {
    const sock = made(socket.create(socket.AF_INET, socket.SOCK_DGRAM))
    sock.bind('127.0.0.1:0')
    return sock
  }) as [Socket, Socket]
  const from: { family?: number; address?: string; port?: number } = {}

  two.send('ping', 0, one.sockname())
  assert.equal(one.recv(512, 0, from), 'ping')
  one.send('pong', 0, from)

  assert.equal(two.recv(), 'pong')
  assert.deepEqual(from, two.sockname())
  close(one, two)
})

test('recvmsg and sendmsg: descriptors over a domain socket', () => {
  const path = join(folder, 'descriptors')
  const server = made(socket.listen({ family: socket.AF_UNIX, path }))
  server.setopt(socket.SOL_SOCKET, socket.SO_PASSCRED, true)
  const f1 = { file: openSync(new URL(import.meta.url), 'r'), fileno: () => f1.file }
  const f2 = openSync('/dev/null', 'r')
  const client = made(
    socket.connect({ family: socket.AF_UNIX, path }, null, { socktype: socket.SOCK_DGRAM }),
  )

  const text = "Hi there, here's some descriptors!"
  const sent = client.sendmsg(text, [
    { level: socket.SOL_SOCKET, type: socket.SCM_RIGHTS, data: [f1, f2] },
  ])
  const msg = made(server.recvmsg(1024, 1024))

  assert.equal(sent, text.length)
  assert.equal(msg.data, text)
  const received = (msg.ancillary ?? []).flatMap(({ level, type, data }) =>
    level === socket.SOL_SOCKET && type === socket.SCM_RIGHTS ? (data as number[]) : [],
  )
  assert.equal(received.length, 2)
  assert.match(readFileSync(received[0] ?? -1, 'utf8'), /The examples of the manual/)
  for (const fd of [...received, f1.file, f2]) closeSync(fd)
  close(server, client)
})

test('recvmsg: in segments, and with MSG_PEEK', () => {
  const [one, other] = made(socket.pair(socket.SOCK_DGRAM))
  one.send('x'.repeat(700))

  const peeked = other.recvmsg(0, 0, socket.MSG_PEEK | socket.MSG_TRUNC)
  const msg = other.recvmsg([10, 128, 512])

  assert.deepEqual([peeked?.data, peeked?.length], ['', 700])
  assert.deepEqual(
    (msg?.data as string[]).map(({ length }) => length),
    [10, 128, 512],
  )
  assert.equal(msg?.flags, socket.MSG_TRUNC)
  close(one, other)
})

test('send: a request to a server of Node over a connection', async (t) => {
  const code = `http.createServer((_, response) => response.end('over HTTP')).listen(
    0, '127.0.0.1', function () { console.log(this.address().port) })`
  const port = Number(await startNode(t, code).line)
  const sock = made(socket.create(socket.AF_INET, socket.SOCK_STREAM))
  sock.connect('127.0.0.1', port)

  const request = 'GET / HTTP/1.0\r\n\r\n'
  assert.equal(sock.send(request), request.length)

  let answer = ''
  for (let text = sock.recv(); text; text = sock.recv()) answer += text
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nover HTTP$/)
  close(sock)
})

test('send: a datagram to an address as text and as a dictionary', () => {
  const receiver = made(socket.listen('127.0.0.1', 0, { socktype: socket.SOCK_DGRAM }))
  const port = receiver.sockname()?.port ?? 0
  const sock = made(socket.create(socket.AF_INET, socket.SOCK_DGRAM))

  assert.equal(sock.send('Hello there!', 0, `127.0.0.1:${port}`), 12)
  assert.equal(sock.send('Hello there!', 0, { address: '127.0.0.1', port }), 12)
  // Broadcasting requires SO_BROADCAST.
  assert.equal(sock.send('Hello there!', 0, '255.255.255.255:9000'), null)

  assert.match(sock.error() ?? '', /^send\(\): (Permission denied|Network is unreachable)$/)
  assert.deepEqual([receiver.recv(), receiver.recv()], ['Hello there!', 'Hello there!'])
  close(sock, receiver)
})

test('sendmsg: several values in one datagram', () => {
  const [sk, other] = made(socket.pair(socket.SOCK_DGRAM))

  assert.equal(sk.sendmsg(['This', 'is', 'one', 'message']), 16)

  assert.equal(other.recv(), 'Thisisonemessage')
  close(sk, other)
})

test('shutdown: nothing more is sent, but data is received', () => {
  const { client, peer, listener } = connected()

  assert.equal(client.shutdown(socket.SHUT_WR), true)

  assert.equal(client.send('x'), null)
  assert.equal(client.error(true), 32)
  assert.equal(peer.recv(), '')
  peer.send('still')
  assert.equal(client.recv(), 'still')
  close(client, peer, listener)
})

test('a socket converts to its text wherever text is needed', () => {
  const sock = made(socket.create())
  const text = `<socket 0x${sock.fileno().toString(16)}>`

  assert.deepEqual(
    [String(sock), JSON.stringify(sock), inspect([sock]), Object.keys({ [sock as never]: 1 })],
    [text, `"${text}"`, `[ ${text} ]`, [text]],
  )
  assert.throws(() => Object.assign(sock, { own: 1 }), TypeError)
  assert.throws(() => Object.assign(socket, { AF_INET: 1 }), TypeError)
  close(sock)
})

test('SO_RCVTIMEO limits receives, but not sends', async () => {
  const [one, other] = CoreSocket.pair()
  const sock = made(socket.open(one.detach()))
  sock.setopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, { usec: 1000 })
  const bytes = 2_000_000
  const drained = peer(other, ['pause', 50], ['drain', bytes, 100_000, 0])

  assert.equal(sock.recv(), null)
  assert.equal(sock.error(true), constants.EAGAIN)
  assert.equal(sock.send('x'.repeat(bytes)), bytes)

  await drained
  other.close()
  close(sock)
})
