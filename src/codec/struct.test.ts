import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectTypeOf } from 'expect-type'
import fc from 'fast-check'
import { bigMachine, layoutOf, littleMachine, machine } from '../../test/support/machines.ts'
import type { OutOf } from './codec.ts'
import { struct } from './struct.ts'

const layouts = {
  mixed: layoutOf(32, {
    small: [0, 1],
    half: [2, 2],
    word: [4, 4],
    wide: [8, 8],
    octets: [16, 4],
    label: [20, 8],
  }),
}
const little = machine(true, {}, layouts)
const big = machine(false, {}, layouts)

const mixed = struct('mixed', {
  small: 'unsigned',
  half: 'signed',
  word: 'unsigned',
  wide: 'bigint',
  octets: 'bytes',
  label: 'text',
})

const example = {
  small: 0xab,
  half: -2,
  word: 0x01020304,
  wide: 0x0102030405060708n,
  octets: Uint8Array.of(1, 2, 3, 4),
  label: 'eth0',
}

test('fields are where the compiler put them, in the byte order of the machine', () => {
  const [little32, little64] = ['04030201', '0807060504030201']
  const [big32, big64] = ['01020304', '0102030405060708']
  const end = '01020304' + '65746830' + '00000000' + '00000000'

  assert.equal(
    Buffer.from(mixed.encode(example, little)).toString('hex'),
    `ab00feff${little32}${little64}${end}`,
  )
  assert.equal(
    Buffer.from(mixed.encode(example, big)).toString('hex'),
    `ab00fffe${big32}${big64}${end}`,
  )
})

test('of two words the lower is first, on every machine', () => {
  const words = struct('mixed', { wide: 'words' })
  const wide = 0x0102030405060708n

  for (const [platform, hex] of [
    [little, '0807060504030201'],
    [big, '0506070801020304'],
  ] as const) {
    const bytes = words.encode({ wide }, platform)

    assert.equal(Buffer.from(bytes.subarray(8, 16)).toString('hex'), hex)
    assert.deepEqual(words.decode(bytes, platform), { wide })
    assert.throws(() => words.encode({ wide: 2n ** 64n }, platform), /^RangeError: wide must be/)
  }
})

test('one codec serves several machines alternately', () => {
  for (const platform of [little, big, little, big]) {
    assert.deepEqual(mixed.decode(mixed.encode(example, platform), platform), example)
  }
})

test('a struct decodes what it encodes, whatever the values', () => {
  const values = fc.record({
    small: fc.integer({ min: 0, max: 255 }),
    half: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
    word: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    wide: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    octets: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    label: fc.string({ maxLength: 7, unit: 'grapheme-ascii' }),
  })

  fc.assert(
    fc.property(values, fc.constantFrom(little, big), (value, platform) => {
      assert.deepEqual(mixed.decode(mixed.encode(value, platform), platform), { ...value })
    }),
  )
})

test('a number that a field cannot hold is a RangeError that names the field', () => {
  const refused: Record<string, unknown>[] = [
    { small: 256 },
    { small: -1 },
    { half: 32768 },
    { half: -32769 },
    { word: 2 ** 32 },
    { word: 1.5 },
    { word: Number.NaN },
    { word: Number.POSITIVE_INFINITY },
    { wide: 2n ** 64n },
    { wide: -1n },
    { octets: new Uint8Array(5) },
    { label: '12345678' }, // no room for the closing NUL
  ]

  for (const wrong of refused) {
    const [name = ''] = Object.keys(wrong)
    const error = { name: 'RangeError', message: new RegExp(name) }
    assert.throws(() => mixed.encode({ ...example, ...wrong }, little), error)
  }
})

test('a value of another type is a TypeError that names the field', () => {
  for (const name of Object.keys(example)) {
    for (const wrong of [undefined, null, {}, Symbol.iterator, true, [1], () => 1]) {
      const error = { name: 'TypeError', message: new RegExp(name) }
      assert.throws(() => mixed.encode({ ...example, [name]: wrong as never }, little), error)
    }
  }
  assert.throws(() => mixed.encode({ ...example, word: 1n as never }, little), TypeError)
  assert.throws(() => mixed.encode({ ...example, wide: 1 as never }, little), TypeError)
})

test('fields that are not named are written as zeroes, and not read', () => {
  const some = struct('mixed', { word: 'unsigned' })

  assert.deepEqual(
    some.encode({ word: 1 }, little),
    Uint8Array.of(0, 0, 0, 0, 1, ...new Uint8Array(27)),
  )
  assert.deepEqual(some.decode(new Uint8Array(8).fill(255), little), { word: 2 ** 32 - 1 })
})

