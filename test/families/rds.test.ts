import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { forms } from '../support/forms.ts'
import { noIPv6 } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

const noRds = absent('AF_RDS', 'SOCK_SEQPACKET')

function bound(address: string): Socket {
  const socket = new Socket('AF_RDS', 'SOCK_SEQPACKET')
  socket.timeout = PATIENCE
  socket.bind(address)
  return socket
}

/** Two addresses each, for the kernel takes a shorter way to the same one. */
const places: readonly (readonly [one: string, other: string, skip: string | false])[] = [
  ['127.0.0.1:0', '127.0.0.1:0', noRds],
  ['127.0.0.1:0', '127.0.0.2:0', noRds],
  ['[::1]:0', '[::1]:0', noRds || noIPv6],
]

for (const form of forms) {
  for (const [from, to, skip] of places)
    test(`messages go from ${from} to ${to} and back, and keep their limits: ${form.name}`, {
      skip,
    }, async () => {
      using one = bound(from)
      using other = bound(to)
      const large = Buffer.from(Array.from({ length: 50_000 }, (_, i) => i % 251))

      await form.call(one, 'sendTo', 'hello', other.localAddress)
      await form.call(one, 'sendTo', large, other.localAddress)
      const first = await form.call(other, 'recvFrom')
      const second = await form.call(other, 'recvFrom')
      assert.ok(first.address)
      await form.call(other, 'sendTo', 'back', first.address)
      const back = await form.call(one, 'recvFrom')

      assert.equal(String(first.data), 'hello')
      assert.ok(second.data.equals(large))
      assert.deepEqual(first.address, one.localAddress)
      assert.deepEqual([String(back.data), back.address], ['back', other.localAddress])
    })

  test(`a connected socket sends to one address: ${form.name}`, { skip: noRds }, async () => {
    using one = bound('127.0.0.1:0')
    using other = bound('127.0.0.1:0')

    await form.call(one, 'connect', other.localAddress)
    await form.call(one, 'send', 'hello')
    const came = await form.call(other, 'recv')

    assert.equal(String(came), 'hello')
    assert.deepEqual(one.remoteAddress, other.localAddress)
  })

  test(`a message tells when it came, and how long it took: ${form.name}`, {
    skip: noRds,
  }, async () => {
    using one = bound('127.0.0.1:0')
    using other = bound('127.0.0.1:0')
    other.setOption('SO_TIMESTAMP', true)
    const points = [constants.RDS_MSG_RX_HDR_TO_DGRAM_START, constants.RDS_MSG_RX_DGRAM_DELIVERED]
    other.setOption('SO_RDS_MSG_RXPATH_LATENCY', points)

    await form.call(one, 'sendTo', 'hello', other.localAddress)
    const { control } = await form.call(other, 'recvMessage', { control: true })

    assert.ok(control.SO_TIMESTAMP !== undefined)
    assert.deepEqual(
      control.RDS_CMSG_RXPATH_LATENCY?.map(({ point }) => point),
      points,
    )
  })
}
