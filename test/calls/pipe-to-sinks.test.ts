import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen, Socket } from '../../src/index.ts'
import { forms } from '../support/forms.ts'
import { closing } from '../support/kinds.ts'
import { rest } from '../support/streams.ts'
import { unable } from '../support/unable.ts'

for (const form of forms)
  test(`pipeTo to a socket that can send nothing says so before anything arrives: ${form.name}`, async (t) => {
    const [one, peer] = closing(t, Socket.pair())

    for (const { socket, hint } of unable(t))
      await assert.rejects(form.call(one, 'pipeTo', socket), {
        syscall: 'splice',
        code: 'ENOTCONN',
        message: hint,
        bytesSent: 0,
      })

    await peer.send('still there')
    assert.equal(String(await one.recv()), 'still there')
  })

test('pipeTo to a socket that is connecting waits for its connection', async (t) => {
  const [one, peer] = closing(t, Socket.pair())
  const listener = closing(t, await listen({ host: '127.0.0.1', port: 0 }))
  const sink = closing(
    t,
    new Socket('AF_INET', 'SOCK_STREAM', 0, { options: { TCP_FASTOPEN_CONNECT: true } }),
  )
  sink.startConnect(listener.localAddress)
  await peer.sendAll('first')
  peer.shutdown('SHUT_WR')

  assert.equal(await one.pipeTo(sink), 5)

  assert.deepEqual(await rest(closing(t, await listener.accept())), Buffer.from('first'))
})
