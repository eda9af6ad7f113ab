import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import * as http2 from 'node:http2'
import { connect, createServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type BorrowSource, constants, poll, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { inChild } from '../support/child.ts'
import { moved } from '../support/moved.ts'
import { closing } from '../support/kinds.ts'
import { untilLater } from '../support/until.ts'

/** The owner of a descriptor, and how to close it. */
interface Opened {
  owner: BorrowSource
  port: number
  end: () => Promise<unknown>
}

/** A kind of owner, and what is known of its descriptor. */
interface Case {
  name: string
  type: 'SOCK_STREAM' | 'SOCK_DGRAM'
  listening: boolean
  open: (t: TestContext) => Promise<Opened>
  /** The same kind of owner before it has a descriptor. */
  idle: () => BorrowSource
}

const owners: Case[] = [
  {
    name: 'net.Socket',
    type: 'SOCK_STREAM',
    listening: false,
    async open(t) {
      const { port } = await listening(createServer(), t)
      const owner = connect(port, '127.0.0.1')
      t.after(() => owner.destroy())
      await once(owner, 'connect')
      const end = async () => {
        owner.destroy()
        await once(owner, 'close')
      }
      return { owner, port: owner.localPort ?? 0, end }
    },
    idle: () => connect({ port: 1, lookup: () => undefined, host: 'never.invalid' }).destroy(),
  },
  {
    name: 'net.Server',
    type: 'SOCK_STREAM',
    listening: true,
    open: (t) => listening(createServer(), t),
    idle: () => createServer(),
  },
  {
    name: 'http.Server',
    type: 'SOCK_STREAM',
    listening: true,
    open: (t) => listening(createHttpServer(), t),
    idle: () => createHttpServer(),
  },
  {
    name: 'socket of an http2 client',
    type: 'SOCK_STREAM',
    listening: false,
    async open(t) {
      const { client } = await http2Session(t)
      const owner = client.socket
      return { owner, port: owner.localPort ?? 0, end: () => ended(client) }
    },
    idle() {
      const client = http2.connect('http://never.invalid', {
        createConnection: () =>
          connect({ port: 1, lookup: () => undefined, host: 'never.invalid' }),
      })
      const { socket } = client
      client.destroy()
      return socket
    },
  },
  {
    name: 'socket of an http2 server',
    type: 'SOCK_STREAM',
    listening: false,
    async open(t) {
      const { session } = await http2Session(t)
      const owner = session.socket
      return { owner, port: owner.localPort ?? 0, end: () => ended(session) }
    },
    idle: () => http2.createServer(),
  },
  {
    name: 'dgram.Socket',
    type: 'SOCK_DGRAM',
    listening: false,
    async open(t) {
      const owner = createSocket('udp4')
      let open = true
      const end = async () => {
        open = false
        owner.close()
        await once(owner, 'close')
      }
      t.after(() => {
        if (open) owner.close()
      })
      owner.bind(0, '127.0.0.1')
      await once(owner, 'listening')
      return { owner, port: owner.address().port, end }
    },
    idle() {
      const socket = createSocket('udp4')
      socket.close()
      return socket
    },
  },
]

for (const { name, type, listening: listens, open, idle } of owners) {
  test(`options and addresses of a borrowed ${name} work`, async (t) => {
    const { owner, port } = await open(t)

    using borrowed = Socket.borrow(owner)
    borrowed.setOption('SO_RCVBUF', 50_000)

    assert.equal(borrowed.family, 'AF_INET')
    assert.equal(borrowed.type, type)
    assert.equal(borrowed.listening, listens)
    assert.equal(borrowed.getOption('SO_RCVBUF'), 100_000)
    assert.deepEqual(borrowed.localAddress, { family: 'AF_INET', address: '127.0.0.1', port })
  })

  test(`closing or disposing a socket borrowed from a ${name} leaves that open`, async (t) => {
    const { owner } = await open(t)
    const borrowed = Socket.borrow(owner)
    const { fd } = borrowed

    borrowed.close()
    borrowed.close()

    assert.equal(borrowed.closed, true)
    assert.throws(() => borrowed.localAddress, { code: 'ERR_SOCKET_CLOSED' })
    assert.ok(calls.fcntl(fd, constants.F_GETFD, 0) >= 0)
    using again = Socket.borrow(owner)
    assert.equal(again.fd, fd)
  })

  test(`once a ${name} is closed, a socket borrowed from it fails, whoever has the number`, async (t) => {
    const { owner, end } = await open(t)
    using borrowed = Socket.borrow(owner)
    const { fd } = borrowed

    await end()
    await untilLater(() => calls.fcntl(fd, constants.F_GETFD, 0) < 0)
    const { AF_UNIX, SOCK_SEQPACKET } = constants
    using stranger = Socket.adopt(moved(calls.socket(AF_UNIX, SOCK_SEQPACKET, 0), fd))

    assert.equal(borrowed.fd, -1)
    assert.equal(borrowed.closed, true)
    assert.throws(() => borrowed.getOption('SO_RCVBUF'), { code: 'ERR_SOCKET_CLOSED' })
    assert.throws(() => borrowed.localAddress, { code: 'ERR_SOCKET_CLOSED' })
    borrowed.close()
    assert.equal(stranger.type, 'SOCK_SEQPACKET')
    assert.equal(stranger.getOption('SO_TYPE'), SOCK_SEQPACKET)
  })

  test(`borrowing from a ${name} without a descriptor is a TypeError`, () => {
    assert.throws(
      () => Socket.borrow(idle()),
      /^TypeError: Cannot borrow from an? \w+ without a descriptor: /,
    )
  })
}

/** Owners of a connected stream, and how to close each. */
const closers = {
  'net.Socket': async (t: TestContext) => {
    const { port } = await listening(createServer(), t)
    const owner = connect(port, '127.0.0.1')
    await once(owner, 'connect')
    return { owner: owner as BorrowSource, end: () => owner.destroy() as unknown }
  },
  Socket: (t: TestContext) => {
    const [owner, peer] = Socket.pair()
    t.after(() => {
      peer.close()
    })
    return {
      owner: owner as BorrowSource,
      end: () => {
        owner.close()
      },
    }
  },
  number: (t: TestContext) => {
    const [owner, peer] = Socket.pair()
    t.after(() => {
      peer.close()
    })
    return {
      owner: owner.fd,
      end: () => {
        owner.close()
      },
    }
  },
}

/** Calls that wait on a borrowed socket. */
const waits = {
  recv: (borrowed: Socket) => borrowed.recv(),
  poll: (borrowed: Socket) => poll([{ socket: borrowed, events: constants.POLLPRI }]),
  sendAll: (borrowed: Socket) => borrowed.sendAll(Buffer.alloc(1 << 24)),
}

for (const [name, open] of Object.entries(closers)) {
  for (const call of ['recv', 'poll', 'sendAll'] as const) {
    test(`${call} on a socket borrowed from a ${name} fails when that is closed`, async (t) => {
      const { owner, end } = await open(t)
      const borrowed = Socket.borrow(owner)
      const waiting = assert.rejects(waits[call](borrowed), { code: 'ERR_SOCKET_CLOSED' })
      await new Promise(setImmediate)

      end()

      await waiting
      assert.equal(borrowed.closed, true)
    })
  }

  test(`a wait on a socket borrowed from a ${name} never affects the next socket with its number`, async (t) => {
    const { owner, end } = await open(t)
    const borrowed = Socket.borrow(owner)
    const { fd } = borrowed
    const waiting = assert.rejects(borrowed.recv(), { code: 'ERR_SOCKET_CLOSED' })
    await new Promise(setImmediate)

    end()
    await new Promise(setImmediate)
    const [stranger, peer] = pairWith(fd)
    const receiving = stranger.recv()
    peer.sendSync('to the stranger')

    assert.equal(String(await receiving), 'to the stranger')
    borrowed.close()
    await waiting
    const again = stranger.recv()
    peer.sendSync('and again')
    assert.equal(String(await again), 'and again')
    for (const socket of [stranger, peer]) socket.close()
  })
}

test('a wait on the socket of an http2 session fails when that ends', async (t) => {
  const { client } = await http2Session(t)
  const borrowed = Socket.borrow(client.socket)
  const waiting = assert.rejects(waits.poll(borrowed), { code: 'ERR_SOCKET_CLOSED' })
  await new Promise(setImmediate)

  await ended(client)

  await waiting
  assert.equal(borrowed.closed, true)
})

test('closing a borrowed socket after its owner does not affect a new socket with the same number', async (t) => {
  const [owner, ownersPeer] = closing(t, Socket.pair())
  const borrowed = Socket.borrow(owner.fd)
  const { fd } = borrowed
  const waiting = assert.rejects(poll([{ socket: borrowed, events: constants.POLLPRI }]))
  owner.close()
  const [stranger, peer] = pairWith(fd)
  const receiving = stranger.recv()

  borrowed.close()
  await waiting
  peer.sendSync('hello')

  assert.equal(String(await receiving), 'hello')
  for (const socket of [ownersPeer, stranger, peer]) socket.close()
})

test('an owner’s own wait still works while the borrower waits', async (t) => {
  const [owner, peer] = closing(t, Socket.pair())
  const receiving = owner.recv()
  const borrowed = Socket.borrow(owner)

  assert.deepEqual(await poll([{ socket: borrowed, events: constants.POLLPRI }], 1), [])
  const both = poll([{ socket: borrowed, events: constants.POLLPRI | constants.POLLRDHUP }])
  peer.sendSync('x')

  assert.equal(String(await receiving), 'x')
  peer.close()
  assert.equal((await both).length, 1)
})

test('a borrowed socket is collected once nothing waits on it', async () => {
  const { status, errors, result } = await inChild(
    async ({ Socket: Made, poll: wait, constants: numbers }) => {
      const kept: WeakRef<object>[] = []
      const [owner, peer] = Made.pair()
      for (let i = 0; i < 20; i++) {
        const borrowed = Made.borrow(owner.fd)
        kept.push(new WeakRef(borrowed))
        await wait([{ socket: borrowed, events: numbers.POLLPRI }], 1)
      }
      for (let i = 0; i < 5; i++) {
        await new Promise(setImmediate)
        globalThis.gc?.()
      }
      for (const socket of [owner, peer]) socket.close()
      return kept.filter((one) => one.deref()).length
    },
    { node: ['--expose-gc'] },
  )

  assert.equal(status, 0, errors)
  assert.ok((result ?? 20) <= 1, `${result} of 20 are still there`) // one may be in a register
})

test('a process can exit once the owner of a borrowed descriptor is gone', async () => {
  const { status, errors } = await inChild(
    async ({ Socket: Made, poll: wait, constants: numbers }) => {
      const [owner, peer] = Made.pair()
      const borrowed = Made.borrow(owner)
      wait([{ socket: borrowed, events: numbers.POLLPRI }]).catch(() => undefined)
      await new Promise(setImmediate)
      owner.close()
      peer.close()
    },
  )

  assert.equal(status, 0, errors)
})

test('a number and a Socket can be borrowed from too, and stay open', () => {
  using owner = new Socket('AF_UNIX', 'SOCK_DGRAM')

  for (const source of [owner, owner.fd]) {
    const borrowed = Socket.borrow(source)
    assert.equal(borrowed.fd, owner.fd)
    assert.equal(borrowed.type, 'SOCK_DGRAM')
    assert.throws(() => borrowed.detach(), /^TypeError: A borrowed descriptor has another owner/)
    borrowed.close()
  }

  assert.equal(owner.closed, false)
  assert.deepEqual(owner.localAddress, { family: 'AF_UNIX' })
})

test('a socket that was borrowed from a Socket fails once that is closed', () => {
  const owner = new Socket()
  using borrowed = Socket.borrow(owner)

  owner.close()

  assert.throws(() => borrowed.protocol, { code: 'ERR_SOCKET_CLOSED' })
})

test('borrowing from anything else is a TypeError, from a number that is not a socket the kernel’s error', () => {
  for (const nothing of [null, undefined, 'x', {}, [], () => 3]) {
    assert.throws(() => Socket.borrow(nothing as number), TypeError)
  }
  const request = { socket: new Socket(), on: () => null, off: () => null }
  assert.throws(() => Socket.borrow(request), /without a descriptor: borrow from its socket$/)
  request.socket.close()
  assert.throws(() => Socket.borrow(99999), { code: 'EBADF' })
  assert.throws(() => Socket.borrow(-1), RangeError)
})

/** An http2 session, as seen by the client and by the server. */
async function http2Session(t: TestContext) {
  const server = http2.createServer()
  const { port } = await listening(server, t)
  const client = http2.connect(`http://127.0.0.1:${port}`)
  t.after(() => {
    client.destroy()
  })
  const [[session]] = await Promise.all([
    once(server, 'session') as Promise<[http2.ServerHttp2Session]>,
    once(client, 'connect'),
  ])
  return { client, session }
}

async function ended(session: http2.Http2Session): Promise<void> {
  session.destroy()
  await once(session, 'close')
}

async function listening(server: Server, t: TestContext) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  t.after(() => server.close())
  const end = async () => {
    server.close()
    await once(server, 'close')
  }
  return { owner: server, port: address.port, end }
}

/** Two connected sockets, the first of which has this number, which must be free. */
function pairWith(fd: number): [Socket, Socket] {
  const [one, other] = Socket.pair()
  if (other.fd === fd) return [other, one]
  return [Socket.adopt(moved(one.detach(), fd)), other]
}
