import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { connect, constants, poll, Socket } from '../../src/index.ts'
import { fullListener, noUnansweringPeer } from '../support/unanswering-peer.ts'
import {
  closing,
  connections,
  everyKind,
  type Kind,
  loopback,
  nameOf,
  onKinds,
} from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { type Form, forms } from '../support/forms.ts'
import { fill } from '../support/streams.ts'

const TIMED_OUT = { name: 'SocketTimeoutError', code: 'ERR_SOCKET_TIMEOUT', errno: 0 }

/** Every call that waits for data, with its arguments. */
const receives: readonly [
  name: string,
  call: (form: Form, socket: Socket, timeout: number) => Promise<unknown>,
][] = [
  ['recv', (form, socket, timeout) => form.call(socket, 'recv', 10, { timeout })],
  [
    'recvInto',
    (form, socket, timeout) => form.call(socket, 'recvInto', new Uint8Array(9), { timeout }),
  ],
  ['recvFrom', (form, socket, timeout) => form.call(socket, 'recvFrom', 10, { timeout })],
  [
    'recvFromInto',
    (form, socket, timeout) => form.call(socket, 'recvFromInto', new Uint8Array(9), { timeout }),
  ],
  [
    'recvMessage',
    (form, socket, timeout) =>
      form.call(socket, 'recvMessage', { into: new Uint8Array(9), timeout }),
  ],
]

const wrong: readonly [value: unknown, error: typeof TypeError | typeof RangeError][] = [
  [-1, RangeError],
  [Number.NaN, RangeError],
  [1e300, RangeError],
  [2 ** 31, RangeError],
  [Number.POSITIVE_INFINITY, RangeError],
  ['1', TypeError],
  [1n, TypeError],
  [true, TypeError],
  [{}, TypeError],
]

for (const [value, error] of wrong) {
  test(`${typeof value} ${String(value)} is not a timeout of a socket: ${error.name}`, () => {
    using socket = new Socket()
    socket.timeout = 70

    assert.throws(() => Reflect.set(socket, 'timeout', value), error)

    assert.equal(socket.timeout, 70)
  })

  for (const form of forms) {
    test(`${typeof value} ${String(value)} is not a timeout of a call, ${form.name}: ${error.name}, and nothing is received`, async (t) => {
      const [one, other] = closing(t, Socket.pair())
      other.sendSync('kept')

      await assert.rejects(form.call(one, 'recv', 10, { timeout: value as number }), error)

      assert.equal(one.recvSync().toString(), 'kept')
    })
  }
}

test('as the timeout of a call, undefined is the default of the socket, and null no limit', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  one.timeout = 0

  const byDefault = one.recv(10, { timeout: undefined })
  const unlimited = one.recv(10, { timeout: null })

  await assert.rejects(byDefault, { code: 'EAGAIN' })
  other.sendSync('late')
  assert.equal((await unlimited).toString(), 'late')
})

