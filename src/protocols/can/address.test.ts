import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, parseAddressText } from '../address.ts'
import { AF_CAN, type CanAddressInput } from './address.ts'
import { SOL_CAN_J1939, SOL_CAN_RAW } from './options.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const can = (fields: Omit<CanAddressInput, 'family'>): CanAddressInput => ({
  family: 'AF_CAN',
  ...fields,
})

test('sockaddr_can is as long as its protocol requires', () => {
  const both = (fields: Omit<CanAddressInput, 'family'>) =>
    [littleMachine, bigMachine].map((machine) =>
      hex(
        encodeAddress(
          AF_CAN.address.decode(AF_CAN.address.encode(can(fields), machine), machine),
          machine,
        ),
      ),
    )

  assert.deepEqual(both({ interfaceIndex: 2 }), ['1d00000002000000', '001d000000000002'])
  assert.deepEqual(both({ interfaceIndex: 2, receiveId: 0x7e8, transmitId: 0x98da_f110 }), [
    '1d00000002000000e807000010f1da98',
    '001d000000000002000007e898daf110',
  ])
  assert.deepEqual(
    both({ interfaceIndex: 2, name: 0x0102_0304_0506_0708n, pgn: 0x12300, address: 0x20 }),
    [
      '1d0000000200000008070605040302010023010020000000',
      '001d00000000000201020304050607080001230020000000',
    ],
  )
})

test('sockaddr_can is read by its length', () => {
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => (i === 0 ? 29 : i === 1 ? 0 : i))
  const fieldsAt = (length: number) =>
    Object.keys(decodeAddress(bytes.subarray(0, length), littleMachine) ?? {})

  assert.deepEqual(fieldsAt(7), ['family', 'bytes'])
  assert.deepEqual(fieldsAt(8), ['family', 'interfaceIndex'])
  assert.deepEqual(fieldsAt(16), ['family', 'interfaceIndex', 'receiveId', 'transmitId'])
  assert.deepEqual(fieldsAt(24), ['family', 'interfaceIndex', 'name', 'pgn', 'address'])
})

test('an interface is accepted by name, in text too', () => {
  const named = AF_CAN.address.encode(can({ interfaceIndex: 'eth0' }), littleMachine)

  assert.equal(named[4], 2)
  assert.deepEqual(parseAddressText('can:eth0', littleMachine), can({ interfaceIndex: 2 }))
  assert.equal(AF_CAN.format(can({ interfaceIndex: 2 }), littleMachine), 'can:eth0')
  assert.equal(AF_CAN.format(can({ interfaceIndex: 7 }), littleMachine), 'can:7')
  assert.throws(() => parseAddressText('can:eth1', littleMachine), {
    name: 'TypeError',
    message: /eth1/,
  })
})

test('what is left out of a J1939 address is "none"', () => {
  const bytes = AF_CAN.address.encode(can({ interfaceIndex: 2, pgn: 0x12300 }), littleMachine)

  assert.deepEqual(AF_CAN.address.decode(bytes, littleMachine), {
    family: 'AF_CAN',
    interfaceIndex: 2,
    name: 0n,
    pgn: 0x12300,
    address: 0xff,
  })
})

test('an address of CAN that C cannot hold is misuse', () => {
  const refused = (fields: object, name: string, message: RegExp) => {
    assert.throws(() => AF_CAN.address.encode(fields as CanAddressInput, littleMachine), {
      name,
      message,
    })
  }

  refused(can({ interfaceIndex: 2, receiveId: 1, address: 1 }), 'TypeError', /not both/)
  refused(can({ interfaceIndex: 2, receiveId: 1 }), 'TypeError', /transmitId/)
  refused(can({ interfaceIndex: 2, address: 256 }), 'RangeError', /address/)
  refused(can({ interfaceIndex: 2, pgn: -1 }), 'RangeError', /pgn/)
  refused(can({ interfaceIndex: 2, name: 1n << 64n }), 'RangeError', /name/)
  refused({ family: 'AF_CAN' }, 'TypeError', /interfaceIndex/)
})

test('an invalid text of CAN is misuse', () => {
  const texts = ['can:', 'can:2:1', 'can:2:x:1', 'can:2:1:-1', 'can:2:1:2:256', 'can:2:1:2:3:4']

  for (const text of texts)
    assert.throws(() => parseAddressText(text, littleMachine), /TypeError|RangeError/, text)
})

test('filters of CAN follow each other', () => {
  const { CAN_RAW_FILTER } = SOL_CAN_RAW()
  const { SO_J1939_FILTER } = SOL_CAN_J1939()
  const filters = [
    { id: 0x123, mask: 0x7ff },
    { id: 0x8000_0001, mask: 0xffff_ffff },
  ]

  const ofRaw = (machine: typeof bigMachine) => hex(CAN_RAW_FILTER.codec.encode(filters, machine))

  assert.equal(ofRaw(littleMachine), '23010000ff07000001000080ffffffff')
  assert.equal(ofRaw(bigMachine), '00000123000007ff80000001ffffffff')
  assert.equal(CAN_RAW_FILTER.codec.encode([], littleMachine).length, 0)
  assert.deepEqual(CAN_RAW_FILTER.codec.decode(new Uint8Array(0), littleMachine), [])
  assert.equal(
    hex(SO_J1939_FILTER.codec.encode([{ addr: 0x20, addr_mask: 0xff }], littleMachine)),
    `${'00'.repeat(24)}20ff${'00'.repeat(6)}`,
  )
})
