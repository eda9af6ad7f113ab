import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { connectSync, constants, poll, type PollEntry, pollSync, Socket } from '../../src/index.ts'
import { noUnansweringPeer, fullListener } from '../support/unanswering-peer.ts'
import { closing, everyKind, loopback, nameOf } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { amongSignals } from '../support/signals.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const TIMED_OUT = { name: 'SocketTimeoutError' }

for (const kind of everyKind) {
  for (const form of forms) {
    test(`signals neither end a receive nor move its deadline: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)

      await amongSignals(async () => {
        const start = performance.now()
        await assert.rejects(form.call(one, 'recv', 10, { timeout: 300 }), TIMED_OUT)
        assert.ok(performance.now() - start >= 300, 'not before')
      })
    })

    test(`a receive returns what arrives among signals: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await peerIsReady()

      await amongSignals(async () => {
        const sent = peer(other, ['pause', 300], ['send', 'data'])
        const data = await form.call(one, 'recv')
        await sent
        assert.equal(data.toString(), 'data')
      })
    })
  }
}

for (const form of forms) {
  test(`signals do not end an accept: ${form.name}`, async () => {
    using listener = new Socket()
    listener.bind(loopback('AF_INET'))
    listener.listen()

    await amongSignals(async () => {
      await assert.rejects(form.call(listener, 'accept', { timeout: 300 }), TIMED_OUT)
    })
  })

  test(`signals do not end a sendAll: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    await peerIsReady()

    await amongSignals(async () => {
      const drained = peer(other, ['drain', 4 * 2 ** 20, 65536, 5])
      await form.call(one, 'sendAll', Buffer.alloc(4 * 2 ** 20))
      await drained
    })
  })

  test(`signals do not end a connect, which succeeds once the listener has space: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    await peerIsReady()

    await amongSignals(async () => {
      const listener = fullListener(t)
      using client = new Socket()
      // The kernel retransmits the SYN after a second.
      const accepted = peer(listener, ['pause', 100], ['accept'])
      await form.call(client, 'connect', nameOf(listener), { timeout: PATIENCE })
      await accepted
      assert.deepEqual(client.remoteAddress, nameOf(listener))
    })
  })
}

test('signals do not end connectSync before its deadline', {
  skip: noUnansweringPeer,
}, async (t) => {
  const listener = fullListener(t)

  await amongSignals(() => {
    const start = performance.now()
    assert.throws(() => connectSync(nameOf(listener), { timeout: 300 }), TIMED_OUT)
    assert.ok(performance.now() - start >= 300, 'not before')
  })
})

type Look = (entries: PollEntry[], milliseconds: number) => unknown

for (const [name, look] of [
  ['awaited', poll],
  ['blocking', pollSync],
] satisfies [string, Look][]) {
  test(`signals do not end a poll before its deadline: ${name}`, async (t) => {
    const [one] = closing(t, Socket.pair())

    await amongSignals(async () => {
      const start = performance.now()
      const ready = await (look as Look)([{ socket: one, events: constants.POLLIN }], 300)
      assert.deepEqual(ready, [])
      assert.ok(performance.now() - start >= 300, 'not before')
    })
  })
}
