import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing, everyKind, loopback, nameOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

const CLOSED = { name: 'SocketError', code: 'ERR_SOCKET_CLOSED' }
const view = new Uint8Array(4)

for (const form of forms) {
  test(`every call on a closed socket is refused without a system call: ${form.name}`, async () => {
    const socket = new Socket()
    socket.close()
    socket.close()
    const unix = new Socket('AF_UNIX')
    unix.close()
    const here = loopback('AF_INET', 9)

    for (const waiting of [
      form.call(socket, 'recv'),
      form.call(socket, 'recvInto', view),
      form.call(socket, 'recvFrom'),
      form.call(socket, 'recvFromInto', view),
      form.call(socket, 'recvMessage', { into: view }),
      form.call(unix, 'recvDescriptors'),
      form.call(unix, 'sendDescriptors', [0]),
      form.call(socket, 'send', 'x'),
      form.call(socket, 'sendAll', 'x'),
      form.call(socket, 'sendTo', 'x', here),
      form.call(socket, 'sendMessage', { data: 'x' }),
      form.call(socket, 'connect', here),
      form.call(socket, 'accept'),
    ]) {
      await assert.rejects(waiting, CLOSED)
    }
  })
}

test('everything else on a closed socket is refused too, except asking whether it is closed', () => {
  const socket = new Socket()
  const { fd } = socket

  socket.close()

  assert.throws(() => {
    socket.bind(loopback('AF_INET'))
  }, CLOSED)
  assert.throws(() => {
    socket.listen()
  }, CLOSED)
  assert.throws(() => {
    socket.shutdown('SHUT_RDWR')
  }, CLOSED)
  assert.throws(() => {
    socket.setOption('SO_KEEPALIVE', true)
  }, CLOSED)
  assert.throws(() => socket.getOption('SO_KEEPALIVE'), CLOSED)
  assert.throws(() => socket.localAddress, CLOSED)
  assert.throws(() => socket.remoteAddress, CLOSED)
  assert.throws(() => socket.protocol, CLOSED)
  assert.throws(() => socket.detach(), CLOSED)
  assert.equal(socket.fd, -1)
  assert.equal(socket.closed, true)
  assert.equal(socket.listening, false)
  assert.equal(socket.family, 'AF_INET')
  assert.equal(calls.fcntl(fd, constants.F_GETFD, 0), -constants.EBADF)
})

test('the end of a block closes its socket, with using and await using', {
  skip: cannotCount,
}, async () => {
  const before = openSockets()

  {
    using one = new Socket()
    await using other = new Socket()
    assert.equal(openSockets().length, before.length + 2)
    assert.notEqual(one.fd, other.fd)
  }

  assert.deepEqual(openSockets(), before)
})

for (const kind of everyKind) {
  test(`a second close leaves the next owner of the number alone: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one] = kind.pair(t)
    const { fd } = one
    one.close()
    using stranger = socketNumbered(fd)

    one.close()
    one[Symbol.dispose]()

    assert.equal(stranger.getOption('SO_TYPE'), constants.SOCK_SEQPACKET)
  })

  test(`a close after detach leaves the descriptor alone: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one, other] = kind.pair(t)
    const fd = one.detach()

    one.close()

    assert.ok(calls.fcntl(fd, constants.F_GETFD, 0) >= 0)
    calls.close(fd)
    other.close()
  })

  for (const form of forms) {
    test(`a descriptor closed behind the object fails with EBADF: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)

      calls.close(one.fd)

      await assert.rejects(form.call(one, 'recv'), { code: 'EBADF' })
      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EBADF' })
      assert.throws(() => one.localAddress, { code: 'EBADF' })
      one.close()
      assert.equal(one.closed, true)
    })
  }

  test(`a call that waits on a number that another socket gets is not served by its data: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = kind.pair(t)
    const { fd } = one
    const abandoned = assert.rejects(one.recv(), { code: 'ERR_SOCKET_CLOSED' })
    one.close()

    const [a, b] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
    const [near, far] = b.fd === fd ? [b, a] : [a, b]
    using taker = near.fd === fd ? near : Socket.adopt(renumber(near, fd))
    const received = taker.recv()
    far.sendSync('for the new one')

    await abandoned
    assert.equal(taker.fd, fd)
    assert.equal(String(await received), 'for the new one')
    far.close()
  })

  test(`calls that waited at close leave nothing open: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, async (t) => {
    const before = openSockets()
    const pair = kind.pair(t)
    const waiting = pair.map((socket) => assert.rejects(socket.recv(), CLOSED))

    for (const socket of pair) socket.close()

    await Promise.all(waiting)
    assert.deepEqual(openSockets(), before)
  })
}

test('a refused socket leaves nothing open', { skip: cannotCount }, () => {
  const before = openSockets()
  using listener = new Socket()
  listener.bind(loopback('AF_INET'))

  assert.throws(() => new Socket('AF_INET', 99), { code: 'EINVAL' })
  using second = new Socket()
  assert.throws(
    () => {
      second.bind(nameOf(listener))
    },
    { code: 'EADDRINUSE' },
  )
  second.close()
  listener.close()

  assert.deepEqual(openSockets(), before)
})

test('the console shows what a socket is, closed or open', async () => {
  const { inspect } = await import('node:util')
  const socket = new Socket('AF_UNIX', 'SOCK_DGRAM')
  const { fd } = socket

  const open = inspect(socket)
  socket.close()

  assert.match(open, new RegExp(`fd ${fd}.*AF_UNIX.*SOCK_DGRAM`))
  assert.match(inspect(socket), /closed/)
})

/** A socket of another type with this descriptor number, which must be free. */
function socketNumbered(fd: number): Socket {
  const [one, other] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
  const [taken, spare] = other.fd === fd ? [other, one] : [one, other]
  spare.close()
  return taken.fd === fd ? taken : Socket.adopt(renumber(taken, fd))
}

function renumber(socket: Socket, fd: number): number {
  const given = calls.fcntl(socket.fd, constants.F_DUPFD_CLOEXEC, fd)
  socket.close()
  assert.equal(given, fd)
  return given
}