for (const form of forms) {
  test(`a fraction of a millisecond rounds up and waits: ${form.name}`, async (t) => {
    const [one] = closing(t, Socket.pair())

    one.timeout = 1e-9

    assert.equal(one.timeout, 1)
    await assert.rejects(form.call(one, 'recv'), TIMED_OUT)
    await assert.rejects(form.call(one, 'recv', 1, { timeout: 0.25 }), TIMED_OUT)
  })

  test(`the longest timeout is accepted, and does not overflow: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    one.timeout = 2 ** 31 - 1
    const sent = peer(other, ['pause', 60], ['send', 'there'])

    const data = await form.call(one, 'recv')

    assert.equal(data.toString(), 'there')
    await sent
  })
}

for (const form of forms) {
  for (const [kind, [name, receive]] of onKinds(receives)) {
    test(`${name} gives up at its deadline, with the library's own error: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const start = performance.now()

      await assert.rejects(receive(form, one, 50), TIMED_OUT)

      assert.ok(performance.now() - start >= 50, 'not before')
    })

    test(`${name} with timeout 0 fails with EAGAIN, which is not a timeout: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)

      await assert.rejects(receive(form, one, 0), {
        name: 'SocketError',
        code: 'EAGAIN',
        errno: -constants.EAGAIN,
      })
    })
  }
}

for (const kind of everyKind) {
  for (const form of forms) {
    test(`timeout 0 returns what has arrived: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('there')
      await poll([{ socket: one, events: constants.POLLIN }])

      const data = await form.call(one, 'recv', 10, { timeout: 0 })

      assert.equal(data.toString(), 'there')
    })

    test(`a receive that timed out consumes nothing, blocks no send, and the next works: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.timeout = 20

      await assert.rejects(form.call(one, 'recv'), TIMED_OUT)
      await form.call(one, 'send', 'out')
      other.sendSync('in')
      one.timeout = null

      assert.equal((await form.call(other, 'recv')).toString(), 'out')
      assert.equal((await form.call(one, 'recv')).toString(), 'in')
    })

    test(`the timeout of a call overrides the socket's, both ways: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await peerIsReady()
      one.timeout = 20

      const sent = peer(other, ['pause', 100], ['send', 'late'])
      const data = await form.call(one, 'recv', 10, { timeout: null })
      one.timeout = null

      assert.equal(data.toString(), 'late')
      await assert.rejects(form.call(one, 'recv', 10, { timeout: 20 }), TIMED_OUT)
      await sent
    })

    test(`SO_RCVTIMEO does not decide how long a receive waits: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await peerIsReady()
      one.setOption('SO_RCVTIMEO', 20)

      const sent = peer(other, ['pause', 100], ['send', 'late'])
      const data = await form.call(one, 'recv')

      assert.equal(data.toString(), 'late')
      await sent
    })
  }
}

for (const kind of connections) {
  for (const form of forms) {
    test(`accept gives up at its deadline, and can accept the next connection: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind)
      const client = new Socket(kind.family, kind.type)
      t.after(() => {
        client.close()
        listener.close()
      })
      const start = performance.now()

      await assert.rejects(form.call(listener, 'accept', { timeout: 50 }), {
        ...TIMED_OUT,
        syscall: 'accept',
      })
      assert.ok(performance.now() - start >= 50, 'not before')
      await assert.rejects(form.call(listener, 'accept', { timeout: 0 }), { code: 'EAGAIN' })
      client.connectSync(nameOf(listener))
      using accepted = await form.call(listener, 'accept')

      client.sendSync('hello')
      assert.equal(accepted.recvSync().toString(), 'hello')
    })
  }
}

for (const kind of everyKind) {
  test(`what arrived while the thread was blocked is received, although the time has passed: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await setImmediate() // timers run next

    const received = one.recv(10, { timeout: 50 })
    other.sendSync('there')
    holdThread(100)

    assert.equal((await received).toString(), 'there')
  })

  test(`what arrived while the thread was blocked is polled, although the time has passed: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await setImmediate()

    const polled = poll([{ socket: one, events: constants.POLLIN }], 50)
    other.sendSync('there')
    holdThread(100)

    assert.deepEqual(await polled, [
      { socket: one, events: constants.POLLIN, revents: constants.POLLIN },
    ])
  })
}

test('the outcome of a connection while the thread is blocked is reported, although the time has passed', async () => {
  using listener = new Socket()
  listener.bind(loopback('AF_INET'))
  listener.listen()
  using client = new Socket()
  using refused = new Socket()
  using closed = new Socket()
  closed.bind(loopback('AF_INET'))
  await setImmediate()

  const connected = client.connect(nameOf(listener), { timeout: 50 })
  const failed = refused.connect(nameOf(closed), { timeout: 50 })
  const raced = connect(nameOf(closed), { timeout: 50 })
  holdThread(100)

  await Promise.all([
    connected,
    assert.rejects(failed, { code: 'ECONNREFUSED' }),
    assert.rejects(raced, { code: 'ECONNREFUSED' }),
  ])
})

for (const form of forms) {
  test(`SO_SNDTIMEO does not decide how long a connect waits: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const listener = fullListener(t)
    using client = new Socket()
    client.setOption('SO_SNDTIMEO', 20)

    const start = performance.now()
    await assert.rejects(
      form.call(client, 'connect', nameOf(listener), { timeout: 100 }),
      TIMED_OUT,
    )

    assert.ok(performance.now() - start >= 100, 'not before')
  })
}

function holdThread(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function listenerOf({ family, type }: Kind): Socket {
  const listener = new Socket(family, type)
  if (family === 'AF_UNIX') listener.bind({ abstract: `berkeley-timeouts-${process.pid}` })
  else listener.bind(loopback(family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'))
  listener.listen()
  return listener
}

for (const form of forms) {
  test(`a timeout that is set while the arguments are read counts for the call: ${form.name}`, async (t) => {
    const [one] = closing(t, Socket.pair())
    fill(one)
    one.timeout = 10
    const message = {
      get data() {
        one.timeout = 0
        return 'x'
      },
    }

    await assert.rejects(form.call(one, 'sendMessage', message), { code: 'EAGAIN' })
  })
}
