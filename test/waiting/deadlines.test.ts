import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import {
  type AsyncWaitOptions,
  connect,
  connectSync,
  constants,
  listen,
  poll,
  pollSync,
  resolve,
  resolveSync,
  Socket,
} from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { type Form, forms } from '../support/forms.ts'
import {
  closing,
  connections,
  loopback,
  messages,
  nameOf,
  onKinds,
  tcpPair,
} from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { peer } from '../support/peer.ts'
import { fill } from '../support/streams.ts'
import { noUnansweringPeer, unansweringPeer } from '../support/unanswering-peer.ts'

// A deadline is a time of performance.now(). A call after its deadline tries once, and never
// fails with EAGAIN.

const { POLLIN } = constants
const AT_DEADLINE = {
  name: 'SocketTimeoutError',
  code: 'ERR_SOCKET_TIMEOUT',
  errno: 0,
  message: /timed out at its deadline/,
}
const room = new Uint8Array(9)

/** A time in the past. */
const past = (): { deadline: number } => ({ deadline: performance.now() - 1 })

type Receive = (form: Form, socket: Socket, options: AsyncWaitOptions) => Promise<unknown>

/** Every call that waits for data. */
const receives: readonly [name: string, call: Receive][] = [
  ['recv', (form, socket, options) => form.call(socket, 'recv', 9, options)],
  ['recvInto', (form, socket, options) => form.call(socket, 'recvInto', room, options)],
  ['recvFrom', (form, socket, options) => form.call(socket, 'recvFrom', 9, options)],
  ['recvFromInto', (form, socket, options) => form.call(socket, 'recvFromInto', room, options)],
  [
    'recvMessage',
    (form, socket, options) => form.call(socket, 'recvMessage', { size: 9, ...options }),
  ],
]

/** What a call says that is made a second after its deadline. */
const LATE =
  / ERR_SOCKET_TIMEOUT.*: timed out at its deadline \(the deadline passed (\d+) ms ago; a deadline is a moment of performance\.now\(\)\)$/

async function assertLate(call: (options: { deadline: number }) => unknown): Promise<void> {
  const late = { deadline: performance.now() - 1000 }

  await assert.rejects(
    async () => await call(late),
    (error: Error) => {
      const [, milliseconds] = LATE.exec(error.message) ?? []
      assert.ok(Number(milliseconds) >= 1000, error.message)
      return true
    },
  )
}

