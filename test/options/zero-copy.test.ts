import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type ZeroCopyCompletion, Socket, type SocketError } from '../../src/index.ts'
import { everyKind } from '../support/kinds.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { MSG_WAITALL, MSG_ZEROCOPY } = constants
const kinds = everyKind.filter(({ name }) => /^(TCP|UDP)[46]$/.test(name))
const SENDS = 5
const SIZE = 9000

for (const kind of kinds) {
  for (const form of forms) {
    test(`the error queue reports which sends without copying are complete, each once: ${kind.name}, ${form.name}`, {
      skip: kind.skip || cannotZeroCopy(kind.stream ? 'SOCK_STREAM' : 'SOCK_DGRAM'),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.setOption('SO_ZEROCOPY', true)
      const sent = Array.from({ length: SENDS }, (_, i) => Buffer.alloc(SIZE, `${i}`))
      const came: Buffer[] = []

      for (const data of sent) {
        assert.equal(await form.call(one, 'send', data, { flags: MSG_ZEROCOPY }), SIZE)
        const flags = kind.stream ? MSG_WAITALL : 0
        came.push(await form.call(other, 'recv', SIZE, { flags }))
      }
      const freed = await allFreed(form, one)

      assert.deepEqual(came, sent)
      assert.equal(freed.length, new Set(freed.map(({ from }) => from)).size)
      assert.equal(
        freed.reduce((count, { from, to }) => count + to - from + 1, 0),
        SENDS,
      )
      assert.ok(freed.every(({ copied }) => copied)) // over loopback the kernel always copies
      assert.equal(await form.call(one, 'recvError'), null)
    })
  }
}

test('without SO_ZEROCOPY the flag is ignored, and nothing is queued', {
  skip: cannotZeroCopy('SOCK_STREAM'),
}, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  socket.sendToSync('x', '127.0.0.1:9', { flags: MSG_ZEROCOPY })

  assert.equal(socket.recvErrorSync(), null)
})

/** The completions from the error queue, until the last send is complete. */
async function allFreed(form: Form, socket: Socket): Promise<ZeroCopyCompletion[]> {
  const freed: ZeroCopyCompletion[] = []
  while (!freed.some(({ to }) => to === SENDS - 1)) {
    const queued = await form.call(socket, 'recvError', { timeout: PATIENCE })
    assert.ok(queued?.zerocopy, `nothing more after ${JSON.stringify(freed)}`)
    const { origin, code, data, address } = queued
    assert.deepEqual([origin, code, data.length, address], ['zerocopy', null, 0, null])
    freed.push(queued.zerocopy)
  }
  return freed
}

function cannotZeroCopy(type: 'SOCK_STREAM' | 'SOCK_DGRAM'): string | false {
  try {
    using socket = new Socket('AF_INET', type)
    socket.setOption('SO_ZEROCOPY', true)
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code} to SO_ZEROCOPY`
  }
}
