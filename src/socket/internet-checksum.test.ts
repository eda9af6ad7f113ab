import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { internetChecksum } from './internet-checksum.ts'

/** As RFC 1071 defines it: adds 16-bit words with end-around carry, and inverts the sum. */
function slowly(bytes: Uint8Array): number {
  const whole = [...bytes, ...(bytes.length % 2 === 1 ? [0] : [])]
  let sum = 0
  for (let at = 0; at < whole.length; at += 2) {
    sum += (whole[at] ?? 0) * 256 + (whole[at + 1] ?? 0)
    if (sum > 0xffff) sum -= 0xffff
  }
  return 0xffff - sum
}

test('the example of RFC 1071', () => {
  const bytes = Buffer.from('0001f203f4f5f6f7', 'hex')

  assert.equal(internetChecksum(bytes), 0xffff - 0xddf2)
})

test('the header of an IPv4 packet', () => {
  const header = Buffer.from('450000730000400040110000c0a80001c0a800c7', 'hex')

  assert.equal(internetChecksum(header), 0xb861)
  header.writeUInt16BE(0xb861, 10)
  assert.equal(internetChecksum(header), 0)
})

test('several parts have the checksum of their concatenation, whatever their lengths', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 })

  fc.assert(
    fc.property(parts, (given) => {
      assert.equal(internetChecksum(...given), slowly(Buffer.concat(given)))
    }),
  )
})

test('a list of parts has the checksum of its concatenation, alone or beside others', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 })

  fc.assert(
    fc.property(parts, parts, fc.uint8Array({ maxLength: 9 }), (header, data, between) => {
      const all = Buffer.concat([...header, between, ...data])

      assert.equal(internetChecksum(header), slowly(Buffer.concat(header)))
      assert.equal(internetChecksum(header, between, data), slowly(all))
    }),
  )
})

test('of nothing it is that of zeros', () => {
  assert.equal(internetChecksum(), 0xffff)
  assert.equal(internetChecksum(new Uint8Array(3), ''), 0xffff)
})

test('a long part is summed without loss', () => {
  const long = new Uint8Array(1_000_001).fill(0xff)

  assert.equal(internetChecksum(long), slowly(long))
})

test('text, views of any type and ArrayBuffers are parts, each with its own bytes alone', () => {
  const bytes = Uint8Array.of(9, 1, 2, 3, 4, 9)
  const expected = internetChecksum(Uint8Array.of(1, 2, 3, 4))

  assert.equal(internetChecksum(bytes.subarray(1, 5)), expected)
  assert.equal(internetChecksum(new DataView(bytes.buffer, 1, 4)), expected)
  assert.equal(internetChecksum(bytes.slice(1, 5).buffer), expected)
  assert.equal(internetChecksum('\x01\x02\x03\x04'), expected)
})

test('what is no data is a TypeError that says which part', () => {
  for (const wrong of [null, undefined, 5, [1, 2], [['']], {}]) {
    assert.throws(() => internetChecksum('', wrong as never), {
      name: 'TypeError',
      message: /^Part 1 of a checksum must be /,
    })
  }
})
