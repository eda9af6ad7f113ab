import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import {
  closing,
  connections,
  datagrams,
  everyKind,
  type Kind,
  loopback,
  nameOf,
  streams,
} from '../support/kinds.ts'
import { lacksKind } from '../support/loose.ts'

type Iterated = AsyncGenerator<unknown, void>

const iterations: readonly [name: string, iterate: (socket: Socket) => Iterated][] = [
  ['chunks', (socket) => socket.chunks()],
  ['datagrams', (socket) => socket.datagrams()],
  ['messages', (socket) => socket.messages()],
]

const onStreams = iterations.filter(([name]) => name !== 'datagrams')
const onDatagrams = iterations.filter(([name]) => name !== 'chunks')

function iterationsOn({ type }: Kind): typeof iterations {
  if (type === 'SOCK_STREAM') return onStreams
  return type === 'SOCK_SEQPACKET' ? iterations : onDatagrams
}

for (const kind of everyKind) {
  for (const [name, iterate] of iterationsOn(kind)) {
    test(`${name}() ends quietly when the socket is closed by this program: ${kind.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const waiting = iterate(one).next()

      one.close()

      assert.deepEqual(await waiting, { value: undefined, done: true })
      assert.deepEqual(await iterate(one).next(), { value: undefined, done: true })
    })

    test(`${name}() throws the AbortError of the caller's signal, and the socket stays usable: ${kind.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const controller = new AbortController()
      const options = { signal: controller.signal }
      const iteration =
        name === 'chunks'
          ? one.chunks(9, options)
          : name === 'datagrams'
            ? one.datagrams(options)
            : one.messages(options)
      const waiting = iteration.next()

      controller.abort()

      await assert.rejects(waiting, { name: 'AbortError' })
      await other.send('x')
      assert.equal(String(await one.recv()), 'x')
    })
  }

  test(`messages() throws when no message arrives in time: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = kind.pair(t)

    await assert.rejects(one.messages({ timeout: 50 }).next(), { code: 'ERR_SOCKET_TIMEOUT' })
  })
}

for (const kind of streams) {
  for (const [name, iterate] of onStreams) {
    test(`${name}() ends when the peer has finished: ${kind.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.sendAll('all of it')
      other.shutdown('SHUT_WR')
      let steps = 0

      const iteration = iterate(one)
      while (!(await iteration.next()).done) steps++

      assert.equal(steps, 1)
      await one.send('still open')
      assert.equal(String(await other.recv()), 'still open')
    })
  }

  test(`chunks() yields at most as many bytes as requested, in order: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await other.sendAll('abcdefgh')
    other.close()
    const chunks: string[] = []

    for await (const chunk of one.chunks(3)) chunks.push(String(chunk))

    assert.deepEqual(chunks, ['abc', 'def', 'gh'])
  })

  test(`chunks() throws when the connection was reset: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await one.send('unread')
    other.close()

    await assert.rejects(one.chunks().next(), { code: 'ECONNRESET' })
  })
}

for (const kind of datagrams) {
  test(`datagrams() yields data and sender of each, empty ones too: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const sent = ['', 'a', '', 'b']
    for (const text of sent) await other.send(text)
    const came: string[] = []

    for await (const { data, address } of one.datagrams()) {
      came.push(String(data))
      if (kind.family !== 'AF_UNIX') assert.deepEqual(address, nameOf(other))
      if (came.length === sent.length) break
    }

    assert.deepEqual(came, sent)
    assert.equal(one.closed, false) // leaving the loop does not close the socket
  })

  test(`datagrams() ends when its own half is shut down: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = kind.pair(t)
    const waiting = one.datagrams().next()

    one.shutdown('SHUT_RD')

    assert.deepEqual(await waiting, { value: undefined, done: true })
  })
}

test('datagrams() refuses what reports no sender: a stream, and the error queue', (t) => {
  const [stream] = closing(t, Socket.pair())
  const [socket] = closing(t, [new Socket('AF_INET', 'SOCK_DGRAM')])

  assert.throws(() => stream.datagrams({ timeout: 0 }), {
    name: 'TypeError',
    message: 'A stream has no datagrams: receive its chunks()',
  })
  assert.throws(() => socket.datagrams({ flags: 'MSG_ERRQUEUE', timeout: 0 }), {
    name: 'TypeError',
    message: 'datagrams() cannot take MSG_ERRQUEUE: that queue is read by recvError()',
  })
})

for (const kind of datagrams) {
  test(`chunks() refuses datagrams, where an empty one is not the end: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await other.send('')

    assert.throws(() => one.chunks(), {
      name: 'TypeError',
      message: 'A SOCK_DGRAM socket has no chunks: receive its datagrams()',
    })
    assert.equal((await one.recv()).length, 0)
  })
}

test('chunks() refuses the datagrams of a raw socket', { skip: lacksKind('raw') }, (t) => {
  const socket = closing(t, new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'))

  assert.throws(() => socket.chunks(9, { timeout: 0 }), {
    name: 'TypeError',
    message: 'A SOCK_RAW socket has no chunks: receive its datagrams()',
  })
})

for (const kind of connections.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`connections() accepts until the listener is closed: ${kind.name}`, {
    skip: kind.skip,
  }, async () => {
    const family = kind.family === 'AF_INET' ? 'AF_INET' : 'AF_INET6'
    using listener = new Socket(family)
    listener.bind(loopback(family))
    listener.listen()
    const dial = () => {
      const socket = new Socket(family)
      socket.connectSync(nameOf(listener))
      return socket
    }
    using first = dial()
    using second = dial()
    const came: unknown[] = []

    for await (const connection of listener.connections()) {
      came.push(connection.remoteAddress)
      connection.close()
      if (came.length === 2) listener.close()
    }

    assert.deepEqual(came, [nameOf(first), nameOf(second)])
  })

  test(`connections() ends quietly when the listener is closed under it: ${kind.name}`, {
    skip: kind.skip,
  }, async () => {
    using listener = new Socket(kind.family)
    listener.listen()
    const waiting = listener.connections().next()

    listener.close()

    assert.deepEqual(await waiting, { value: undefined, done: true })
  })

  test(`connections() throws when the socket does not listen: ${kind.name}`, {
    skip: kind.skip,
  }, async () => {
    using socket = new Socket(kind.family)

    await assert.rejects(socket.connections().next(), { code: 'EINVAL', syscall: 'accept' })
  })
}
