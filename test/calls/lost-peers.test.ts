import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { inChild } from '../support/child.ts'
import { arrived } from '../support/arrived.ts'
import { loopback, streams } from '../support/kinds.ts'
import { peer, peerIsReady, type Step } from '../support/peer.ts'
import { forms } from '../support/forms.ts'

const tcp = streams.filter(({ family }) => family !== 'AF_UNIX')
const RESET = { code: 'ECONNRESET', syscall: 'recv' }

await peerIsReady()

for (const kind of streams) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`a stream whose peer is gone accepts no more data: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.close()

      // TCP learns that the peer is gone only from the response to data it sends.
      if (kind.family !== 'AF_UNIX') assert.equal(await form.call(one, 'send', 'x'), 1)
      arrived(one, 0)

      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE', syscall: 'send' })
      await assert.rejects(form.call(one, 'sendAll', 'x'), { code: 'EPIPE', bytesSent: 0 })
      await assert.rejects(form.call(one, 'sendMessage', { data: 'x' }), { code: 'EPIPE' })
    })

    test(`a peer that closes with data unread resets the connection: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(one, 'send', 'unread')

      other.close()

      await assert.rejects(form.call(one, 'recv'), RESET)
      assert.equal((await form.call(one, 'recv')).length, 0)
      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE' })
    })

    test(`a reset ends a receive that waits for all of its bytes, and its error has those that arrived: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(one, 'send', 'unread')
      // TCP delivers what came before a reset. A Unix socket would lose the reset.
      const wait: Step = kind.family === 'AF_UNIX' ? ['received'] : ['pause', 60]
      const closing = peer(other, ['send', 'abc'], wait)
      other.close()

      await assert.rejects(form.call(one, 'recv', 5, { flags: constants.MSG_WAITALL }), {
        ...RESET,
        bytesReceived: 3,
        data: Buffer.from('abc'),
      })

      await closing
    })
  }
}

for (const kind of tcp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`a reset is reported once, then the stream has ended: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_LINGER', { onoff: true, seconds: 0 })

      other.close()

      await assert.rejects(form.call(one, 'recv'), RESET)
      assert.equal((await form.call(one, 'recv')).length, 0)
      await assert.rejects(form.call(one, 'send', 'x'), { code: 'EPIPE' })
    })

    test(`a reset ends a receive that waits: ${on}`, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_LINGER', { onoff: true, seconds: 0 })
      const closing = peer(other, ['pause', 60])
      other.close()

      await assert.rejects(form.call(one, 'recv'), RESET)

      await closing
    })

    test(`a stream that was never connected neither sends nor receives: ${on}`, {
      skip: kind.skip,
    }, async () => {
      const family = kind.family === 'AF_INET' ? 'AF_INET' : 'AF_INET6'
      using socket = new Socket(family)

      await assert.rejects(form.call(socket, 'send', 'x'), { code: 'EPIPE' })
      await assert.rejects(form.call(socket, 'recv'), { code: 'ENOTCONN' })
      await assert.rejects(form.call(socket, 'recvMessage'), { code: 'ENOTCONN' })
      await assert.rejects(form.call(socket, 'sendTo', 'x', loopback(family, 9), {}), {
        code: 'EPIPE',
        syscall: 'sendto',
        port: 9,
      })
    })
  }
}

test('sending to a peer that is gone raises no SIGPIPE, even where that would end the process', async () => {
  const { signal, result } = await inChild(({ Socket }) => {
    const ignore = () => undefined
    process.on('SIGPIPE', ignore)
    process.off('SIGPIPE', ignore) // restores the default action
    const [one, other] = Socket.pair()
    other.close()
    const sends: (() => unknown)[] = [
      () => one.sendSync('x'),
      () => one.sendSync(['x', 'y']),
      () => {
        one.sendAllSync('x')
      },
      () => one.sendMessageSync({ data: 'x' }),
    ]
    return sends.map((send) => {
      try {
        return send()
      } catch (error) {
        return (error as { code: unknown }).code
      }
    })
  })
  const without = await inChild(({ Socket, calls }) => {
    const ignore = () => undefined
    process.on('SIGPIPE', ignore)
    process.off('SIGPIPE', ignore)
    const [one, other] = Socket.pair()
    other.close()
    return calls.send(one.fd, Buffer.from('x'), 0)
  })

  assert.equal(signal, null)
  assert.deepEqual(result, ['EPIPE', 'EPIPE', 'EPIPE', 'EPIPE'])
  assert.equal(without.signal, 'SIGPIPE')
})
