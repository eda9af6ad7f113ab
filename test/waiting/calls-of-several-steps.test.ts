import assert from 'node:assert/strict'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { test } from 'node:test'
import { attempt } from '../../src/engine/attempt.ts'
import { Readiness } from '../../src/engine/readiness.ts'
import type { Request } from '../../src/engine/request.ts'
import { closedError } from '../../src/errors.ts'
import { constants, poll, pollSync, Socket } from '../../src/index.ts'
import { inChild } from '../support/child.ts'
import { inWorker } from '../support/workers.ts'
import { closing, messages, portOf, streams, tcpPair } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

// Operations that make several calls (iterations, sendAll, MSG_WAITALL), and how each ends.

test('an iteration over connections ends at its deadline, even when descriptors have run out', async () => {
  const { status, errors, result } = await inChild(
    async ({ Socket: Made, held }) => {
      const { openSync: open } = await import('node:fs')
      const listener = held(new Made('AF_INET'))
      listener.bind('127.0.0.1:0')
      listener.listen()
      const client = held(new Made())
      client.startConnect(listener.localAddress)
      try {
        for (;;) open('/dev/null', 'r')
      } catch {
        // none is left
      }
      const codeOf = (error: unknown) => (error as { code: string }).code
      const own = await listener.connections({ timeout: 50 }).next().then(String, codeOf)
      listener.timeout = 50
      const sockets = await listener.connections().next().then(String, codeOf)
      const abort = new AbortController()
      const step = listener.connections({ signal: abort.signal, timeout: null }).next()
      abort.abort()
      return [own, sockets, await step.then(String, codeOf)]
    },
    { limits: 'ulimit -n 100' },
  )

  assert.equal(status, 0, errors)
  assert.deepEqual(result, ['ERR_SOCKET_TIMEOUT', 'ERR_SOCKET_TIMEOUT', 'ABORT_ERR'])
})

test('an unref’d listener that waits for descriptors lets the process end', async () => {
  const { status, errors } = await inChild(
    async ({ Socket: Made, held }) => {
      const { openSync: open } = await import('node:fs')
      const listener = held(new Made('AF_INET')).unref()
      listener.bind('127.0.0.1:0')
      listener.listen()
      held(new Made()).startConnect(listener.localAddress)
      try {
        for (;;) open('/dev/null', 'r')
      } catch {
        // none is left
      }
      void listener.connections().next()
    },
    { limits: 'ulimit -n 100' },
  )

  assert.equal(status, 0, errors)
})

test('a last message with only a descriptor is not the end', async (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  one.sendSync('first')
  const passed = openSync('/dev/null', 'r')
  one.sendMessageSync({ control: { SCM_RIGHTS: [passed] } })
  closeSync(passed)
  one.close()
  const came: [number, number][] = []

  for await (const { length, control } of other.messages({ control: true })) {
    came.push([length, control.SCM_RIGHTS?.length ?? 0])
    for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
  }

  assert.deepEqual(came, [
    [5, 0],
    [0, 1],
  ])
})

for (const kind of messages) {
  test(`datagrams() has a size, and reports what was truncated: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    for (const text of ['short', 'exactly8', 'longer than that', '']) one.sendSync(text)
    const came: [string, boolean][] = []

    for await (const { data, truncated } of other.datagrams({ size: 8 })) {
      came.push([String(data), truncated])
      if (came.length === 4) break
    }

    assert.deepEqual(came, [
      ['short', false],
      ['exactly8', false],
      ['longer t', true],
      ['', false],
    ])
  })
}

/** A request of this many calls, each of which the kernel answers immediately. */
function ofParts(parts: number): Request<number> & { made: number } {
  return {
    syscall: 'recv',
    waitsFor: 'readable',
    made: 0,
    call() {
      this.made++
      return 1
    },
    get unfinished() {
      return this.made < parts
    },
    result() {
      return this.made
    },
  }
}

test('a request of many calls lets others run after each 256', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const readiness = new Readiness(one.fd)
  let turns = 0
  const tick = (): void => {
    turns++
    next = setImmediate(tick)
  }
  let next = setImmediate(tick)

  const made = await attempt(readiness, ofParts(1000), { timeout: null }, readiness)
  clearImmediate(next)

  assert.equal(made, 1000)
  assert.ok(turns >= 3, `${turns} turns`)
  readiness.close(closedError)
  for (const socket of [one, other]) socket.close()
})

test('a request of many calls that must not wait makes all of them immediately', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const readiness = new Readiness(one.fd)
  const request = ofParts(1000)

  const answer = attempt(readiness, request, { timeout: 0 }, readiness)
  const { made } = request

  assert.equal(made, 1000)
  assert.equal(await answer, 1000)
  for (const socket of [one, other]) socket.close()
})

for (const kind of streams) {
  test(`MSG_WAITALL of many parts returns all of them: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const parts = 1000
    const receiving = one.recv(parts, { flags: constants.MSG_WAITALL })

    for (let i = 0; i < parts; i++) await other.send(Buffer.of(i))

    assert.deepEqual(
      [...(await receiving)],
      Array.from({ length: parts }, (_, i) => i % 256),
    )
  })
}

