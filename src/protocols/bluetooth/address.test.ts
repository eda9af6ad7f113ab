import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, parseAddressText } from '../address.ts'
import type { BluetoothAddress } from './sockaddr.ts'
import { SOL_BLUETOOTH, SOL_HCI } from './options.ts'

const family = 'AF_BLUETOOTH'
const address = '00:11:22:33:44:55'
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const both = (of: BluetoothAddress) =>
  [littleMachine, bigMachine].map((machine) => hex(encodeAddress(of, machine)))

test('the bytes of a device are reversed, and those of L2CAP little-endian on every machine', () => {
  assert.deepEqual(both({ family, address, psm: 0x1001, cid: 0x0203, addressType: 1 }), [
    '1f00011055443322110003020100',
    '001f011055443322110003020100',
  ])
})

test('the other protocols of Bluetooth have their numbers in the order of the machine', () => {
  assert.deepEqual(both({ family, address, channel: 3 }), [
    '1f005544332211000300',
    '001f5544332211000300',
  ])
  assert.deepEqual(both({ family, device: 0x0102, channel: 3 }), ['1f0002010300', '001f01020003'])
  assert.deepEqual(both({ family, address }), ['1f00554433221100', '001f554433221100'])
})

test('a broadcast begins in the padding of the head, and the length is the sum of both', () => {
  const broadcast = { address: '66:77:88:99:AA:BB', addressType: 2, sid: 3, streams: [1, 2] }
  const listener = { family, address, addressType: 1, broadcast } as const

  const bytes = encodeAddress(listener, littleMachine)

  assert.equal(bytes.length, 50)
  assert.equal(hex(bytes.subarray(0, 20)), '1f0055443322110001bbaa998877660203020102')
  assert.deepEqual(decodeAddress(bytes, littleMachine), listener)
})

test('an address of ISO without a broadcast is read as one of RFCOMM', () => {
  const bytes = encodeAddress({ family, address, addressType: 1 }, littleMachine)

  assert.deepEqual(decodeAddress(bytes, littleMachine), { family, address, channel: 1 })
})

test('a Bluetooth address of another length stays bytes', () => {
  for (const length of [2, 7, 9, 11, 16, 49]) {
    const bytes = Uint8Array.of(31, 0, ...new Uint8Array(length - 2))

    assert.deepEqual(decodeAddress(bytes, littleMachine), { family: 31, bytes })
  }
})

test('an address or a text of Bluetooth that C cannot hold is misuse', () => {
  const refused = (of: BluetoothAddress, message: RegExp) => {
    assert.throws(() => encodeAddress(of, littleMachine), message)
  }
  const streams = Array.from({ length: 32 }, () => 1)
  const broadcast = { address, addressType: 1, sid: 0, streams }
  const texts = [
    ...['bluetooth:', 'bluetooth:x:1', 'bluetooth:hci:1', 'bluetooth:hci:65536:0'],
    ...['bluetooth:sco:00:11:22:33:44', 'bluetooth:sco:00:11:22:33:44:5g'],
    ...[
      `bluetooth:sco:${address}:1`,
      `bluetooth:rfcomm:${address}`,
      `bluetooth:rfcomm:${address}:256`,
    ],
    ...[`bluetooth:l2cap:${address}:1?psm=1`, `bluetooth:iso:${address}:1?broadcast=1`],
  ]

  refused({ family, address: '0:1:2:3:4:5' }, /TypeError.*0:1:2:3:4:5/)
  refused({ family, address, channel: 256 }, /RangeError.*channel/)
  refused({ family, address, psm: 65536 }, /RangeError.*psm/)
  refused({ family, address, addressType: 1, broadcast }, /RangeError/)
  for (const text of texts)
    assert.throws(() => parseAddressText(text, littleMachine), /TypeError|RangeError/, text)
})

test('an MTU is read from two bytes and from four', () => {
  const { codec } = SOL_BLUETOOTH().BT_SNDMTU

  assert.equal(codec.decode(Uint8Array.of(0, 4), littleMachine), 1024)
  assert.equal(codec.decode(Uint8Array.of(0, 4, 0, 0), littleMachine), 1024)
  assert.equal(codec.decode(Uint8Array.of(4, 0, 0, 0), bigMachine), 1024)
  assert.equal(codec.decode(Uint8Array.of(0, 0, 4, 0), bigMachine), 1024)
  assert.throws(() => codec.decode(new Uint8Array(1), bigMachine), RangeError)
})

test('the filter of HCI has 64 events, and a command that is little-endian on every machine', () => {
  const { codec } = SOL_HCI().HCI_FILTER
  const filter = { type_mask: 0x10, event_mask: 0x8000_0000_0000_4000n, opcode: 0x0c03 }

  assert.equal(hex(codec.encode(filter, littleMachine)), '100000000040000000000080030c0000')
  assert.equal(hex(codec.encode(filter, bigMachine)), '000000100000400080000000030c0000')
  assert.deepEqual(codec.decode(codec.encode(filter, bigMachine), bigMachine), filter)
  assert.throws(() => codec.encode({ ...filter, event_mask: 1n << 64n }, bigMachine), RangeError)
})
