import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket, SocketError } from '../../src/index.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'
import { closing } from '../support/kinds.ts'

await peerIsReady()

/** The ways to send to a named Unix datagram socket. */
const sends: readonly [
  name: string,
  connected: boolean,
  send: (form: Form, socket: Socket, abstract: string, timeout: number | null) => Promise<unknown>,
][] = [
  ['send', true, (form, socket, _, timeout) => form.call(socket, 'send', 'x', { timeout })],
  ['sendAll', true, (form, socket, _, timeout) => form.call(socket, 'sendAll', 'x', { timeout })],
  [
    'sendTo',
    false,
    (form, socket, abstract, timeout) =>
      form.call(socket, 'sendTo', 'x', { abstract }, { timeout }),
  ],
  [
    'sendMessage',
    false,
    (form, socket, abstract, timeout) =>
      form.call(socket, 'sendMessage', { data: 'x', address: { abstract } }, { timeout }),
  ],
]

let names = 0

for (const [name, connected, send] of sends) {
  for (const form of forms) {
    const on = `${name}, ${form.name}`

    test(`a send to a full Unix datagram queue times out: ${on}`, async (t) => {
      const { sender, abstract } = full(t, connected)

      await assert.rejects(send(form, sender, abstract, 0), { code: 'EAGAIN' })
      await assert.rejects(send(form, sender, abstract, 20), { code: 'ERR_SOCKET_TIMEOUT' })
    })

    test(`a send to a full Unix datagram queue is sent once there is space: ${on}`, async (t) => {
      const { sender, receiver, abstract, queued } = full(t, connected)
      const draining = peer(receiver, ['pause', 100], ['drain', 1, 1, 0])

      await send(form, sender, abstract, null)

      await draining
      for (let i = 0; i < queued; i++) receiver.recvSync(1, { timeout: 0 })
      await assert.rejects(receiver.recv(1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}

for (const form of forms) {
  test(`a send to a full Unix datagram queue fails when the receiver closes: ${form.name}`, async (t) => {
    const { sender, receiver, abstract } = full(t, false)
    const going = peer(receiver, ['pause', 100])
    receiver.close()

    await assert.rejects(form.call(sender, 'sendTo', 'x', { abstract }, {}), {
      code: 'ECONNREFUSED',
      syscall: 'sendto',
    })

    await going
  })

  test(`a Unix datagram to an unused name is ECONNREFUSED or ENOENT: ${form.name}`, async () => {
    using sender = new Socket('AF_UNIX', 'SOCK_DGRAM')

    await assert.rejects(form.call(sender, 'send', 'x'), { code: 'ENOTCONN' })
    await assert.rejects(form.call(sender, 'sendTo', 'x', '@nobody-has-this-name', {}), {
      code: 'ECONNREFUSED',
      address: '@nobody-has-this-name',
    })
    await assert.rejects(form.call(sender, 'sendTo', 'x', '/nobody/has/this/path', {}), {
      code: 'ENOENT',
      address: '/nobody/has/this/path',
    })
  })
}

test('a send that gives up leaves the new space to the next in the queue', async (t) => {
  const { sender, receiver } = full(t, true)
  const { abstract } = full(t, false)

  const first = sender.sendTo('x', { abstract }, { timeout: 100 })
  const second = sender.send('y', { timeout: PATIENCE })
  receiver.recvSync()

  await assert.rejects(first, { code: 'ERR_SOCKET_TIMEOUT' })
  assert.equal(await second, 1)
})

/** A receiver whose queue is full, and the sender that filled it. */
function full(
  t: { after(fn: () => void): void },
  connected: boolean,
): { sender: Socket; receiver: Socket; abstract: string; queued: number } {
  const abstract = `full queue ${process.pid} ${names++}`
  const receiver = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  const sender = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  receiver.bind({ abstract })
  if (connected) sender.connectSync({ abstract })
  for (let queued = 0; ; queued++) {
    try {
      sender.sendToSync('x', { abstract }, { timeout: 0 })
    } catch (error) {
      if (error instanceof SocketError && error.code === 'EAGAIN') {
        return { sender, receiver, abstract, queued }
      }
      throw error
    }
  }
}
