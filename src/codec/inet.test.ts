import assert from 'node:assert/strict'
import { isIPv4, isIPv6 } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from './inet.ts'

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
const withZeroes = fc
  .array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  })
  .map((words) => Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255])))

/** Text composed of the parts of addresses, valid or not. */
const nearlyAddresses = fc
  .array(
    fc.constantFrom(
      ...['0', '00', '1', '9', '255', '256', '1.2.3.4', 'ffff', 'FFFF', '12345', 'g'],
      ...[':', ':', ':', '::', '::', '.', '.', ' ', '-1', '+1', '0x1', '%', '/'],
    ),
    { maxLength: 17 },
  )
  .map((parts) => parts.join(''))

test('a dotted quad is four decimal numbers of one byte, without leading zeroes', () => {
  assert.deepEqual(parseIPv4('127.0.0.1'), Uint8Array.of(127, 0, 0, 1))
  assert.deepEqual(parseIPv4('255.255.255.255'), Uint8Array.of(255, 255, 255, 255))

  for (const text of [
    ...['', '1', '1.2.3', '1.2.3.4.5', '256.0.0.1', '1.2.3.', '.1.2.3', '1..2.3', '01.2.3.4'],
    ...['1.2.3.00', '0x1.2.3.4', '1.2.3.4 ', ' 1.2.3.4', '1.2.3.4\0', '-1.2.3.4', '+1.2.3.4'],
    ...['1.2.3.4\n', '1,2,3,4', '１.2.3.4', '4294967295', '1.2.3.1e1'],
  ]) {
    assert.equal(parseIPv4(text), undefined, JSON.stringify(text))
  }
})

test('an IPv6 address is eight groups, fewer with one ::, the last two as a dotted quad', () => {
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))

  assert.deepEqual(parseIPv6('::'), new Uint8Array(16))
  assert.deepEqual(parseIPv6('::1'), bytes('00000000000000000000000000000001'))
  assert.deepEqual(parseIPv6('1::'), bytes('00010000000000000000000000000000'))
  assert.deepEqual(parseIPv6('1:2:3:4:5:6:7::'), bytes('00010002000300040005000600070000'))
  assert.deepEqual(parseIPv6('::2:3:4:5:6:7:8'), bytes('00000002000300040005000600070008'))
  assert.deepEqual(parseIPv6('2001:DB8::00a1'), bytes('20010db80000000000000000000000a1'))
  assert.deepEqual(parseIPv6('::ffff:1.2.3.4'), bytes('00000000000000000000ffff01020304'))
  assert.deepEqual(parseIPv6('1:2:3:4:5:6:1.2.3.4'), bytes('00010002000300040005000601020304'))

  for (const text of [
    ...['', ':', ':::', '1', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', '1:::2', ':1::2'],
    ...['1::2:', '::12345', '::g', '::1.2.3', '::1.2.3.4.5', '1.2.3.4::', '::1.2.3.4:5'],
    ...['1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:6:7:8::', '::1:2:3:4:5:6:7:8', '::1%lo', '[::1]'],
    ...['::1 ', ' ::1', '::1\0', '::01.2.3.4', '::256.0.0.1', '1.2.3.4', '::-1'],
  ]) {
    assert.equal(parseIPv6(text), undefined, JSON.stringify(text))
  }
})

test('text is an address exactly when inet_pton(3) says so', () => {
  fc.assert(
    fc.property(fc.oneof(nearlyAddresses, fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
      assert.equal(parseIPv4(text) !== undefined, isIPv4(text))
      assert.equal(parseIPv6(text) !== undefined, isIPv6(text) && !text.includes('%'))
    }),
    { numRuns: 5000 },
  )
})

test('IPv6 text is the one that RFC 5952 recommends', () => {
  const canonical = (text: string) => formatIPv6(parseIPv6(text) ?? new Uint8Array())

  assert.equal(canonical('2001:0db8::0001'), '2001:db8::1') // 4.1: no leading zeroes
  assert.equal(canonical('2001:db8:0:0:0:0:2:1'), '2001:db8::2:1') // 4.2.1: as short as possible
  assert.equal(canonical('2001:db8::1:1:1:1:1'), '2001:db8:0:1:1:1:1:1') // 4.2.2: not one group
  assert.equal(canonical('2001:0:0:1:0:0:0:1'), '2001:0:0:1::1') // 4.2.3: the longest run
  assert.equal(canonical('2001:db8:0:0:1:0:0:1'), '2001:db8::1:0:0:1') // 4.2.3: the first of two
  assert.equal(canonical('2001:DB8::ABCD'), '2001:db8::abcd') // 4.3: lower case
  assert.equal(canonical('::FFFF:102:304'), '::ffff:1.2.3.4') // 5: mapped IPv4
  assert.equal(canonical('::102:304'), '::1.2.3.4') // 5: compatible IPv4
  assert.equal(canonical('::ffff'), '::ffff')
  assert.equal(canonical('0:0:0:0:0:0:0:0'), '::')
  assert.equal(canonical('1:0:0:0:0:0:0:0'), '1::')
  assert.equal(canonical('0:0:0:0:0:0:0:1'), '::1')
})

test('every address reads back from its text, and has no shorter one', () => {
  fc.assert(
    fc.property(fc.oneof(sixteen, withZeroes), (bytes) => {
      const text = formatIPv6(bytes)

      assert.deepEqual(parseIPv6(text), bytes)
      assert.equal(text, text.toLowerCase())
      assert.doesNotMatch(text, /(^|:)0(:0)+(:|$)(?!.*::)(?<!::.*)/, 'a run of zeroes is left')
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
      assert.deepEqual(parseIPv4(formatIPv4(bytes)), bytes)
    }),
  )
})

test('an address is read from the middle of other bytes', () => {
  const bytes = Uint8Array.of(9, 9, 1, 2, 3, 4, ...new Uint8Array(15), 5)

  assert.equal(formatIPv4(bytes, 2), '1.2.3.4')
  assert.equal(formatIPv6(bytes, 6), '::5')
})
