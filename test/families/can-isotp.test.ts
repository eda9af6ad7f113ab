import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { noCan, onBus } from '../support/can.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const skip = noCan('SOCK_DGRAM', 'CAN_ISOTP')

/** More than one frame holds: it goes in some 600 frames, after the receiver has agreed. */
const LONG = Buffer.from(Array.from({ length: 4000 }, (_, i) => i & 0xff))

const TESTER = { transmitId: 0x7e0, receiveId: 0x7e8 }
const CONTROLLER = { transmitId: 0x7e8, receiveId: 0x7e0 }

function isotp(ids: typeof TESTER, prepare: (socket: Socket) => void = () => undefined): Socket {
  const socket = new Socket('AF_CAN', 'SOCK_DGRAM', 'CAN_ISOTP')
  socket.timeout = PATIENCE
  prepare(socket)
  socket.bind({ ...onBus, ...ids })
  return socket
}

const transports: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['classic frames', () => undefined],
  [
    'frames with padding',
    (socket) => {
      socket.setOption('CAN_ISOTP_OPTS', {
        ...{ flags: 'CAN_ISOTP_TX_PADDING', frame_txtime: 0, ext_address: 0 },
        ...{ txpad_content: 0xaa, rxpad_content: 0xcc, rx_ext_address: 0 },
      })
    },
  ],
  [
    'frames of CAN FD',
    (socket) => {
      socket.setOption('CAN_ISOTP_LL_OPTS', { mtu: 72, tx_dl: 64, tx_flags: 0 })
    },
  ],
]

for (const form of forms) {
  for (const [name, prepare] of transports)
    test(`4,000 bytes are one message, both ways, in ${name}: ${form.name}`, { skip }, async () => {
      using tester = isotp(TESTER, prepare)
      using controller = isotp(CONTROLLER, prepare)

      await form.call(tester, 'send', LONG)
      const there = await form.call(controller, 'recv')
      await form.call(controller, 'send', there)
      const back = await form.call(tester, 'recvFrom')

      assert.deepEqual(there, LONG)
      assert.deepEqual(back.data, LONG)
    })

  test(`a message that is longer than the buffer is cut, and says so: ${form.name}`, {
    skip,
  }, async () => {
    using tester = isotp(TESTER)
    using controller = isotp(CONTROLLER)

    await form.call(tester, 'send', LONG.subarray(0, 100))
    const cut = await form.call(controller, 'recvMessage', { size: 10 })

    assert.deepEqual([cut.length, cut.truncated], [10, true])
    assert.deepEqual(cut.data, LONG.subarray(0, 10))
  })

  test(`where nobody agrees to receive, the next receive fails: ${form.name}`, {
    skip,
  }, async () => {
    using tester = isotp(TESTER)

    await form.call(tester, 'send', LONG.subarray(0, 100))

    await assert.rejects(form.call(tester, 'recv'), { name: 'SocketError', code: 'ECOMM' })
  })
}
