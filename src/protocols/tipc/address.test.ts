import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, parseAddressText } from '../address.ts'
import type { TipcAddress } from './address.ts'
import { SOL_TIPC_CONTROL } from './control.ts'
import { SOL_TIPC } from './options.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const both = (address: TipcAddress) =>
  [littleMachine, bigMachine].map((machine) => hex(encodeAddress(address, machine)))

test('sockaddr_tipc has a service, a range or a socket, as its type says', () => {
  const family = 'AF_TIPC'

  assert.deepEqual(both({ family, serviceType: 0x1234, instance: 5, domain: 6, scope: 2 }), [
    '1e000202341200000500000006000000',
    '001e0202000012340000000500000006',
  ])
  assert.deepEqual(both({ family, serviceType: 0x1234, lower: 5, upper: 6, scope: -3 }), [
    '1e0001fd341200000500000006000000',
    '001e01fd000012340000000500000006',
  ])
  assert.deepEqual(both({ family, ref: 0x1234, node: 5 }), [
    '1e000300341200000500000000000000',
    '001e0300000012340000000500000000',
  ])
})

test('the address of a sender in a group is followed by its member', () => {
  const sender = {
    family: 'AF_TIPC',
    ref: 1,
    node: 2,
    member: { serviceType: 0x1234, instance: 3 },
  } as const

  assert.deepEqual(both(sender), [
    '1e0003000100000002000000000000001e000200341200000300000000000000',
    '001e0300000000010000000200000000001e0200000012340000000300000000',
  ])
  assert.deepEqual(decodeAddress(encodeAddress(sender, bigMachine), bigMachine), sender)
})

test('a sockaddr_tipc of another type stays bytes', () => {
  const bytes = Uint8Array.of(30, 0, 9, ...new Uint8Array(13))

  assert.deepEqual(decodeAddress(bytes, littleMachine), { family: 30, bytes })
})

test('an address or a text of TIPC that C cannot hold is misuse', () => {
  const family = 'AF_TIPC'
  const refused = (address: TipcAddress, message: RegExp) => {
    assert.throws(() => encodeAddress(address, littleMachine), { name: 'RangeError', message })
  }
  const texts = [
    ...['tipc:', 'tipc:1:2', 'tipc:service:1', 'tipc:service:1:2:3', 'tipc:range:1:2'],
    ...[
      'tipc:socket:1:2?domain=1',
      'tipc:service:1:2?scope=128',
      'tipc:service:1:2?scope=1&scope=1',
    ],
  ]

  refused({ family, serviceType: -1, instance: 0 }, /serviceType/)
  refused({ family, serviceType: 1, lower: 0, upper: 2 ** 32 }, /upper/)
  refused({ family, ref: 1, node: 0, scope: 128 }, /scope/)
  for (const text of texts)
    assert.throws(() => parseAddressText(text, littleMachine), /TypeError|RangeError/, text)
})

test('an option without a value has no bytes; errors and names are read', () => {
  const { TIPC_GROUP_LEAVE } = SOL_TIPC()
  const { TIPC_ERRINFO } = SOL_TIPC_CONTROL()

  assert.equal(TIPC_GROUP_LEAVE.codec.encode(null, littleMachine).length, 0)
  assert.throws(() => TIPC_GROUP_LEAVE.codec.encode(1 as never, littleMachine), TypeError)
  assert.deepEqual(TIPC_ERRINFO.codec.decode(Uint8Array.of(0, 0, 0, 1, 0, 0, 1, 0), bigMachine), {
    error: 1,
    length: 256,
  })
  assert.throws(() => TIPC_ERRINFO.codec.decode(new Uint8Array(7), bigMachine), RangeError)
})