for (const form of forms) {
  test(`a receive waits for SO_RCVLOWAT, as poll(2) does: ${form.name}`, async (t) => {
    const [other, one] = tcpPair(t)
    one.setOption('SO_RCVLOWAT', 6)
    other.sendSync('abc')

    await assert.rejects(async () => form.call(one, 'recv', 10, { timeout: 50 }), {
      code: 'ERR_SOCKET_TIMEOUT',
    })
    other.sendSync('defgh')

    assert.equal(String(await form.call(one, 'recv', 10, { timeout: PATIENCE })), 'abcdefgh')
  })

  test(`a receive that does not wait may return less than SO_RCVLOWAT: ${form.name}`, async (t) => {
    const [other, one] = tcpPair(t)
    other.sendSync('abc')
    await poll([{ socket: one, events: constants.POLLIN }]) // it has arrived
    one.setOption('SO_RCVLOWAT', 6)

    assert.equal(String(await form.call(one, 'recv', 10, { timeout: 0 })), 'abc')
  })

  for (const [how, handOver] of Object.entries({
    'was accepted': (socket: Socket) => socket,
    'was adopted': (socket: Socket) => Socket.adopt(socket.detach()),
    'was borrowed': (socket: Socket) => Socket.borrow(socket),
  })) {
    test(`a socket that ${how} respects SO_RCVLOWAT: ${form.name}`, async (t) => {
      const [other, accepted] = tcpPair(t, (listener) => {
        listener.setOption('SO_RCVLOWAT', 6)
      })
      const one = handOver(accepted)
      other.sendSync('abc')

      await assert.rejects(async () => form.call(one, 'recv', 10, { timeout: 50 }), {
        code: 'ERR_SOCKET_TIMEOUT',
      })
      for (const socket of [one, accepted, other]) socket.close()
    })
  }
}

test('a worker respects SO_RCVLOWAT as the main thread does', async () => {
  const worker = inWorker(async ({ Socket: Made }) => {
    const { parentPort } = await import('node:worker_threads')
    const listener = new Made()
    listener.bind('127.0.0.1:0')
    listener.listen()
    const client = new Made()
    client.connectSync(listener.localAddress)
    const accepted = listener.acceptSync()
    accepted.setOption('SO_RCVLOWAT', 6)
    client.sendSync('abc')
    try {
      parentPort?.postMessage(String(accepted.recvSync(10, { timeout: 50 })))
    } catch (error) {
      parentPort?.postMessage((error as { code: string }).code)
    }
  })

  assert.deepEqual(await once(worker, 'message'), ['ERR_SOCKET_TIMEOUT'])
})

test('the console shows the addresses of both ends', (t) => {
  const [other, one] = tcpPair(t)
  const inspect = (socket: Socket): string =>
    (socket as unknown as Record<symbol, () => string>)[
      Symbol.for('nodejs.util.inspect.custom')
    ]?.() ?? ''
  const [port, far] = [portOf(one), portOf(other)]
  const { fd } = one

  assert.equal(
    inspect(one),
    `Socket { fd ${fd}, AF_INET, SOCK_STREAM, 127.0.0.1:${port} → 127.0.0.1:${far} }`,
  )
  one.close()
  assert.equal(inspect(one), 'Socket { closed, AF_INET, SOCK_STREAM }')
  other.close()
})

test('poll and pollSync accept a timeout as a number or in options', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const entries = [{ socket: one, events: constants.POLLIN }]

  assert.deepEqual(await poll(entries, 1), [])
  assert.deepEqual(await poll(entries, { timeout: 1 }), [])
  assert.deepEqual(pollSync(entries, 1), [])
  assert.deepEqual(pollSync(entries, { timeout: 1 }), [])
  other.sendSync('x')
  assert.equal(pollSync(entries, {}).length, 1)
  for (const socket of [one, other]) socket.close()
})
