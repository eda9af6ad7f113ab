import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AddressLike, type FamilyName, Socket, type TypeName } from '../../src/index.ts'
import { forms } from '../support/forms.ts'
import { type Closes, closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

// The kernel refuses flags of send(2) that these families do not know: MSG_NOSIGNAL, which is in
// every send of the others.
const kinds: readonly (readonly [FamilyName, TypeName, (socket: Socket) => AddressLike])[] = [
  ['AF_RDS', 'SOCK_SEQPACKET', () => '127.0.0.1:0'],
  ['AF_QIPCRTR', 'SOCK_DGRAM', ({ localAddress }) => ({ ...localAddress, port: 0 })],
]

for (const [family, type, any] of kinds) {
  const skip = whyNot(family, type)

  for (const form of forms) {
    test(`${family} sends to an address, and once connected, ${form.name}`, { skip }, async (t) => {
      const [sender, receiver] = [bound(t), bound(t)]

      await form.call(sender, 'sendTo', 'to an address', receiver.localAddress)
      const first = await form.call(receiver, 'recv', 100, { timeout: PATIENCE })
      await form.call(sender, 'connect', receiver.localAddress)
      await form.call(sender, 'send', 'connected')
      const second = await form.call(receiver, 'recv', 100, { timeout: PATIENCE })

      assert.deepEqual([String(first), String(second)], ['to an address', 'connected'])
    })
  }

  function bound(t: Closes): Socket {
    const socket = closing(t, new Socket(family, type))
    socket.bind(any(socket))
    return socket
  }
}

function whyNot(family: FamilyName, type: TypeName): string | false {
  try {
    new Socket(family, type).close()
    return false
  } catch (error) {
    return `this kernel has no ${family}: ${String(error)}`
  }
}
