import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { constants, poll, pollSync, Socket } from '../../src/index.ts'
import { closing, everyKind, loopback, nameOf, streams } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { fillUntil } from '../support/streams.ts'

const { POLLIN, POLLOUT, POLLRDHUP, POLLERR, POLLHUP } = constants
const EVENTS = POLLIN | POLLOUT | POLLRDHUP

/** The two forms of poll. */
const polls: readonly { name: string; poll: typeof poll }[] = [
  { name: 'awaited', poll },
  {
    name: 'blocking',
    poll: (entries, timeout) => promised(() => pollSync(entries, timeout as number | null)),
  },
]

/** What a peer has done, and what poll then reports: for network sockets, and for Unix sockets. */
const states: readonly {
  name: string
  make: (one: Socket, other: Socket) => void
  network: number
  unix: number
}[] = [
  {
    name: 'the peer has finished sending',
    make: (_, other) => {
      other.shutdown('SHUT_WR')
    },
    network: POLLIN | POLLOUT | POLLRDHUP,
    unix: POLLIN | POLLOUT | POLLRDHUP,
  },
  {
    name: 'both have finished sending',
    make: (one, other) => {
      other.shutdown('SHUT_WR')
      one.shutdown('SHUT_WR')
    },
    network: POLLIN | POLLOUT | POLLRDHUP | POLLHUP,
    unix: POLLIN | POLLOUT | POLLRDHUP | POLLHUP,
  },
  {
    name: 'the peer has reset the connection',
    make: (_, other) => {
      other.setOption('SO_LINGER', { onoff: true, seconds: 0 })
      other.close()
    },
    network: POLLIN | POLLOUT | POLLRDHUP | POLLERR | POLLHUP,
    unix: POLLIN | POLLOUT | POLLRDHUP | POLLHUP,
  },
  {
    name: 'the peer has closed',
    make: (_, other) => {
      other.close()
    },
    network: POLLIN | POLLOUT | POLLRDHUP,
    unix: POLLIN | POLLOUT | POLLRDHUP | POLLHUP,
  },
]

for (const form of polls) {
  for (const kind of streams) {
    for (const { name, make, network, unix } of states) {
      test(`poll reports that ${name}: ${kind.name}, ${form.name}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)

        make(one, other)
        await form.poll([{ socket: one, events: POLLRDHUP }]) // until it has arrived
        const [entry] = await form.poll([{ socket: one, events: EVENTS }])

        assert.equal(entry?.revents, kind.family === 'AF_UNIX' ? unix : network)
      })
    }

    test(`a socket whose peer is idle is only writable, and a full one neither: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)

      const [idle] = await form.poll([{ socket: one, events: EVENTS }])

      assert.equal(idle?.revents, POLLOUT)
      await fillUntil(one, async () => {
        const full = await form.poll([{ socket: one, events: EVENTS }], 0)
        return full.length === 0
      })
    })
  }

  for (const kind of everyKind) {
    test(`poll returns nothing at its deadline, and not before: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const entries = [
        { socket: one, events: POLLIN },
        { socket: other, events: POLLIN },
      ]
      const start = performance.now()

      const ready = await form.poll(entries, 50)

      assert.deepEqual(ready, [])
      assert.ok(performance.now() - start >= 50, 'not before')
    })

    test(`poll waits for events, reports whose they are, and consumes nothing: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await peerIsReady()
      const entries = [
        { socket: one, events: POLLIN, mark: 'one' },
        { socket: other, events: POLLIN, mark: 'other' },
      ]

      const sent = peer(other, ['pause', 50], ['send', 'here'])
      const ready = await form.poll(entries)

      assert.deepEqual(
        ready.map(({ mark, revents }) => [mark, revents]),
        [['one', POLLIN]],
      )
      assert.equal(one.recvSync().toString(), 'here')
      await sent
    })
  }

  test(`a listener with a connection waiting is readable: ${form.name}`, async () => {
    using listener = new Socket()
    listener.bind(loopback('AF_INET'))
    listener.listen()
    using client = new Socket()
    const before = await form.poll([{ socket: listener, events: EVENTS }], 0)

    client.connectSync(nameOf(listener))
    const [after] = await form.poll([{ socket: listener, events: EVENTS }])

    assert.deepEqual(before, [])
    assert.equal(after?.revents, POLLIN)
  })

  test(`a TCP socket that was never connected is hung up: ${form.name}`, async () => {
    using socket = new Socket()

    const [entry] = await form.poll([{ socket, events: EVENTS }])

    assert.equal(entry?.revents, POLLOUT | POLLHUP)
  })

  test(`poll of a closed socket rejects with ERR_SOCKET_CLOSED: ${form.name}`, async () => {
    using open = new Socket()
    const closed = new Socket()
    closed.close()

    const polled = form.poll([
      { socket: open, events: POLLOUT },
      { socket: closed, events: POLLOUT },
    ])

    await assert.rejects(polled, { code: 'ERR_SOCKET_CLOSED', syscall: 'poll' })
  })

  for (const [timeout, error] of [
    [-1, RangeError],
    [Number.NaN, RangeError],
    ['1', TypeError],
  ] as const) {
    test(`${typeof timeout} ${timeout} is not a timeout of poll: ${error.name}, ${form.name}`, async () => {
      using socket = new Socket()

      const polled = form.poll([{ socket, events: POLLOUT }], timeout as number)

      await assert.rejects(polled, error)
    })
  }

  for (const family of ['AF_INET', 'AF_INET6'] as const) {
    const kind = everyKind.find(({ type, family: its }) => type === 'SOCK_STREAM' && its === family)

    test(`SO_RCVLOWAT: poll reports readable once that much has arrived: ${family}, ${form.name}`, {
      skip: kind ? kind.skip : 'no such kind',
    }, async (t) => {
      assert.ok(kind)
      const [one, other] = kind.pair(t)
      one.setOption('SO_RCVLOWAT', 5)

      other.sendSync('abc')
      const early = await form.poll([{ socket: one, events: POLLIN }], 50)
      other.sendSync('de')
      const [late] = await form.poll([{ socket: one, events: POLLIN }])

      assert.deepEqual(early, [])
      assert.equal(late?.revents, POLLIN)
      assert.equal(one.recvSync().toString(), 'abcde')
    })
  }
}

