import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants } from '../../src/index.ts'
import { messages, nameOf } from '../support/kinds.ts'
import { receives } from '../support/receives.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { MSG_TRUNC } = constants
const NOTHING_LEFT = { code: 'EAGAIN' }

/** The maximum size of a datagram, where the protocol limits it. */
const most = new Map([
  ['UDP4', 65_507],
  ['UDP6', 65_527],
  ['UDP-Lite4', 65_507],
])

for (const kind of messages) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    for (const [name, receive] of receives) {
      test(`${name} of a part of a message loses the rest: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        await other.send('hello world')
        await other.send('next')

        assert.equal(await receive(form, one, 4), 'hell')
        assert.equal(await receive(form, one, 4), 'next')
      })

      test(`${name} returns an empty message as such: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        await other.send('')
        await other.send('next')

        assert.equal(await receive(form, one, 4), '')
        assert.equal(await receive(form, one, 4), 'next')
      })
    }

    test(`recvMessage reports which message was truncated: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await other.send('hello world')
      await other.send('next')

      const cut = await form.call(one, 'recvMessage', { size: 4 })
      const whole = await form.call(one, 'recvMessage', { size: 4 })

      assert.deepEqual([cut.truncated, cut.flags & MSG_TRUNC, cut.length], [true, MSG_TRUNC, 4])
      assert.deepEqual([whole.truncated, whole.flags, whole.length], [false, 0, 4])
    })

    test(`MSG_TRUNC reports the real length, and no bytes beyond those received: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const flags = MSG_TRUNC
      for (let i = 0; i < 6; i++) await other.send('0123456789')
      const view = Buffer.alloc(8, '-')

      assert.equal(await form.call(one, 'recvInto', view, { flags, length: 4 }), 10)
      assert.equal(String(view), '0123----')
      const from = await form.call(one, 'recvFromInto', view, { flags, offset: 4 })
      assert.equal(from.length, 10)
      assert.equal(String(view), '01230123')
      assert.equal(String(await form.call(one, 'recv', 4, { flags })), '0123')
      assert.equal(String((await form.call(one, 'recvFrom', 4, { flags })).data), '0123')
      const message = await form.call(one, 'recvMessage', { size: 4, flags })
      assert.deepEqual([String(message.data), message.length], ['0123', 10])
      const parts = await form.call(one, 'recvMessage', { sizes: [3, 1], flags })
      assert.deepEqual([parts.data.map(String), parts.length], [['012', '3'], 10])
    })

    test(`every sending call sends an empty message: ${on}`, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)

      assert.equal(await form.call(other, 'send', ''), 0)
      assert.equal(await form.call(other, 'send', []), 0)
      await form.call(other, 'sendAll', '')
      await form.call(other, 'sendAll', [])
      assert.equal(await form.call(other, 'sendMessage', { data: [] }), 0)
      assert.equal(await form.call(other, 'sendMessage', {}), 0)

      for (let i = 0; i < 6; i++) {
        const { data, address } = await form.call(one, 'recvFrom', 9, { timeout: PATIENCE })
        assert.equal(data.length, 0)
        if (kind.family !== 'AF_UNIX') assert.deepEqual(address, nameOf(other))
      }
      await assert.rejects(form.call(one, 'recv', 9, { timeout: 0 }), NOTHING_LEFT)
    })

    test(`messages() yields empty messages too, and continues: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      for (const text of ['a', '', 'b', '', '']) await form.call(other, 'send', text)
      const came: string[] = []

      for await (const { data } of one.messages({ size: 9 })) {
        came.push(String(data))
        if (came.length === 5) break
      }

      assert.deepEqual(came, ['a', '', 'b', '', ''])
    })

    test(`a receive of no bytes consumes a whole message: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await assert.rejects(form.call(one, 'recv', 0, { timeout: 0 }), NOTHING_LEFT)
      for (const text of ['abc', 'abc', 'abc', 'next']) await other.send(text)

      assert.equal((await form.call(one, 'recv', 0)).length, 0)
      assert.equal(await form.call(one, 'recvInto', new Uint8Array(0)), 0)
      assert.equal((await form.call(one, 'recvMessage', { size: 0 })).truncated, true)

      assert.equal(String(await form.call(one, 'recv')), 'next')
    })

    test(`the largest message is sent, and a longer one is EMSGSIZE: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      // Unix: the send buffer, except for 32 bytes that the kernel needs.
      const length = most.get(kind.name) ?? other.getOption('SO_SNDBUF') - 32
      const largest = Buffer.alloc(length, 'x')

      await assert.rejects(form.call(other, 'send', Buffer.alloc(length + 1)), {
        code: 'EMSGSIZE',
        syscall: 'send',
      })
      assert.equal(await form.call(other, 'send', largest), length)

      assert.deepEqual(await form.call(one, 'recv', length), largest)
    })

    test(`the pieces of one message are gathered and scattered in order: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(other, 'send', ['ab', new Uint8Array(0), Buffer.from('cde'), 'f'])

      const { data } = await form.call(one, 'recvMessage', { sizes: [1, 0, 4, 9, 9] })

      assert.deepEqual(data.map(String), ['a', '', 'bcde', 'f', ''])
    })
  }
}

for (const kind of messages.filter(({ type }) => type === 'SOCK_SEQPACKET')) {
  for (const form of forms) {
    test(`an empty record and the end look the same, and poll reports that the peer has shut down: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(other, 'send', '')
      await form.call(other, 'send', 'abc')

      const empty = await form.call(one, 'recvMessage', { size: 9 })
      const cut = await form.call(one, 'recvMessage', { size: 2 })
      other.close()
      const end = await form.call(one, 'recvMessage', { size: 9 })

      assert.deepEqual([empty.length, empty.flags], [0, 0])
      assert.deepEqual([String(cut.data), cut.truncated], ['ab', true])
      assert.deepEqual([end.length, end.flags], [0, 0])
    })
  }

  test(`datagrams() and messages() end with the connection, after all of its records: ${kind.name}`, async (t) => {
    const texts: string[][] = []
    for (const iterate of ['datagrams', 'messages'] as const) {
      const [one, other] = kind.pair(t)
      for (const text of ['a', '', 'b']) await other.send(text)
      other.close()
      const came: string[] = []
      for await (const { data } of one[iterate]()) came.push(String(data))
      texts.push(came)
    }

    assert.deepEqual(texts, [
      ['a', '', 'b'],
      ['a', '', 'b'],
    ])
  })
}
