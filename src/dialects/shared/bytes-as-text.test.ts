import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOf, textOf } from './bytes-as-text.ts'

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary' }).map((text) => new Uint8Array(Buffer.from(text))),
  fc
    .array(
      fc.constantFrom(0, 0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xa0, 0xed, 0xf0, 0x90, 0xf4, 0xff),
    )
    .map((list) => Uint8Array.from(list)),
)

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      assert.deepEqual([...bytesOf(textOf(bytes))], [...bytes])
    }),
  )
})

test('joining texts joins their bytes', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (one, other) => {
      assert.deepEqual([...bytesOf(textOf(one) + textOf(other))], [...one, ...other])
    }),
  )
})

test('valid UTF-8 is read as UTF-8, with its BOM', () => {
  assert.equal(textOf(Buffer.from('\ufeffgrüß 👋\0')), '\ufeffgrüß 👋\0')
  assert.deepEqual(bytesOf('\ufeffgrüß 👋\0'), Buffer.from('\ufeffgrüß 👋\0'))
})

for (const [what, bytes, text] of [
  ['a stray byte', [0x41, 0xff, 0x42], 'A\udcffB'],
  ['an overlong form', [0xc0, 0xaf], '\udcc0\udcaf'],
  ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  ['what is above U+10FFFF', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
  ['a character that is cut', [0xe2, 0x82, 0x41], '\udce2\udc82A'],
] as const) {
  test(`${what} is escaped, byte by byte`, () => {
    assert.equal(textOf(Uint8Array.from(bytes)), text)
  })
}

test('a lone surrogate that is not an escape becomes U+FFFD', () => {
  assert.deepEqual(
    [...bytesOf('a\ud800b\udc7fc')],
    [0x61, 0xef, 0xbf, 0xbd, 0x62, 0xef, 0xbf, 0xbd, 0x63],
  )
})
