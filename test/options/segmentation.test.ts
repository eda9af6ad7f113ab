import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket, type SocketError } from '../../src/index.ts'
import { everyKind } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

const udp = everyKind.filter(({ name }) => name.startsWith('UDP') && !name.includes('Lite'))
const data = Buffer.alloc(3500, 'segments')

for (const kind of udp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`
    const skip = kind.skip || cannotSegment()

    test(`one send is split into datagrams: ${on}`, { skip }, async (t) => {
      const [one, other] = kind.pair(t)
      one.setOption('UDP_SEGMENT', 1000)

      await form.call(one, 'send', data)
      const came: Buffer[] = []
      for (let i = 0; i < 4; i++) came.push(await form.call(other, 'recv'))

      assert.deepEqual(
        came.map(({ length }) => length),
        [1000, 1000, 1000, 500],
      )
      assert.deepEqual(Buffer.concat(came), data)
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`datagrams are joined into one receive, which reports their length: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('UDP_GRO', true)

      await form.call(one, 'sendMessage', { data, control: { UDP_SEGMENT: 1000 } })
      const message = await form.call(other, 'recvMessage', { control: true })

      assert.deepEqual(message.data, data)
      assert.equal(message.control.UDP_GRO, 1000)
      assert.equal(message.control.raw[0]?.data.length, 4)
    })

    test(`a segment length that does not fit a u16 is EINVAL, too much data EMSGSIZE: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const send = (bytes: Uint8Array) => {
        const raw = [{ level: 'IPPROTO_UDP', type: 'UDP_SEGMENT', data: bytes }]
        return form.call(one, 'sendMessage', { data: 'x'.repeat(200), control: { raw } })
      }

      assert.equal(await send(new Uint8Array(Uint16Array.of(100).buffer)), 200)
      await assert.rejects(send(new Uint8Array(Uint32Array.of(100).buffer)), { code: 'EINVAL' })
      await assert.rejects(
        form.call(one, 'sendMessage', {
          data: Buffer.alloc(70_000),
          control: { UDP_SEGMENT: 1000 },
        }),
        { code: 'EMSGSIZE' },
      )

      assert.equal((await form.call(other, 'recv')).length, 100)
      assert.equal((await form.call(other, 'recv')).length, 100)
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}

function cannotSegment(): string | false {
  if (!('UDP_SEGMENT' in constants)) return 'needs UDP_SEGMENT'
  try {
    using socket = new Socket('AF_INET', 'SOCK_DGRAM')
    socket.setOption('UDP_SEGMENT', 1000)
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code} to UDP_SEGMENT`
  }
}