test('an optional tail is read as far as there are bytes, and writing ends before the first field that is left out', () => {
  const grown = struct(
    'mixed',
    { small: 'unsigned' },
    { optionalTail: { word: 'unsigned', wide: 'bigint' } },
  )
  const values = [{ small: 1 }, { small: 1, word: 2 }, { small: 1, word: 2, wide: 3n }]

  const lengths = values.map((value) => grown.encode(value, little).length)

  assert.deepEqual(lengths, [4, 8, 32])
  for (const value of values) {
    assert.deepEqual(grown.decode(grown.encode(value, little), little), value)
  }
  assert.deepEqual(grown.decode(new Uint8Array(11), little), { small: 0, word: 0 })
})

test('bytes that end before the last field are a RangeError; extra bytes are ignored', () => {
  const some = struct('mixed', { small: 'unsigned', word: 'unsigned' })

  assert.throws(() => some.decode(new Uint8Array(7), little), RangeError)
  assert.deepEqual(some.decode(new Uint8Array(100), little), { small: 0, word: 0 })
})

test('a struct in the middle of other bytes is read from there, and its bytes are copied', () => {
  const memory = new Uint8Array(64)
  memory.set(mixed.encode(example, little), 17)

  const value = mixed.decode(memory.subarray(17, 49), little)
  memory.fill(0)

  assert.deepEqual(value, example)
})

test('a struct or a field that the machine lacks is a RangeError', () => {
  const other = struct('other', { field: 'signed' })
  const strange = struct('mixed', { missing: 'signed' } as const)

  assert.throws(() => other.encode({ field: 1 }, little), { name: 'RangeError', message: /other/ })
  assert.throws(() => strange.decode(new Uint8Array(32), big), {
    name: 'RangeError',
    message: /missing/,
  })
})

test('the machine determines the size of a field, not the codec', () => {
  const time = struct('timeval', { tv_sec: 'signed', tv_usec: 'signed' })
  const small = machine(false, {}, { timeval: layoutOf(8, { tv_sec: [0, 4], tv_usec: [4, 4] }) })
  const value = { tv_sec: 1, tv_usec: 2 }

  assert.equal(time.maxSize(littleMachine), 16)
  assert.equal(time.maxSize(small), 8)
  assert.deepEqual([...time.encode(value, small)], [0, 0, 0, 1, 0, 0, 0, 2])
  assert.deepEqual(time.encode(value, bigMachine).length, 16)
})

test('fields that older kernels lack are left out of a short answer, and may be left out of a value', () => {
  const codec = struct('timeval', { tv_sec: 'signed' }, { optionalTail: { tv_usec: 'signed' } })
  const whole = codec.encode({ tv_sec: 1, tv_usec: 2 }, littleMachine)

  expectTypeOf<OutOf<typeof codec>['tv_usec']>().toEqualTypeOf<number | undefined>()
  assert.deepEqual(codec.decode(whole, littleMachine), { tv_sec: 1, tv_usec: 2 })
  assert.deepEqual(codec.decode(whole.subarray(0, 8), littleMachine), { tv_sec: 1 })
  assert.equal(codec.encode({ tv_sec: 1 }, littleMachine).length, 8)
})

test('without its optional tail, the struct ends where an older kernel ends it', () => {
  const grown = struct(
    'mixed',
    { word: 'unsigned' },
    { optionalTail: { wide: 'bigint', label: 'text' } },
  )
  const lengths = (value: { wide?: bigint; label?: string }) =>
    grown.encode({ word: 1, ...value }, little).length

  assert.equal(lengths({}), 8)
  assert.equal(lengths({ wide: 2n }), 20)
  assert.equal(lengths({ wide: 2n, label: 'x' }), 32)
  assert.equal(lengths({ label: 'x' }), 32)
  for (const value of [{ word: 1 }, { word: 1, wide: 2n }, { word: 1, wide: 2n, label: 'x' }]) {
    assert.deepEqual(grown.decode(grown.encode(value, little), little), value)
  }
})

test("a field may have a name of its own, which errors use, while the compiler is asked for C's", () => {
  const renamed = struct(
    'mixed',
    { index: 'unsigned', size: 'signed' },
    { names: { index: 'word', size: 'half' } },
  )

  const bytes = renamed.encode({ index: 7, size: -2 }, little)

  assert.deepEqual(renamed.decode(bytes, little), { index: 7, size: -2 })
  assert.deepEqual(renamed.probes()[0]?.fields, ['word', 'half'])
  assert.throws(() => renamed.encode({ index: -1, size: 0 }, little), /^RangeError: index must be/)
  assert.throws(() => renamed.encode({ word: 7, size: 0 } as never, little), /Unknown key.*: word/)
})
