import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { constants, poll, Socket } from '../../src/index.ts'
import { unansweringPeer, noUnansweringPeer } from '../support/unanswering-peer.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'
import {
  closing,
  connections,
  everyKind,
  loopback,
  nameOf,
  streams,
  onKinds,
} from '../support/kinds.ts'

const CLOSED = { name: 'SocketError', code: 'ERR_SOCKET_CLOSED', errno: 0 }
const ABORTED = { name: 'AbortError', code: 'ABORT_ERR' }

/** Every call that waits for data. */
const receives: readonly [
  name: string,
  call: (socket: Socket, signal?: AbortSignal) => Promise<Buffer>,
][] = [
  ['recv', (socket, signal) => socket.recv(100, { signal })],
  [
    'recvInto',
    async (socket, signal) => {
      const view = Buffer.alloc(100)
      return view.subarray(0, await socket.recvInto(view, { signal }))
    },
  ],
  ['recvFrom', async (socket, signal) => (await socket.recvFrom(100, { signal })).data],
  [
    'recvFromInto',
    async (socket, signal) => {
      const view = Buffer.alloc(100)
      return view.subarray(0, (await socket.recvFromInto(view, { signal })).length)
    },
  ],
  ['recvMessage', async (socket, signal) => (await socket.recvMessage({ signal })).data],
]

for (const [kind, [name, receive]] of onKinds(receives)) {
  test(`an aborted ${name} consumes nothing, the next gets everything: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controller = new AbortController()
    const reason = new Error('changed my mind')

    const pending = receive(one, controller.signal)
    controller.abort(reason)
    other.sendSync('all of it')

    await assert.rejects(pending, { ...ABORTED, cause: reason })
    assert.equal((await receive(one)).toString(), 'all of it')
  })

  test(`an abort that arrives with the data consumes nothing either: ${name}, ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controller = new AbortController()

    const pending = receive(one, controller.signal)
    other.sendSync('all of it')
    controller.abort()

    await assert.rejects(pending, ABORTED)
    assert.equal((await receive(one)).toString(), 'all of it')
  })

  test(`an aborted signal ends ${name} before it makes a call: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    other.sendSync('all of it')
    await poll([{ socket: one, events: constants.POLLIN }])

    await assert.rejects(receive(one, AbortSignal.abort()), ABORTED)

    assert.equal((await receive(one, new AbortController().signal)).toString(), 'all of it')
  })

  test(`an abort after ${name} has completed changes nothing: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controller = new AbortController()
    other.sendSync('done')

    const data = await receive(one, controller.signal)
    controller.abort()
    other.sendSync('next')

    assert.equal(data.toString(), 'done')
    assert.equal((await receive(one)).toString(), 'next')
  })

  test(`a close ends every ${name} that waits: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = kind.pair(t)

    const pending = [receive(one), receive(one), receive(one)]
    one.close()

    for (const each of pending) await assert.rejects(each, CLOSED)
  })
}

for (const kind of everyKind) {
  test(`receives are served in the order of their calls: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const order: string[] = []
    const note = (name: string) => (data: Buffer) => {
      order.push(`${name} got ${data.toString()}`)
    }

    const pending = [
      one.recv(1).then(note('first')),
      one.recvInto(new Uint8Array(1)).then(() => order.push('second got something')),
      one.recvMessage({ size: 1 }).then(({ data }) => {
        note('third')(data)
      }),
      one.recv(1).then(note('fourth')),
    ]
    for (const letter of 'abcd') other.sendSync(letter)
    await Promise.all(pending)

    assert.deepEqual(order, ['first got a', 'second got something', 'third got c', 'fourth got d'])
  })

  test(`an abort in the middle of the queue does not affect the others: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controllers = [0, 1, 2, 3].map(() => new AbortController())

    const pending = controllers.map(({ signal }) => one.recv(1, { signal }))
    const settled = Promise.allSettled(pending)
    controllers[1]?.abort()
    controllers[3]?.abort()
    for (const letter of 'ab') other.sendSync(letter)

    assert.deepEqual(
      (await settled).map((each) =>
        each.status === 'fulfilled' ? each.value.toString() : (each.reason as Error).name,
      ),
      ['a', 'AbortError', 'b', 'AbortError'],
    )
    other.sendSync('c')
    assert.equal((await one.recv(1)).toString(), 'c')
  })

  test(`a call made while others wait does not overtake them: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    const first = one.recv(1)
    other.sendSync('a')
    other.sendSync('b')
    const second = one.recv(1) // data for it is already available

    assert.equal((await first).toString(), 'a')
    assert.equal((await second).toString(), 'b')
  })

  test(`a send goes through while a receive waits: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    const received = one.recv()
    await one.send('out')
    assert.equal((await other.recv()).toString(), 'out')
    await other.send('in')

    assert.equal((await received).toString(), 'in')
  })
}

for (const kind of streams) {
  test(`an aborted sendAll reports how much was sent, and the socket still works: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controller = new AbortController()
    const total = 32 * 2 ** 20

    const sent = one.sendAll(Buffer.alloc(total), { signal: controller.signal })
    controller.abort()

    const error = await sent.then(
      () => assert.fail('It cannot have sent all'),
      (failure: unknown) => failure as Error & { bytesSent: number },
    )
    assert.equal(error.name, 'AbortError')
    assert.ok(error.bytesSent > 0 && error.bytesSent < total, `${error.bytesSent} bytes`)
    one.shutdown('SHUT_WR')
    let came = 0
    for await (const chunk of other.chunks()) came += chunk.length
    assert.equal(came, error.bytesSent)
  })

  test(`sends are served in the order of their calls, each sendAll in one piece: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const length = 2 ** 22

    const sends = ['a', 'b', 'c'].map((letter) => one.sendAll(Buffer.alloc(length, letter)))
    const ends = Promise.all(sends).then(() => {
      one.shutdown('SHUT_WR')
    })
    const chunks: Buffer[] = []
    for await (const chunk of other.chunks()) chunks.push(chunk)
    await ends

    assert.ok(
      Buffer.concat(chunks).equals(
        Buffer.concat(['a', 'b', 'c'].map((x) => Buffer.alloc(length, x))),
      ),
    )
  })

  test(`a close ends every send that waits: ${kind.name}`, { skip: kind.skip }, async (t) => {
    const [one] = kind.pair(t)
    const data = Buffer.alloc(32 * 2 ** 20)

    const pending = [one.sendAll(data), one.send(data), one.sendMessage({ data })]
    one.close()

    for (const each of pending) await assert.rejects(each, CLOSED)
  })
}

for (const kind of connections) {
  test(`an aborted accept takes no connection, and leaks no descriptor: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, async (t) => {
    const listener = closing(t, new Socket(kind.family, kind.type))
    const client = closing(t, new Socket(kind.family, kind.type))
    if (kind.family === 'AF_UNIX') listener.bind({ abstract: `berkeley-cancelling-${process.pid}` })
    else listener.bind(loopback(kind.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'))
    listener.listen()
    const controller = new AbortController()
    const before = openDescriptors()

    const pending = listener.accept({ signal: controller.signal })
    client.connectSync(nameOf(listener))
    controller.abort()
    await assert.rejects(pending, ABORTED)
    const late = listener.accept({ signal: AbortSignal.abort() })
    await assert.rejects(late, ABORTED)

    assert.ok(openDescriptors() <= before + 1, 'nothing but the reactor was opened')
    using accepted = await listener.accept()
    client.sendSync('here')
    assert.equal((await accepted.recv()).toString(), 'here')
  })
}

test('an aborted connect leaves the socket to the caller', {
  skip: noUnansweringPeer,
}, async (t) => {
  using client = new Socket()
  const controller = new AbortController()

  const pending = client.connect(unansweringPeer(t), { signal: controller.signal })
  controller.abort()

  await assert.rejects(pending, ABORTED)
  assert.equal(client.closed, false)
})

test('a close ends a connect that waits', { skip: noUnansweringPeer }, async (t) => {
  const client = new Socket()

  const pending = client.connect(unansweringPeer(t))
  client.close()

  await assert.rejects(pending, CLOSED)
})

test('anything but an AbortSignal is a TypeError, and nothing is received', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  other.sendSync('kept')

  await assert.rejects(one.recv(10, { signal: {} as AbortSignal }), TypeError)

  assert.equal(one.recvSync().toString(), 'kept')
})

