import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { inWorker } from '../support/workers.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

// MSG_DONTWAIT in the flags is equivalent to `timeout: 0` for that call, as in recv(2) and send(2).

const flags = constants.MSG_DONTWAIT
/** Makes a call that waits by mistake fail instead of hanging. */
const timeout = 5000
const PART = Buffer.alloc(65536)

for (const form of forms) {
  for (const kind of everyKind) {
    test(`receives with MSG_DONTWAIT are EAGAIN immediately: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const room = new Uint8Array(8)

      for (const call of [
        async () => form.call(one, 'recv', 8, { flags, timeout }),
        async () => form.call(one, 'recvInto', room, { flags, timeout }),
        async () => form.call(one, 'recvFrom', 8, { flags, timeout }),
        async () => form.call(one, 'recvFromInto', room, { flags, timeout }),
        async () => form.call(one, 'recvMessage', { flags, timeout }),
      ]) {
        await assert.rejects(call(), { code: 'EAGAIN' })
      }
    })
  }

  test(`sends with MSG_DONTWAIT are EAGAIN once the buffer is full: ${form.name}`, async (t) => {
    const [one] = closing(t, Socket.pair())
    const fill = async (send: () => Promise<unknown>) => {
      for (;;) await send()
    }

    for (const send of [
      async () => form.call(one, 'send', PART, { flags, timeout }),
      async () => form.call(one, 'send', [PART], { flags, timeout }),
      async () => form.call(one, 'sendAll', PART, { flags, timeout }),
      async () => form.call(one, 'sendMessage', { data: PART }, { flags, timeout }),
    ]) {
      await assert.rejects(fill(send), { code: 'EAGAIN' })
    }
  })

  test(`a datagram with MSG_DONTWAIT to a full queue is EAGAIN: ${form.name}`, async () => {
    using receiver = new Socket('AF_UNIX', 'SOCK_DGRAM')
    using sender = new Socket('AF_UNIX', 'SOCK_DGRAM')
    receiver.bind({ abstract: '' })
    const fill = async () => {
      for (;;) await form.call(sender, 'sendTo', 'x', receiver.localAddress, { flags, timeout })
    }

    await assert.rejects(fill(), { code: 'EAGAIN' })
  })

  test(`what has arrived is received with MSG_DONTWAIT: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    other.sendSync('here')

    assert.equal(String(await form.call(one, 'recv', 8, { flags, timeout })), 'here')
  })
}

test('a blocking receive with MSG_DONTWAIT does not block the thread of a worker', async () => {
  const worker = inWorker(async ({ Socket: Made, constants: numbers }) => {
    const { parentPort } = await import('node:worker_threads')
    const [one] = Made.pair()
    try {
      one.recvSync(10, { flags: numbers.MSG_DONTWAIT })
    } catch (error) {
      parentPort?.postMessage((error as { code: string }).code)
    }
  })

  const [code] = (await once(worker, 'message')) as [string]

  assert.equal(code, 'EAGAIN')
})
