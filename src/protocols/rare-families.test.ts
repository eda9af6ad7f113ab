import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bigMachine, littleMachine } from '../../test/support/machines.ts'
import { platform } from '../binding.ts'
import {
  type Address,
  decodeAddress,
  encodeAddress,
  everyFamily,
  formatAddressText,
  parseAddressText,
} from './address.ts'
import { AF_ALG } from './alg/address.ts'
import { AF_BLUETOOTH } from './bluetooth/address.ts'
import { AF_CAN } from './can/address.ts'
import type { Family } from './family.ts'
import { AF_NETLINK } from './netlink/address.ts'
import { AF_QIPCRTR } from './qrtr/address.ts'
import { AF_TIPC } from './tipc/address.ts'
import { AF_VSOCK } from './vsock/address.ts'

const families = [AF_ALG, AF_BLUETOOTH, AF_CAN, AF_NETLINK, AF_QIPCRTR, AF_TIPC, AF_VSOCK] as const
const machines = { little: littleMachine, big: bigMachine, this: platform }

for (const { name, examples, page, headers } of families) {
  for (const [which, machine] of Object.entries(machines)) {
    const skip = machine.constant(name) === undefined && 'not on this platform'

    test(`addresses of ${name} are read back, from bytes and text: ${which} machine`, {
      skip,
    }, () => {
      for (const address of examples) {
        const bytes = encodeAddress(address, machine)

        assert.deepEqual(decodeAddress(bytes, machine), address)
        assert.deepEqual(parseAddressText(formatAddressText(address, machine), machine), address)
      }
    })

    test(`any bytes of ${name} are an address, and encode back to it: ${which} machine`, {
      skip,
    }, () => {
      const number = machine.constant(name) ?? 0
      const family = machine.littleEndian ? [number, 0] : [0, number]
      const kinds = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 4 }))
      const lengths = fc.constantFrom(2, 4, 6, 8, 10, 12, 14, 16, 24, 32, 50, 88, 100, 130)
      const sockaddr = fc
        .tuple(lengths, kinds, fc.uint8Array({ minLength: 130, maxLength: 130 }), fc.boolean())
        .map(([length, kind, random, calm]) => {
          const bytes = random.slice(0, length)
          if (calm) for (let i = 0; i < length; i += 2) bytes[i] = 0
          bytes.set(family)
          if (kind !== undefined && length > 2) bytes[2] = kind
          return bytes
        })

      fc.assert(
        fc.property(sockaddr, (bytes) => {
          const address = decodeAddress(bytes, machine)
          assert.ok(address)

          const again = encodeAddress(address, machine)

          assert.deepEqual(decodeAddress(again, machine), address)
          assert.deepEqual(parseAddressText(formatAddressText(address, machine), machine), address)
        }),
        { numRuns: 500 },
      )
    })
  }

  test(`no other family takes a text of ${name}, and it says where it is described`, () => {
    const others = (everyFamily as readonly unknown[]).filter(
      (other) => (other as Family<Address & { family: string }>).name !== name,
    ) as Family<Address & { family: string }>[]

    for (const address of examples) {
      const text = formatAddressText(address, littleMachine)
      for (const other of others) assert.equal(other.parse(text, littleMachine), undefined)
    }
    assert.notEqual(page, '')
    assert.equal(new Set(headers).size, headers.length)
  })
}

test('any text that begins like one of these families is an address of it or misuse', () => {
  const starts = fc.constantFrom(
    ...['can:', 'can:eth0:', 'can:2:', 'alg:', 'alg:hash:', 'qipcrtr:', 'qipcrtr:1:'],
    ...['vsock:', 'vsock:2:', 'netlink:', 'netlink:0:'],
    ...['tipc:', 'tipc:service:', 'tipc:range:1:', 'tipc:socket:', 'bluetooth:', 'bluetooth:hci:'],
    ...['l2cap', 'rfcomm', 'sco', 'iso'].map((name) => `bluetooth:${name}:00:11:22:33:44:55`),
  )
  const pieces = fc.array(
    fc.constantFrom(
      ...['1', '0x1F', '-1', '65536', '4294967296', ':', '?', '=', '&', '%', '%41', '%ff', 'eth0'],
      ...['?scope=', '?flags=', '?domain=2', '&member=', '1:2', '?cid=4', '&type=1', '?broadcast='],
      ...['00:11:22:33:44:55', ',1,2,3+4', '+', ',', '\0', '\n', ' ', 'ä', '\ud800', '__proto__'],
    ),
    { maxLength: 5 },
  )

  fc.assert(
    fc.property(starts, fc.oneof(pieces, fc.array(fc.string())), (start, rest) => {
      const text = start + rest.join('')
      let address: Address
      try {
        address = parseAddressText(text, littleMachine)
      } catch (error) {
        assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
        return
      }
      assert.match(text, new RegExp(`^${String(address.family).slice(3)}:`, 'i'))

      const again = parseAddressText(formatAddressText(address, littleMachine), littleMachine)

      assert.deepEqual(again, address)
    }),
    { numRuns: 5000 },
  )
})