test('a signal that outlives many calls keeps no reference to them', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const { signal } = new AbortController()
  const listening = (): number => getEventListeners(signal, 'abort').length

  for (const letter of 'abc') {
    const pending = one.recv(1, { signal })
    assert.equal(listening(), 1)
    other.sendSync(letter)
    await pending
  }

  assert.equal(listening(), 0)
})

test('a detach ends waiting calls, and the descriptor still works', async (t) => {
  const [one, other] = Socket.pair()
  t.after(() => {
    other.close()
  })

  const pending = one.recv()
  using again = Socket.adopt(one.detach())

  await assert.rejects(pending, CLOSED)
  const received = again.recv()
  other.sendSync('here')
  assert.equal((await received).toString(), 'here')
})

test('many waiting calls are all served, in order', { skip: cannotCount }, async (t) => {
  const before = openSockets()
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  const many = 1000

  const pending = Array.from({ length: many }, () => one.recv())
  for (let i = 0; i < many; i++) await other.send(`${i}`)
  const came = await Promise.all(pending)
  one.close()
  other.close()

  assert.deepEqual(
    came.map((data) => Number(data)),
    Array.from({ length: many }, (_, i) => i),
  )
  assert.deepEqual(openSockets(), before)
})

test('a receive with a deadline keeps the process alive until then', async () => {
  const { result, status } = await inChild(async ({ Socket, held }) => {
    const [one] = held(Socket.pair())
    return await one.recv(1, { timeout: 100 }).catch((error: unknown) => (error as Error).name)
  })

  assert.equal(result, 'SocketTimeoutError')
  assert.equal(status, 0)
})

test('the deadline of an unreferenced socket does not keep the process alive', async () => {
  const { result, status, signal } = await inChild(async ({ Socket, held }) => {
    const [one] = held(Socket.pair())
    return await one.unref().recv(1, { timeout: 600_000 })
  })

  assert.deepEqual([result, status, signal], [undefined, 0, null])
})
