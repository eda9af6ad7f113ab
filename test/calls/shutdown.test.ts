import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { closing, connections, datagrams, everyKind, loopback, streams } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { forms } from '../support/forms.ts'
import { until } from '../support/until.ts'

await peerIsReady()

for (const kind of connections) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`after shutdown(SHUT_WR) the peer reads the end and can still send: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(one, 'send', 'last')

      one.shutdown('SHUT_WR')
      one.shutdown('SHUT_WR')
      await form.call(other, 'send', 'still')

      assert.equal(String(await form.call(other, 'recv')), 'last')
      assert.equal((await form.call(other, 'recv')).length, 0)
      assert.equal((await form.call(other, 'recv')).length, 0)
      assert.equal(String(await form.call(one, 'recv')), 'still')
      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE', syscall: 'send' })
      await assert.rejects(form.call(one, 'sendAll', 'x'), { code: 'EPIPE', bytesSent: 0 })
    })

    test(`a receive that waits reads the end when the peer shuts down its side: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const shutting = peer(other, ['pause', 60], ['shutdown', 'SHUT_WR'])

      assert.equal((await form.call(one, 'recv')).length, 0)

      await shutting
    })

    test(`a receive that waits reads the end when its own side is shut down: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const shutting = peer(one, ['pause', 60], ['shutdown', 'SHUT_RD'])

      assert.equal((await form.call(one, 'recv')).length, 0)

      await shutting
      await form.call(one, 'send', 'still')
      assert.equal(String(await form.call(other, 'recv')), 'still')
    })

    test(`after shutdown(SHUT_RDWR) both directions have ended, on both sides: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)

      one.shutdown('SHUT_RDWR')

      assert.equal((await form.call(one, 'recv')).length, 0)
      assert.equal((await form.call(other, 'recv')).length, 0)
      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE' })
    })
  }

  test(`only SHUT_RD, SHUT_WR and SHUT_RDWR can be shut down: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one] = kind.pair(t)

    assert.throws(
      () => {
        one.shutdown(3)
      },
      { code: 'EINVAL', syscall: 'shutdown' },
    )
    assert.throws(() => {
      Reflect.apply(one.shutdown.bind(one), undefined, ['SHUT_SOME'])
    }, TypeError)
  })
}

for (const kind of streams.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`a socket without a connection has nothing to shut down: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const family = kind.family === 'AF_INET' ? 'AF_INET' : 'AF_INET6'
    const fresh = closing(t, new Socket(family))
    const listener = closing(t, new Socket(family))
    listener.bind(loopback(family))
    listener.listen()

    assert.throws(
      () => {
        fresh.shutdown('SHUT_WR')
      },
      { code: 'ENOTCONN' },
    )
    listener.shutdown('SHUT_WR') // has no effect
    assert.equal(listener.listening, true)
    listener.shutdown('SHUT_RD') // stops listening
    assert.equal(listener.listening, false)
    assert.throws(() => listener.acceptSync(), { code: 'EINVAL', syscall: 'accept' })
  })

  for (const form of forms) {
    test(`after shutdown(SHUT_RD) what still arrives can be read: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)

      one.shutdown('SHUT_RD')

      assert.equal((await form.call(one, 'recv')).length, 0)
      await form.call(other, 'send', 'late')
      until(() => one.bytesReadable > 0) // a receive would not wait for it
      assert.equal(String(await form.call(one, 'recv')), 'late')
      assert.equal((await form.call(one, 'recv')).length, 0)
    })
  }
}

for (const kind of everyKind.filter(({ family }) => family === 'AF_UNIX')) {
  for (const form of forms) {
    test(`nothing can be sent to a Unix socket after its shutdown(SHUT_RD): ${kind.name}, ${form.name}`, async (t) => {
      const [one, other] = kind.pair(t)

      one.shutdown('SHUT_RD')

      await assert.rejects(form.call(other, 'send', 'x'), { code: 'EPIPE' })
    })
  }
}

for (const kind of datagrams) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`a datagram socket sends no more after shutdown(SHUT_WR), and receives on: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)

      one.shutdown('SHUT_WR')
      await form.call(other, 'send', 'still')

      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE' })
      assert.equal(String(await form.call(one, 'recv')), 'still')
      await assert.rejects(form.call(one, 'recv', 1, { timeout: 50 }), {
        code: 'ERR_SOCKET_TIMEOUT',
      })
    })

    test(`shutdown(SHUT_RD) ends a receive that waits for a datagram, without data or sender: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(other, 'send', 'before')
      await form.call(one, 'recvFrom') // leaves an address in the buffer
      const shutting = peer(one, ['pause', 60], ['shutdown', 'SHUT_RD'])

      const { data, address } = await form.call(one, 'recvFrom')

      await shutting
      assert.equal(data.length, 0)
      assert.equal(address, null)
      const into = await form.call(one, 'recvFromInto', new Uint8Array(9))
      assert.deepEqual(into, { length: 0, address: null })
      const message = await form.call(one, 'recvMessage', { control: true })
      assert.equal(message.length, 0)
      assert.equal(message.address, null)
      assert.deepEqual(message.control, { raw: [] })
    })
  }
}