for (const form of forms) {
  for (const [kind, [name, receive]] of onKinds(receives)) {
    const on = `${name}, ${kind.name}, ${form.name}`

    test(`what has arrived is received although the deadline has passed: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('here')
      arrived(one)

      await receive(form, one, past())

      assert.equal(one.bytesReadable, 0)
    })

    test(`a receive long after its deadline says how long: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)

      await assertLate((late) => receive(form, one, late))
    })

    test(`a receive after its deadline finds nothing and has timed out: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)

      await assert.rejects(receive(form, one, past()), AT_DEADLINE)

      other.sendSync('later')
      arrived(one)
      await receive(form, one, past())
    })

    test(`a receive that waits ends at its deadline, and not before: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const deadline = performance.now() + 30

      await assert.rejects(receive(form, one, { deadline }), AT_DEADLINE)

      assert.ok(performance.now() >= deadline)
    })

    test(`a deadline replaces the timeout of the socket: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.timeout = 0

      await assert.rejects(receive(form, one, past()), AT_DEADLINE)
      const sent = peer(other, ['pause', 20], ['send', 'late'])
      await receive(form, one, { deadline: Number.POSITIVE_INFINITY })

      await sent
    })

    test(`the earlier of timeout and deadline ends a receive: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const deadline = performance.now() + PATIENCE

      for (const later of [deadline, Number.POSITIVE_INFINITY]) {
        await assert.rejects(receive(form, one, { timeout: 1, deadline: later }), {
          code: 'ERR_SOCKET_TIMEOUT',
          message: /timed out after 1 ms/,
        })
      }
      for (const timeout of [null, PATIENCE]) {
        await assert.rejects(receive(form, one, { timeout, ...past() }), AT_DEADLINE)
      }
    })

    test(`a receive that must not wait fails with EAGAIN until its deadline: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const flags = constants.MSG_DONTWAIT

      for (const [{ deadline }, error] of [
        [past(), AT_DEADLINE],
        [{ deadline: performance.now() + PATIENCE }, { code: 'EAGAIN' }],
        [{ deadline: Number.POSITIVE_INFINITY }, { code: 'EAGAIN' }],
      ] as const) {
        await assert.rejects(receive(form, one, { timeout: 0, deadline }), error)
        await assert.rejects(form.call(one, 'recv', 9, { flags, deadline }), error)
      }
    })
  }

  for (const kind of messages) {
    test(`others' datagrams do not turn a deadline into EAGAIN: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const { deadline } = past()
      const seen: string[] = []
      for (const noise of ['noise', 'more noise']) other.sendSync(noise)
      arrived(one)
      const answer = async () => {
        for (;;) {
          const text = String(await form.call(one, 'recv', 99, { deadline }))
          if (text === 'answer') return
          seen.push(text)
        }
      }

      await assert.rejects(answer(), AT_DEADLINE)

      assert.deepEqual(seen, ['noise', 'more noise'])
    })
  }

  test(`a send to a full buffer times out once its deadline has passed: ${form.name}`, async (t) => {
    const [one] = closing(t, Socket.pair())
    const part = Buffer.alloc(1 << 16)
    fill(one)

    for (const send of [
      async () => form.call(one, 'send', part, past()),
      async () => form.call(one, 'send', [part], past()),
      async () => form.call(one, 'sendMessage', { data: part }, past()),
    ]) {
      await assert.rejects(send(), AT_DEADLINE)
    }
    await assert.rejects(form.call(one, 'sendAll', part, past()), { ...AT_DEADLINE, bytesSent: 0 })
  })

  test(`a datagram times out while the queue is full, and is sent once there is room: ${form.name}`, async () => {
    using receiver = new Socket('AF_UNIX', 'SOCK_DGRAM')
    using sender = new Socket('AF_UNIX', 'SOCK_DGRAM')
    receiver.bind({ abstract: '' })
    const send = async () => form.call(sender, 'sendTo', 'x', receiver.localAddress, past())

    await assert.rejects(
      async () => {
        for (;;) await send()
      },
      { ...AT_DEADLINE, syscall: 'sendto' },
    )
    receiver.recvSync()

    assert.equal(await send(), 1)
  })

  for (const kind of connections) {
    test(`accept after its deadline takes who is there: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = closing(t, new Socket(kind.family, kind.type))
      const client = closing(t, new Socket(kind.family, kind.type))
      if (kind.family === 'AF_UNIX') listener.bind({ abstract: '' })
      else listener.bind(loopback(kind.family as 'AF_INET' | 'AF_INET6'))
      listener.listen()

      await assert.rejects(form.call(listener, 'accept', past()), AT_DEADLINE)
      client.connectSync(nameOf(listener))
      arrived(listener)
      closing(t, await form.call(listener, 'accept', past()))
    })
  }

  test(`a connect after its deadline tries once: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const listener = closing(t, new Socket('AF_UNIX'))
    listener.bind({ abstract: '' })
    listener.listen(0)
    const [first, second, third] = [1, 2, 3].map(() => closing(t, new Socket('AF_UNIX')))
    const address = nameOf(listener)
    assert.ok(first && second && third)

    await form.call(first, 'connect', address, past())
    await assert.rejects(form.call(second, 'connect', address, past()), AT_DEADLINE) // a full backlog
    await assert.rejects(
      form.call(closing(t, new Socket()), 'connect', unansweringPeer(t), past()),
      AT_DEADLINE,
    )
    await assert.rejects(form.call(third, 'connect', { abstract: 'nobody' }, past()), {
      code: 'ECONNREFUSED',
    })
  })

  test(`recvError returns null once its deadline has passed: ${form.name}`, async () => {
    using socket = new Socket('AF_INET', 'SOCK_DGRAM')

    assert.equal(await form.call(socket, 'recvError', past()), null)
    assert.equal(await form.call(socket, 'recvError', { deadline: performance.now() + 10 }), null)
  })

  test(`less than SO_RCVLOWAT stays where it is at a deadline that has passed: ${form.name}`, async (t) => {
    const [one, other] = tcpPair(t)
    one.setOption('SO_RCVLOWAT', 10)
    other.sendSync('few')

    await assert.rejects(form.call(one, 'recv', 10, past()), AT_DEADLINE)

    other.sendSync(', and more')
    assert.equal(String(await form.call(one, 'recv', 99)), 'few, and more')
  })

  test(`an invalid deadline is refused, and nothing is received: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    other.sendSync('here')

    for (const deadline of ['5', 5n, null, true, {}, new Date()] as unknown as number[]) {
      await assert.rejects(form.call(one, 'recv', 9, { deadline }), {
        name: 'TypeError',
        message: /deadline must be a number, a moment of performance\.now\(\), not /,
      })
    }
    for (const deadline of [Number.NaN, Number.NEGATIVE_INFINITY, 1.7e12, 2 ** 31 + 1e9]) {
      await assert.rejects(form.call(one, 'recv', 9, { deadline }), {
        name: 'RangeError',
        message: `deadline must be a moment of performance.now(), at most 2147483647 ms ahead, or Infinity, not ${deadline}`,
      })
    }
    assert.equal(one.bytesReadable, 4)
  })
}

test('a receive after its deadline does not overtake one that waits', async (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  const waiting = one.recv()
  other.sendSync('first')
  other.sendSync('second')

  const late = await one.recv(9, past())

  assert.equal(String(await waiting), 'first')
  assert.equal(String(late), 'second')
})

test('a receive after its deadline behind one that waits has timed out', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const waiting = one.recv()

  await assert.rejects(one.recv(9, past()), AT_DEADLINE)

  other.sendSync('first')
  assert.equal(String(await waiting), 'first')
})

test('an abort comes before a deadline', async (t) => {
  const [one] = closing(t, Socket.pair())
  const controller = new AbortController()
  const options = { signal: controller.signal, deadline: performance.now() + PATIENCE }
  const waiting = one.recv(9, options)

  controller.abort()

  await assert.rejects(waiting, { name: 'AbortError' })
  await assert.rejects(one.recv(9, { ...options, ...past() }), { name: 'AbortError' })
})

const iterations: readonly [string, (socket: Socket, to: AsyncWaitOptions) => AsyncGenerator][] = [
  ['chunks', (socket, options) => socket.chunks(9, options)],
  ['datagrams', (socket, options) => socket.datagrams(options)],
  ['messages', (socket, options) => socket.messages(options)],
]

for (const [name, iterate] of iterations) {
  test(`${name}() has one deadline for all of its receives`, async (t) => {
    const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
    const iteration = iterate(one, { deadline: performance.now() + 30 })

    other.sendSync('1')
    await iteration.next()
    await assert.rejects(iteration.next(), AT_DEADLINE)

    other.sendSync('2')
    const late = iterate(one, past())
    await late.next()
    await assert.rejects(late.next(), AT_DEADLINE)
  })
}

test('connections() has one deadline', async (t) => {
  const listener = closing(t, await listen({ host: '127.0.0.1' }, past()))
  const iteration = listener.connections({ deadline: performance.now() + 30 })

  await assert.rejects(iteration.next(), AT_DEADLINE)
})

for (const [name, one] of [
  ['poll', poll],
  ['pollSync', async (...args: Parameters<typeof pollSync>) => Promise.resolve(pollSync(...args))],
] as const) {
  test(`${name} returns nothing at its deadline, and afterwards only what is ready`, async (t) => {
    const [here, there] = closing(t, Socket.pair())
    const entries = [{ socket: here, events: POLLIN }]
    const deadline = performance.now() + 30

    assert.deepEqual(await one(entries, past()), [])
    assert.deepEqual(await one(entries, { deadline }), [])
    assert.ok(performance.now() >= deadline)
    assert.deepEqual(await one([], { deadline: performance.now() + 10 }), [])

    there.sendSync('x')
    assert.equal((await one(entries, past())).length, 1)
    assert.equal((await one(entries, { deadline: Number.POSITIVE_INFINITY })).length, 1)
  })
}

test('a look-up and a connection long after their deadline say how long', async () => {
  await assertLate((late) => resolve('localhost', 'http', late))
  await assertLate((late) => resolveSync('localhost', 'http', late))
  await assertLate((late) => connect({ host: 'localhost', port: 1 }, late))
  await assertLate((late) => connectSync({ host: 'localhost', port: 1, ...late }))
})