test('SO_RCVLOWAT: a waiting receive is not woken before that much has arrived', async (t) => {
  const kind = streams.find(({ name }) => name === 'TCP4')
  assert.ok(kind)
  const [one, other] = kind.pair(t)
  one.setOption('SO_RCVLOWAT', 5)

  const pending = one.recv()
  other.sendSync('abc')
  await poll([{ socket: one, events: POLLIN }], 50)
  other.sendSync('de')

  assert.equal((await pending).toString(), 'abcde')
})

for (const kind of everyKind) {
  test(`a poll that waits ends when one of its sockets is closed: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    const entries = [
      { socket: one, events: POLLIN },
      { socket: other, events: POLLIN },
    ]
    await poll(entries, 10) // by then the kernel's initial events have been reported

    const polled = poll(entries)
    other.close()

    await assert.rejects(polled, { code: 'ERR_SOCKET_CLOSED', syscall: 'poll' })
    assert.equal(one.closed, false)
  })

  test(`an abort ends a poll, and the next one works: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const controller = new AbortController()
    const reason = new Error('changed my mind')

    const polled = poll([{ socket: one, events: POLLIN }], { signal: controller.signal })
    controller.abort(reason)

    await assert.rejects(polled, { name: 'AbortError', code: 'ABORT_ERR', cause: reason })
    other.sendSync('here')
    const [entry] = await poll([{ socket: one, events: POLLIN }])
    assert.equal(entry?.revents, POLLIN)
  })

  test(`an aborted signal ends a poll before it makes a call: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = kind.pair(t)

    const polled = poll([{ socket: one, events: POLLOUT }], { signal: AbortSignal.abort() })

    await assert.rejects(polled, { name: 'AbortError' })
  })

  test(`polls and a receive on one socket do not disturb each other: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    const received = one.recv()
    const polls = [
      poll([{ socket: one, events: POLLIN }], 10_000),
      poll([{ socket: one, events: POLLOUT }]),
    ]
    other.sendSync('first')
    const data = await received
    other.sendSync('second')
    const [readable, writable] = await Promise.all(polls)

    assert.equal(data.toString(), 'first')
    assert.equal(readable?.[0]?.revents, POLLIN)
    assert.equal(writable?.[0]?.revents, POLLOUT)
    assert.equal(one.recvSync().toString(), 'second')
  })
}

/** The call's result or error as a promise. */
function promised<T>(call: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(call())
  })
}

test('sockets that become ready together are checked once', async (t) => {
  const pairs = Array.from({ length: 20 }, () => Socket.pair())
  closing(t, pairs.flat())
  let reads = 0
  const entries = pairs.map(([socket]) => ({
    socket,
    events: POLLIN,
    get note() {
      return ++reads
    },
  }))

  const ready = poll(entries)
  for (const [, other] of pairs) other.sendSync('x')
  const { length } = await ready
  await setImmediate() // by then all events of the batch have been reported

  assert.equal(length, pairs.length)
  assert.equal(reads, pairs.length)
})
