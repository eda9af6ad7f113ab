import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hostile } from '../../test/support/hostile.ts'
import * as netlink from '../netlink.ts'
import type { Attribute, AttributeInput } from '../netlink.ts'

const { decodeAttributes, encodeAttributes } = netlink

const skip = process.platform !== 'linux' && 'needs Linux and its headers'

const ROUND_TRIPS: [
  name: string,
  write: AttributeInput,
  read: (all: Attribute[]) => unknown,
  value: unknown,
][] = [
  ['u8', netlink.u8(1, 255), (all) => netlink.u8Of(all, 1), 255],
  ['u16', netlink.u16(1, 0xfffe), (all) => netlink.u16Of(all, 1), 0xfffe],
  ['u32', netlink.u32(1, 0xffff_fffe), (all) => netlink.u32Of(all, 1), 0xffff_fffe],
  ['s32', netlink.s32(1, -2), (all) => netlink.s32Of(all, 1), -2],
  ['u64', netlink.u64(1, 2n ** 64n - 1n), (all) => netlink.u64Of(all, 1), 2n ** 64n - 1n],
  ['text', netlink.text(1, 'dümmy'), (all) => netlink.textOf(all, 1), 'dümmy'],
  ['ip, 4', netlink.ip(1, '192.0.2.1'), (all) => netlink.ipOf(all, 1), '192.0.2.1'],
  ['ip, 6', netlink.ip(1, '2001:db8::1'), (all) => netlink.ipOf(all, 1), '2001:db8::1'],
  [
    'nested',
    netlink.nested(1, [netlink.u8(2, 9)]),
    (all) => netlink.u8Of(netlink.attributesOf(all, 1) ?? [], 2),
    9,
  ],
]

for (const [name, input, read, value] of skip ? [] : ROUND_TRIPS) {
  test(`${name} is read back, from the first attribute of its type; none is undefined`, () => {
    const others = [netlink.text(7, 'x'), input, netlink.text(1, 'a second one')]

    const attributes = decodeAttributes(encodeAttributes(others))

    assert.deepEqual(read(attributes), value)
    assert.equal(name === 'nested' ? undefined : read([]), undefined)
  })
}

test('text ends with a NUL, and must not contain another', { skip }, () => {
  assert.deepEqual(netlink.text(1, 'lo').data, new Uint8Array([0x6c, 0x6f, 0]))
  assert.throws(() => netlink.text(1, 'a\0b'), /^TypeError: Text must not contain NUL/)
})

test('a number in network order is read in network order', { skip }, () => {
  const attribute = { type: 1, nested: false, networkOrder: true, data: Uint8Array.of(1, 2, 3, 4) }

  assert.equal(netlink.u32Of([attribute], 1), 0x01020304)
})

test('a number of another size is refused', { skip }, () => {
  const attributes = decodeAttributes(encodeAttributes([netlink.u64(3, 1n)]))

  for (const read of [netlink.u8Of, netlink.u16Of, netlink.u32Of, netlink.s32Of, netlink.ipOf]) {
    assert.throws(() => read(attributes, 3), /^RangeError: Cannot read attribute 3: 8 bytes, needs/)
  }
})

test('structs of options are undefined if there is none, and refused if they are short', {
  skip,
}, () => {
  for (const read of [netlink.tcpInfoOf, netlink.memoryInfoOf]) {
    assert.equal(read(decodeAttributes(encodeAttributes([netlink.u8(1, 1)])), 2), undefined)
    const short = decodeAttributes(encodeAttributes([netlink.u8(2, 1)]))
    assert.throws(() => read(short, 2), /^RangeError: Cannot read .*: [01] bytes, needs \d+$/)
  }
})

test('any argument is accepted, or refused as misuse', { skip }, () => {
  const { encodeMessages, genlmsghdr, ifaddrmsg, ifinfomsg, ndmsg, rtmsg } = netlink
  const { inet_diag_msg, inet_diag_req_v2, unix_diag_msg, unix_diag_req } = netlink
  const payloads = [
    ...[ifinfomsg, ifaddrmsg, rtmsg, ndmsg, genlmsghdr],
    ...[inet_diag_req_v2, inet_diag_msg, unix_diag_req, unix_diag_msg],
  ]
  const takers: ((value: never) => unknown)[] = [
    ...[encodeMessages, netlink.decodeMessages, encodeAttributes, decodeAttributes],
    (value) => encodeMessages([value]),
    (value) => encodeMessages([{ type: 1, payload: value }]),
    (value) => encodeAttributes([value]),
    (value) => encodeAttributes([{ type: 1, data: value }]),
    ...[netlink.u8, netlink.u16, netlink.u32, netlink.s32, netlink.u64, netlink.text].map(
      (write) => (value: never) => write(1, value),
    ),
    (value) => netlink.ip(1, value),
    netlink.readAcknowledgement,
    ...payloads.flatMap((payload) => [
      (value: never) => payload.encode(value),
      (value: never) => payload.encode({}, value),
      (value: never) => payload.decode(value),
    ]),
  ]
  for (const take of takers) {
    fc.assert(
      fc.property(hostile, (make) => {
        const argument = make()
        try {
          take(argument.value as never)
        } catch (error) {
          if (argument.isOurs(error)) return
          assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
        }
      }),
      { numRuns: 60 },
    )
  }
})
