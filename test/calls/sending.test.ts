import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { constants, SocketTimeoutError } from '../../src/index.ts'
import { datagrams, messages, streams } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { narrow, pattern, rest } from '../support/streams.ts'
import { forms } from '../support/forms.ts'

const MiB = 2 ** 20
const large = pattern(8 * MiB)
const AGAIN = { name: 'SocketError', code: 'EAGAIN', syscall: 'send' }

await peerIsReady()

for (const kind of streams) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`a send that may not wait sends a part, then fails with EAGAIN, and sends nothing: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      one.timeout = 0

      const taken = await form.call(one, 'send', large)
      const untilFull = async () => {
        for (;;) await form.call(one, 'send', 'x') // TCP finds more space as it acknowledges
      }

      assert.ok(taken > 0 && taken < 8 * MiB, `${taken} bytes`)
      await assert.rejects(untilFull(), AGAIN)
      assert.equal(await form.call(one, 'send', ''), 0)
    })

    test(`a send that may wait returns how much it could send, then times out: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)

      const taken = await form.call(one, 'send', large, { timeout: 100 })
      let start = 0
      const untilFull = async () => {
        for (;;) {
          start = performance.now() // TCP finds more space while it acknowledges
          await form.call(one, 'send', large, { timeout: 100 })
        }
      }

      assert.ok(taken > 0 && taken < 8 * MiB, `${taken} bytes`)
      await assert.rejects(untilFull(), { name: 'SocketTimeoutError', syscall: 'send' })
      assert.ok(performance.now() - start >= 100)
    })

    test(`sendAll has one deadline, however often some of it goes, and reports how much was sent: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other, 65_536)
      // Drains until the end of the stream. Something is always sent, so only a deadline for the
      // whole call can expire.
      const draining = peer(other, ['drain', Number.POSITIVE_INFINITY, 16_384, 20])
      const start = performance.now()

      const error: unknown = await form
        .call(one, 'sendAll', large, { timeout: 300 })
        .catch((reason: unknown) => reason)

      assert.ok(performance.now() - start >= 300, 'not before')
      one.shutdown('SHUT_WR')
      const drained = await draining
      assert.ok(error instanceof SocketTimeoutError, String(error))
      assert.equal(error.bytesSent, drained)
    })

    test(`sendAll that may not wait fails with EAGAIN and reports how much was sent: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      let bytesSent = 0

      await assert.rejects(
        form.call(one, 'sendAll', large, { timeout: 0 }),
        (error: { code: string; bytesSent: number }) => {
          bytesSent = error.bytesSent
          return error.code === 'EAGAIN'
        },
      )

      one.shutdown('SHUT_WR')
      assert.ok(bytesSent > 0)
      assert.deepEqual(await rest(other), pattern(bytesSent))
    })

    test(`sendAll fails while it waits, and reports how much was sent, when its side is shut down: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      let bytesSent = 0
      const shutting =
        form.name === 'blocking' && peer(one, ['pause', 100], ['shutdown', 'SHUT_WR'])
      const sending = form.call(one, 'sendAll', large)
      if (!shutting) one.shutdown('SHUT_WR')

      await assert.rejects(sending, (error: { code: string; bytesSent: number }) => {
        bytesSent = error.bytesSent
        return error.code === 'EPIPE'
      })

      await shutting
      assert.deepEqual(await rest(other), pattern(bytesSent))
    })

    test(`sendAll fails while it waits, and reports how much was sent, when the peer goes: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      const going = peer(other, ['arrival']) // then closes the last descriptor, with data unread
      other.close()

      await assert.rejects(
        form.call(one, 'sendAll', large),
        (error: { code: string; bytesSent: number }) =>
          ['ECONNRESET', 'EPIPE'].includes(error.code) && error.bytesSent > 0,
      )

      await going
    })

    test(`a gathered send that may not wait ends inside one of its buffers: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      const whole = pattern(4_000_000)
      const buffers = Array.from({ length: 40 }, (_, i) =>
        whole.subarray(i * 100_000, (i + 1) * 100_000),
      )

      const taken = await form.call(one, 'sendMessage', { data: buffers }, { timeout: 0 })

      one.shutdown('SHUT_WR')
      assert.ok(taken > 0 && taken % 100_000 !== 0, `${taken} bytes`)
      assert.deepEqual(await rest(other), whole.subarray(0, taken))
    })

    test(`a gathered sendAll continues inside the buffer where a send ended: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)
      const whole = pattern(1_000_003)
      const buffers: Buffer[] = []
      for (let at = 0; at < whole.length; at += 7001) buffers.push(whole.subarray(at, at + 7001))
      const draining = peer(other, ['drain', 990_000, 50_000, 0])

      await form.call(one, 'sendAll', buffers)

      await draining
      one.shutdown('SHUT_WR')
      assert.deepEqual(await rest(other), whole.subarray(990_000))
    })

    test(`a send accepts 1024 buffers, and sendAll any number of them, empty ones too: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const whole = pattern(3000 * 4)
      const buffers = Array.from({ length: 3000 }, (_, i) => [
        whole.subarray(i * 4, i * 4 + 4),
        new Uint8Array(0),
      ]).flat()
      const most = Array.from({ length: 1024 }, () => 'x')

      assert.equal(await form.call(one, 'send', most), 1024)
      assert.equal(await form.call(one, 'sendMessage', { data: most }), 1024)
      await assert.rejects(form.call(one, 'send', [...most, 'x']), { code: 'EMSGSIZE' })
      await assert.rejects(form.call(one, 'sendMessage', { data: [...most, 'x'] }), {
        code: 'EMSGSIZE',
      })
      await form.call(one, 'sendAll', buffers)

      one.shutdown('SHUT_WR')
      assert.deepEqual(await rest(other), Buffer.concat([Buffer.alloc(2048, 'x'), whole]))
    })
  }
}

for (const kind of messages) {
  for (const form of forms) {
    test(`a message of more than 1024 buffers is never split: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const buffers = Array.from({ length: 1025 }, () => 'x')

      await assert.rejects(form.call(one, 'sendAll', buffers), { code: 'EMSGSIZE', bytesSent: 0 })
      await form.call(one, 'sendAll', buffers.slice(1))

      assert.equal((await other.recv()).length, 1024)
      await assert.rejects(other.recv(1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}

for (const kind of datagrams.filter(({ family }) => family !== 'AF_UNIX')) {
  for (const form of forms) {
    test(`what is sent with MSG_MORE goes with what is sent next, as one datagram: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const flags = constants.MSG_MORE

      await form.call(one, 'send', 'ab', { flags })
      await form.call(one, 'sendMessage', { data: ['c', 'd'] }, { flags })
      await form.call(one, 'send', 'e')

      assert.equal(String(await other.recv()), 'abcde')
      await assert.rejects(other.recv(1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}
