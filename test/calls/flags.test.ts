import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  constants,
  type MessageFlags,
  poll,
  type PollEvents,
  pollSync,
  resolveSync,
  reverseSync,
  Socket,
} from '../../src/index.ts'
import { forms } from '../support/forms.ts'
import { closing } from '../support/kinds.ts'

const { AI_NUMERICHOST, AI_PASSIVE, MSG_PEEK, MSG_TRUNC, POLLIN, POLLOUT } = constants

/** Ways to ask for a peek that returns the full length of a datagram. */
const ways: readonly MessageFlags[] = [MSG_PEEK | MSG_TRUNC, ['MSG_PEEK', 'MSG_TRUNC']]

/** Values that are not flags of a receive, and the error messages. */
const wrong: readonly (readonly [flags: unknown, message: RegExp])[] = [
  [undefined, /^flags must not be undefined: is there a constant of that name\?$/],
  ['MSG_PEAK', /^No flag MSG_PEAK; did you mean MSG_PEEK\?$/],
  [['MSG_TRUNC', 'msg_peek'], /^No flag msg_peek; did you mean MSG_PEEK\?$/],
  ['POLLIN', /^No flag POLLIN/],
  [['MSG_PEEK', undefined], /^flags\[1\] must be a C name, not undefined$/],
  [[MSG_PEEK], /^flags\[0\] must be a C name, not 2$/],
  [['toString'], /^No flag toString/],
  [null, /^flags must be a number, a C name or a list of C names, not null$/],
  [{}, /^flags must be a number, a C name or a list of C names, not an object$/],
]

for (const form of forms) {
  test(`flags are a number or names, which mean the same: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
    one.sendSync('hello')

    for (const flags of ways) {
      assert.equal(await form.call(other, 'recvInto', new Uint8Array(2), { flags }), 5)
    }
    assert.equal(String(await form.call(other, 'recv', 9, { flags: 'MSG_PEEK' })), 'hello')
    assert.equal(String(await form.call(other, 'recv', 9, { flags: [] })), 'hello')
    await assert.rejects(form.call(other, 'recv', 9, { flags: ['MSG_DONTWAIT'] }), {
      code: 'EAGAIN',
    })
    assert.equal(await form.call(one, 'send', 'x', { flags: ['MSG_NOSIGNAL', 'MSG_EOR'] }), 1)
  })

  for (const [flags, message] of wrong) {
    test(`flags that are ${JSON.stringify(flags)} are refused, and nothing is received: ${form.name}`, async (t) => {
      const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
      one.sendSync('hello')
      const options = { flags: flags as number }

      await assert.rejects(form.call(other, 'recv', 9, options), { name: 'TypeError', message })
      await assert.rejects(form.call(other, 'recvMessage', options), { name: 'TypeError', message })

      assert.equal(String(other.recvSync()), 'hello')
    })
  }
}

test('events of poll are a number or names, which mean the same', async (t) => {
  const [socket] = closing(t, Socket.pair())

  for (const events of [POLLIN | POLLOUT, 'POLLOUT', ['POLLIN', 'POLLOUT']] as PollEvents[]) {
    for (const ready of [await poll([{ socket, events }]), pollSync([{ socket, events }])]) {
      assert.deepEqual(
        ready.map(({ revents }) => revents),
        [POLLOUT],
      )
    }
  }
  for (const events of ['POLLINN', ['POLLIN', 'MSG_PEEK'], undefined] as unknown as PollEvents[]) {
    assert.throws(() => pollSync([{ socket, events }]), TypeError)
    await assert.rejects(poll([{ socket, events }]), TypeError)
  }
})

test('flags of look-ups are a number or names of their own table', () => {
  const passive = resolveSync(null, 80, { flags: AI_PASSIVE | AI_NUMERICHOST })
  const address = { address: '127.0.0.1', port: 80 }

  assert.deepEqual(resolveSync(null, 80, { flags: ['AI_PASSIVE', 'AI_NUMERICHOST'] }), passive)
  assert.deepEqual(reverseSync(address, { flags: ['NI_NUMERICHOST', 'NI_NUMERICSERV'] }), {
    host: '127.0.0.1',
    service: '80',
  })
  assert.throws(() => resolveSync(null, 80, { flags: 'MSG_PEEK' as 'AI_ALL' }), TypeError)
  assert.throws(() => reverseSync(address, { flags: 'NI_NUMERIC' as 'NI_DGRAM' }), {
    message: /^No flag NI_NUMERIC; did you mean NI_NUMERIC/,
  })
})
