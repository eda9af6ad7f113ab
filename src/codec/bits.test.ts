import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, machine } from '../../test/support/machines.ts'
import { struct } from './struct.ts'

const layouts = { flags: layoutOf(8, { first: [0, 1], small: [1, 1], word: [4, 4] }) }
const little = machine(true, {}, layouts)
const big = machine(false, {}, layouts)

const both = struct(
  'flags',
  { first: 'unsigned' },
  { bits: { small: { low: 4, high: 4 }, word: { on: 1, off: 1, number: 22, last: 8 } } },
)

const value = { first: 9, low: 1, high: 15, on: true, off: false, number: 0x12345, last: 0x80 }

test('bit-fields are filled from the lowest bit on little-endian machines, from the highest on big-endian ones', () => {
  const word = (bits: number) => bits.toString(16).padStart(8, '0')
  const lowFirst = (0x80 << 24) | (0x12345 << 2) | 1
  const highFirst = (1 << 31) | (0x12345 << 8) | 0x80
  const reversed = Buffer.from(word(lowFirst >>> 0), 'hex').reverse()

  assert.equal(
    Buffer.from(both.encode(value, little)).toString('hex'),
    `09f10000${reversed.toString('hex')}`,
  )
  assert.equal(
    Buffer.from(both.encode(value, big)).toString('hex'),
    `091f0000${word(highFirst >>> 0)}`,
  )
})

test('bit-fields decode what they encode', () => {
  for (const platform of [little, big, little]) {
    assert.deepEqual(both.decode(both.encode(value, platform), platform), value)
  }
})

test('a value that its bits cannot hold, or of another type, is refused by name', () => {
  assert.throws(() => both.encode({ ...value, high: 16 }, little), /high must be between 0 and 15/)
  assert.throws(() => both.encode({ ...value, number: 2 ** 22 }, big), RangeError)
  assert.throws(() => both.encode({ ...value, on: 1 as never }, big), /on must be true or false/)
  assert.throws(() => both.encode({ ...value, last: '1' as never }, big), TypeError)
})

test('a machine without the struct or the member is a RangeError', () => {
  const other = struct('flags', { first: 'unsigned' }, { bits: { missing: { low: 1 } } })

  assert.throws(() => other.encode({ first: 1, low: true }, little), /has no missing/)
})

test('the compiler is asked about the integers that hold bit-fields', () => {
  assert.deepEqual(
    both.probes().flatMap(({ fields }) => fields),
    ['first', 'small', 'word'],
  )
})
