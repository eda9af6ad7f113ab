import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { constants, Socket } from '../src/index.ts'
import { calls } from '../src/raw.ts'

/** A lender, and how to close it. */
interface Lent {
  lender: object
  port: number
  end: () => Promise<unknown>
}

/** Who has a descriptor to lend, and how to see that it still works. */
interface Case {
  name: string
  type: 'SOCK_STREAM' | 'SOCK_DGRAM'
  listening: boolean
  open: (t: TestContext) => Promise<Lent>
  /** The same kind of lender before it has a descriptor. */
  idle: () => object
}

const lenders: Case[] = [
  {
    name: 'net.Socket',
    type: 'SOCK_STREAM',
    listening: false,
    async open(t) {
      const { port } = await listening(createServer(), t)
      const lender = connect(port, '127.0.0.1')
      t.after(() => lender.destroy())
      await once(lender, 'connect')
      const end = async () => {
        lender.destroy()
        await once(lender, 'close')
      }
      return { lender, port: lender.localPort ?? 0, end }
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
    name: 'dgram.Socket',
    type: 'SOCK_DGRAM',
    listening: false,
    async open(t) {
      const lender = createSocket('udp4')
      let open = true
      const end = async () => {
        open = false
        lender.close()
        await once(lender, 'close')
      }
      t.after(() => {
        if (open) lender.close()
      })
      lender.bind(0, '127.0.0.1')
      await once(lender, 'listening')
      return { lender, port: lender.address().port, end }
    },
    idle() {
      const socket = createSocket('udp4')
      socket.close()
      return socket
    },
  },
]

for (const { name, type, listening: listens, open, idle } of lenders) {
  test(`options and names of a borrowed ${name} work`, async (t) => {
    const { lender, port } = await open(t)

    using borrowed = Socket.borrow(lender)
    borrowed.setOption('SO_RCVBUF', 50_000)

    assert.equal(borrowed.family, 'AF_INET')
    assert.equal(borrowed.type, type)
    assert.equal(borrowed.listening, listens)
    assert.equal(borrowed.getOption('SO_RCVBUF'), 100_000)
    assert.deepEqual(borrowed.localAddress, { family: 'AF_INET', address: '127.0.0.1', port })
  })

  test(`closing and disposing what was borrowed of a ${name} leaves it open`, async (t) => {
    const { lender } = await open(t)
    const borrowed = Socket.borrow(lender)
    const { fd } = borrowed

    borrowed.close()
    borrowed.close()

    assert.equal(borrowed.closed, true)
    assert.throws(() => borrowed.localAddress, { code: 'ERR_SOCKET_CLOSED' })
    assert.ok(calls.fcntl(fd, constants.F_GETFD, 0) >= 0)
    using again = Socket.borrow(lender)
    assert.equal(again.fd, fd)
  })

  test(`once a ${name} is closed, what was borrowed of it fails, whoever has the number`, async (t) => {
    const { lender, end } = await open(t)
    using borrowed = Socket.borrow(lender)
    const { fd } = borrowed

    await end()
    using stranger = Socket.adopt(numbered(fd))

    assert.equal(borrowed.fd, -1)
    assert.equal(borrowed.closed, true)
    assert.throws(() => borrowed.getOption('SO_RCVBUF'), { code: 'ERR_SOCKET_CLOSED' })
    assert.throws(() => borrowed.localAddress, { code: 'ERR_SOCKET_CLOSED' })
    borrowed.close()
    assert.equal(stranger.type, 'SOCK_SEQPACKET')
    assert.equal(stranger.getOption('SO_TYPE'), constants.SOCK_SEQPACKET)
  })

  test(`a ${name} without a descriptor lends none`, () => {
    assert.throws(() => Socket.borrow(idle()), TypeError)
  })
}

test('a number and a socket of ours lend too, and stay open', () => {
  using owner = new Socket('AF_UNIX', 'SOCK_DGRAM')

  for (const lender of [owner, owner.fd]) {
    const borrowed = Socket.borrow(lender)
    assert.equal(borrowed.fd, owner.fd)
    assert.equal(borrowed.type, 'SOCK_DGRAM')
    borrowed.close()
  }

  assert.equal(owner.closed, false)
  assert.deepEqual(owner.localAddress, { family: 'AF_UNIX' })
})

test('what was borrowed of a socket of ours fails once that is closed', () => {
  const owner = new Socket()
  using borrowed = Socket.borrow(owner)

  owner.close()

  assert.throws(() => borrowed.protocol, { code: 'ERR_SOCKET_CLOSED' })
})

test('what can lend nothing is a TypeError, a number of no socket the kernel’s error', () => {
  for (const nothing of [null, undefined, 'x', {}, [], () => 3]) {
    assert.throws(() => Socket.borrow(nothing as object), TypeError)
  }
  assert.throws(() => Socket.borrow(99999), { code: 'EBADF' })
  assert.throws(() => Socket.borrow(-1), RangeError)
})

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
  return { lender: server, port: address.port, end }
}

/** A descriptor of that very number, which is free. */
function numbered(fd: number): number {
  const pair = new Int32Array(2)
  calls.socketpair(constants.AF_UNIX, constants.SOCK_SEQPACKET, 0, pair)
  const [one = -1, other = -1] = pair
  if (one === fd || other === fd) {
    calls.close(one === fd ? other : one)
    return fd
  }
  const given = calls.fcntl(one, constants.F_DUPFD_CLOEXEC, fd)
  calls.close(one)
  calls.close(other)
  assert.equal(given, fd)
  return given
}
