import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, poll } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { everyKind, streams } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { receives } from '../support/receives.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { MSG_OOB, MSG_PEEK, MSG_TRUNC, MSG_WAITALL, POLLIN, POLLPRI } = constants
const tcp = streams.filter(({ family }) => family !== 'AF_UNIX')

await peerIsReady()

for (const kind of streams) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    for (const [name, receive] of receives) {
      test(`with MSG_WAITALL ${name} waits for all of the bytes: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        const sending = peer(other, ['send', 'abc'], ['pause', 100], ['send', 'defg'])

        const text = await receive(form, one, 5, { flags: MSG_WAITALL })

        await sending
        assert.equal(text, 'abcde')
        assert.equal(String(await form.call(one, 'recv')), 'fg')
      })

      test(`with MSG_WAITALL ${name} returns what there is when the stream ends: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        const sending = peer(other, ['send', 'abc'], ['pause', 60], ['shutdown', 'SHUT_WR'])

        const text = await receive(form, one, 5, { flags: MSG_WAITALL })

        await sending
        assert.equal(text, 'abc')
      })

      test(`with MSG_WAITALL ${name} that times out has what arrived in its error: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        await other.sendAll('abc')

        const error: unknown = await receive(form, one, 5, {
          flags: MSG_WAITALL,
          timeout: 60,
        }).catch((reason: unknown) => reason)

        const data = name.includes('nto') ? undefined : Buffer.from('abc')
        assert.deepEqual(
          { ...(error as object) },
          {
            ...{ code: 'ERR_SOCKET_TIMEOUT', errno: 0, syscall: syscallOf(name) },
            ...{ name: 'SocketTimeoutError', bytesReceived: 3, ...(data && { data }) },
          },
        )
        await other.sendAll('de')
        assert.equal(String(await form.call(one, 'recv')), 'de')
      })
    }

    test(`with MSG_WAITALL a receive that may not wait fails with EAGAIN and has what arrived in its error: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.sendAll('abc')
      arrived(one)

      await assert.rejects(form.call(one, 'recv', 5, { flags: MSG_WAITALL, timeout: 0 }), {
        code: 'EAGAIN',
        bytesReceived: 3,
        data: Buffer.from('abc'),
      })
    })

    test(`MSG_PEEK with MSG_WAITALL consumes nothing: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.sendAll('abc')

      const seen = await form.call(one, 'recv', 3, { flags: MSG_WAITALL | MSG_PEEK })

      assert.equal(String(seen), 'abc')
      assert.equal(String(await form.call(one, 'recv')), 'abc')
    })

    test(`a receive of no bytes consumes nothing of a stream: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await assert.rejects(form.call(one, 'recv', 0, { timeout: 0 }), { code: 'EAGAIN' })
      await other.sendAll('abc')

      assert.equal((await form.call(one, 'recv', 0)).length, 0)
      assert.equal(await form.call(one, 'recvInto', new Uint8Array(0)), 0)
      assert.equal((await form.call(one, 'recvMessage', { size: 0 })).length, 0)
      assert.equal((await form.call(one, 'recvMessage', { sizes: [] })).length, 0)

      assert.equal(String(await form.call(one, 'recv')), 'abc')
    })

    test(`with SO_PEEK_OFF each peek continues where the last one ended: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.setOption('SO_PEEK_OFF', 1)
      await other.sendAll('abcdef')
      const look = async () => String(await form.call(one, 'recv', 2, { flags: MSG_PEEK }))

      assert.equal(await look(), 'bc')
      assert.equal(await look(), 'de')
      assert.equal(String(await form.call(one, 'recv', 4)), 'abcd')
      assert.equal(await look(), 'f')
    })
  }
}

for (const kind of tcp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`urgent data is announced, and received apart from the stream: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(other, 'send', 'abc', { flags: MSG_OOB })

      const [ready] = await poll([{ socket: one, events: POLLIN | POLLPRI }])
      const urgent = await form.call(one, 'recv', 9, { flags: MSG_OOB })
      const ordinary = await form.call(one, 'recv', 9)

      assert.equal(ready?.revents, POLLIN | POLLPRI)
      assert.equal(String(urgent), 'c')
      assert.equal(String(ordinary), 'ab')
      await assert.rejects(form.call(one, 'recv', 9, { flags: MSG_OOB }), { code: 'EINVAL' })
    })

    for (const [name, receive] of receives) {
      test(`${name} reports immediately that there is no urgent data, after all of the stream was read: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        await other.sendAll('abc')
        assert.equal(String(await form.call(one, 'recv')), 'abc')

        await assert.rejects(receive(form, one, 9, { flags: MSG_OOB, timeout: PATIENCE }), {
          code: 'EINVAL',
        })
      })
    }

    test(`with MSG_TRUNC TCP counts bytes and discards them, and no old memory shows: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.sendAll('secret')
      assert.equal(String(await form.call(one, 'recv')), 'secret') // passes through shared memory
      const view = Buffer.alloc(6, '-')
      const zeros = Buffer.alloc(6)
      const flags = MSG_TRUNC

      for (let i = 0; i < 5; i++) await other.sendAll('hidden')

      assert.deepEqual(await form.call(one, 'recv', 6, { flags }), zeros)
      assert.deepEqual(await form.call(one, 'recv', 6, { flags: flags | MSG_WAITALL }), zeros)
      assert.deepEqual((await form.call(one, 'recvFrom', 6, { flags })).data, zeros)
      assert.deepEqual((await form.call(one, 'recvMessage', { size: 6, flags })).data, zeros)
      assert.equal(await form.call(one, 'recvInto', view, { flags }), 6)
      assert.equal(String(view), '------')
    })
  }
}

for (const kind of everyKind) {
  for (const form of forms) {
    test(`MSG_PEEK leaves everything in the queue, in every receiving call: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.send('look')

      for (const [name, receive] of receives) {
        assert.equal(await receive(form, one, 9, { flags: MSG_PEEK }), 'look', name)
      }

      assert.equal(String(await form.call(one, 'recv')), 'look')
      await assert.rejects(form.call(one, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}

for (const kind of streams.filter(({ family }) => family === 'AF_UNIX')) {
  for (const form of forms) {
    test(`with MSG_WAITALL descriptors end a message early, and are kept with its bytes: ${form.name}`, async (t) => {
      const [one, other] = kind.pair(t)
      one.sendMessageSync({ data: 'ab', control: { SCM_RIGHTS: [one] } })
      one.sendSync('cdef')

      const { data, control } = await form.call(other, 'recvMessage', {
        size: 5,
        control: true,
        flags: MSG_WAITALL,
      })

      for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
      assert.equal(control.SCM_RIGHTS?.length, 1)
      assert.equal(String(data), 'ab')
      assert.equal(String(await form.call(other, 'recv')), 'cdef')
    })
  }
}

function syscallOf(name: string): string {
  if (name.startsWith('recvFrom')) return 'recvfrom'
  return name.startsWith('recvMessage') ? 'recvmsg' : 'recv'
}
