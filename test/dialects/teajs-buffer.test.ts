import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { Buffer } from '../../src/dialects/teajs.ts'

const anyBuffer = Buffer as unknown as (...args: unknown[]) => Buffer
const make = (...numbers: number[]) => Buffer(numbers)
const list = (buffer: Buffer) => [...buffer.bytes]
const node = globalThis.Buffer
const error = (name: string, message: string) => ({ name, message })
const SPAN = error('RangeError', 'Buffer() Invalid start/stop numbers')
const ARGUMENTS = error('TypeError', 'Buffer() called with wrong arguments.')
const INDEX = error('RangeError', 'Non-existent index')

/** Any Unicode character except surrogates. fast-check’s own `binary` takes seconds to prepare. */
const character = fc
  .oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

/** Each form of the constructor, and the resulting bytes or the error. */
const MADE: [args: unknown[], expected: number[] | object][] = [
  [[0], []],
  [[3], [0, 0, 0]],
  [
    [2.9, 258],
    [2, 2],
  ],
  [
    [2, -1],
    [255, 255],
  ],
  [[Number.NaN], []],
  [[-1], error('RangeError', 'Buffer() Invalid size')],
  [[Number.NEGATIVE_INFINITY], error('RangeError', 'Buffer() Invalid size')],
  [[2 ** 31], error('RangeError', 'Buffer() Invalid size')],
  [[[1, 255, 256, -1, 2.9, 'x', '7', undefined]], [1, 255, 0, 255, 2, 0, 7, 0]],
  [
    [[1, 2, 3, 4], 1],
    [2, 3, 4],
  ],
  [
    [[1, 2, 3, 4], 1, 3],
    [2, 3],
  ],
  [
    [[1, 2, 3, 4], -3, -1],
    [2, 3],
  ],
  [[[1, 2], 5], []],
  [
    [[1, 2], -5, 5],
    [1, 2],
  ],
  [[[1, 2, 3], 2, 1], SPAN],
  [[make(1, 2, 3)], [1, 2, 3]],
  [
    [make(1, 2, 3), 1, undefined],
    [2, 3],
  ],
  [[make(1, 2, 3), -2, -1, false], [2]],
  [[make(1, 2, 3), 3, 2], SPAN],
  [
    [Uint8Array.of(1, 2, 3), 1],
    [2, 3],
  ],
  [[node.from('ab')], [97, 98]],
  [
    ['é€', 'utf-8'],
    [0xc3, 0xa9, 0xe2, 0x82, 0xac],
  ],
  [
    ['é', 'UTF8'],
    [0xc3, 0xa9],
  ],
  [
    ['aé', 'latin1'],
    [0x61, 0xe9],
  ],
  [
    ['\x80é', 'ISO-8859-1'],
    [0x80, 0xe9],
  ],
  [
    ['az', 'us-ascii'],
    [0x61, 0x7a],
  ],
  [
    ['a€👋', 'utf-16le'],
    [0x61, 0, 0xac, 0x20, 0x3d, 0xd8, 0x4b, 0xdc],
  ],
  [
    ['a€', 'UTF-16BE'],
    [0, 0x61, 0x20, 0xac],
  ],
  [['', 'utf-8'], []],
  [['', 'nonsense'], []],
  [['x', 'nonsense'], error('Error', 'Cannot transcode from utf-8 to nonsense')],
  [['x', 'koi8-r'], error('Error', 'Cannot transcode from utf-8 to koi8-r')],
  [['x\x83', 'ascii'], invalid(1)],
  [['é€', 'latin1'], invalid(2)],
  [['x'], ARGUMENTS],
  [[''], ARGUMENTS],
  [[], ARGUMENTS],
  [[undefined], ARGUMENTS],
  [[null], ARGUMENTS],
  [[true], ARGUMENTS],
  [[{}], ARGUMENTS],
  [[{ length: 3 }], ARGUMENTS],
  [[() => 1], ARGUMENTS],
  [[new Uint16Array(2)], ARGUMENTS],
]

for (const [args, expected] of MADE) {
  test(`Buffer(${args.map((value) => inspect(value)).join(', ')})`, () => {
    const constructor = Buffer as unknown as new (...args: unknown[]) => Buffer

    if (Array.isArray(expected)) {
      for (const made of [anyBuffer(...args), new constructor(...args)]) {
        assert.ok(made instanceof Buffer)
        assert.equal(made.length, expected.length)
        assert.deepEqual(list(made), expected)
      }
    } else {
      assert.throws(() => anyBuffer(...args), expected)
      assert.throws(() => new constructor(...args), expected)
    }
  })
}

/** Each way to read bytes as text, and the text or the error. */
const READ: [numbers: number[], args: unknown[], expected: string | object][] = [
  [[1, 2], [], '[Buffer 2]'],
  [[], [], '[Buffer 0]'],
  [[0xc3, 0xa9, 0xf0, 0x9f, 0x91, 0x8b], ['utf-8'], 'é👋'],
  [[0xef, 0xbb, 0xbf, 0x61], ['Utf8'], '\ufeffa'],
  [[0x61, 0, 0x62], ['utf-8'], 'a\0b'],
  [[0x61, 0x62, 0x63], ['ascii', 1], 'bc'],
  [[0x61, 0x62, 0x63], ['ascii', 0, -1], 'ab'],
  [[0x61, 0x62, 0x63], ['ascii', 2, 1], SPAN],
  [[0x61, 0x80, 0xe9], ['latin1'], 'a\x80é'],
  [[0x61, 0x80], ['ISO-8859-1'], 'a\x80'],
  [[0x61, 0x80, 0x9f, 0xe9], ['windows-1252'], 'a€Ÿé'],
  [[0x80, 0x81], ['CP1252'], invalid(1)],
  [[0xf1], ['koi8-r'], 'Я'],
  [[0x61, 0, 0xac, 0x20], ['utf-16le'], 'a€'],
  [[0, 0x61, 0x20, 0xac], ['utf-16be'], 'a€'],
  [[], ['nonsense'], ''],
  [[1], ['nonsense'], error('Error', 'Cannot transcode from nonsense to utf-8')],
  [[1], [undefined], error('Error', 'Cannot transcode from undefined to utf-8')],
  [[0x61, 0x80], ['ascii'], invalid(1)],
  [[0x61, 0xff, 0x61], ['utf-8'], invalid(1)],
  [[0xc3, 0xa9, 0xc0, 0xaf], ['utf-8'], invalid(2)],
  [[0xed, 0xa0, 0x80], ['utf-8'], invalid(0)],
  [[0x61, 0xe2, 0x82], ['utf-8'], incomplete(1)],
  [[0xf0], ['utf-8'], incomplete(0)],
  [[0x61, 0, 0x62], ['utf-16le'], incomplete(2)],
  [[0x3d, 0xd8], ['utf-16le'], incomplete(0)],
  [[0x4b, 0xdc, 0x61, 0], ['utf-16le'], invalid(0)],
  [[0x61, 0x8f, 0xff, 0xff], ['shift_jis'], invalid(1)],
  [[0x61, 0x8f], ['shift_jis'], incomplete(1)],
]

for (const [numbers, args, expected] of READ) {
  test(`the text of ${inspect(numbers)} by toString(${args.map(String).join(', ')})`, () => {
    const buffer = make(...numbers)
    const read = () => Reflect.apply(buffer.toString.bind(buffer), buffer, args) as unknown

    if (typeof expected === 'string') assert.equal(read(), expected)
    else assert.throws(read, expected)
  })
}

test('a byte is read and set by its index', () => {
  const buffer = make(1, 2)
  const any = buffer as unknown as Record<string, unknown>

  buffer[0] = 511
  buffer[1] = -2

  assert.deepEqual([buffer[0], buffer[1]], [255, 254])
  assert.throws(() => buffer[2], INDEX)
  assert.throws(() => {
    buffer[2] = 1
  }, INDEX)
  assert.equal(any['-1'], undefined)
  assert.equal(any['01'], undefined)
  assert.equal(any['1.5'], undefined)
  any['-1'] = 'mine'
  any['name'] = 'mine'
  assert.deepEqual([any['-1'], any['name'], buffer.length], ['mine', 'mine', 2])
  assert.throws(() => {
    ;(buffer as { length: number }).length = 5
  }, TypeError)
  assert.deepEqual(Array.from(buffer as ArrayLike<number>), [255, 254])
  assert.equal(Array.prototype.join.call(buffer), '255,254')
})

test('range shares memory, slice copies', () => {
  const buffer = make(1, 2, 3, 4)
  const [view, copy] = [buffer.range(1, -1), buffer.slice(1, -1)]

  buffer[1] = 9

  assert.deepEqual(
    [list(view), list(copy)],
    [
      [9, 3],
      [2, 3],
    ],
  )
  view[1] = 8
  assert.deepEqual(list(buffer), [1, 9, 8, 4])
  assert.deepEqual(list(view.range().range(1)), [8])
  assert.throws(() => buffer.range(3, 2), SPAN)
  assert.throws(() => buffer.slice(-1, -2), SPAN)
  const other = Buffer(buffer, 0, 2, false)
  other[0] = 7
  assert.equal(buffer[0], 7)
  Buffer(buffer)[0] = 6
  assert.equal(buffer[0], 7)
})

test('received memory belongs to both a Buffer and Node’s Buffer', () => {
  const memory = node.from([1, 2, 3])

  const buffer = Buffer(memory, 1, 3, false)
  buffer.bytes[0] = 9

  assert.deepEqual([...memory], [1, 9, 3])
  assert.equal(Object.getPrototypeOf(buffer.bytes), Uint8Array.prototype)
})

test('fill sets a part, and returns the same Buffer', () => {
  const buffer = Buffer(5)

  assert.equal(buffer.fill(257), buffer)
  assert.deepEqual(list(buffer.fill(7, 1, -1)), [1, 7, 7, 7, 1])
  assert.throws(() => buffer.fill(1, 4, 2), SPAN)
  assert.throws(
    () => Reflect.apply(buffer.fill.bind(buffer), buffer, []) as unknown,
    error('TypeError', 'Invalid value to fill'),
  )
})

test('copy and copyFrom copy as much as fits', () => {
  const buffer = make(1, 2, 3, 4)
  const target = Buffer(3)
  const array = [0, 0, 0]

  assert.equal(buffer.copy(target, 1, 2), buffer)
  assert.deepEqual(list(target), [0, 3, 4])
  make(200, 300).copy(array, -2)
  assert.deepEqual(array, [0, 200, 44])
  buffer.copy(array, 0, 0)
  assert.deepEqual(array, [1, 2, 3])
  buffer.copy(target, 9, 9).copy(target, 0, 3, 1)
  assert.deepEqual(list(target), [0, 3, 4])
  assert.equal(target.copyFrom(buffer, 1), target)
  assert.deepEqual(list(target), [2, 3, 4])
  assert.deepEqual(list(target.copyFrom([9, 256, -1], 1, 0, 2)), [0, 255, 4])
  assert.deepEqual(list(target.copyFrom(Uint8Array.of(5, 6), 0, 2)), [0, 255, 5])
  const place = new Uint8Array(2)
  buffer.copy(place)
  assert.deepEqual([...place], [1, 2])
})

test('memory that overlaps is moved', () => {
  const [one, other] = [make(1, 2, 3, 4, 5), make(1, 2, 3, 4, 5)]

  one.copy(one.range(2))
  other.copyFrom(other.range(2))

  assert.deepEqual(list(one), [1, 2, 1, 2, 3])
  assert.deepEqual(list(other), [3, 4, 5, 4, 5])
})

for (const wrong of [undefined, null, 1, 'x', {}, new Uint16Array(1)]) {
  test(`copy and copyFrom of ${inspect(wrong)} are refused`, () => {
    const expected = error('TypeError', 'First argument must be a Buffer or Array')

    for (const name of ['copy', 'copyFrom'] as const) {
      const method = Reflect.get(make(1), name) as (value: unknown) => unknown
      assert.throws(() => Reflect.apply(method, make(1), [wrong]), expected)
    }
  })
}

test('indexOf finds bytes, a byte and a text', () => {
  const buffer = Buffer('-é-€\r\n', 'utf-8')

  assert.equal(buffer.indexOf('\r\n'), 7)
  assert.equal(buffer.indexOf('€'), 4)
  assert.equal(buffer.indexOf('\ud800'), -1) // ends the process if Node 24 looks for it as text
  assert.equal(buffer.indexOf(make(0xa9, 0x2d)), 2)
  assert.equal(buffer.indexOf(Uint8Array.of(10)), 8)
  assert.equal(buffer.indexOf(0x2d), 0)
  assert.equal(buffer.indexOf(0x12d, 1), 3)
  assert.equal(buffer.indexOf('-', -6), 3)
  assert.equal(buffer.indexOf('-', 99), -1)
  assert.equal(buffer.indexOf('nothing'), -1)
  assert.equal(buffer.range(1, 7).indexOf('\r'), -1)
})

test('toSource makes the same Buffer', () => {
  const source = make(1, 2).toSource()

  assert.equal(source, 'require("binary").Buffer([1, 2])')
  assert.equal(Buffer(0).toSource(), 'require("binary").Buffer([])')
  const loaded = runInNewContext(source, { require: () => ({ Buffer }) }) as Buffer
  assert.deepEqual(list(loaded), [1, 2])
})

test('Content is Number; read and write are not there yet', () => {
  const buffer = Buffer(1)

  assert.equal(buffer.Content, Number)
  assert.equal(inspect(buffer), '[Buffer 1]')
  assert.throws(() => buffer.read(), error('Error', 'Buffer::read not yet implemented'))
  assert.throws(() => buffer.write(), error('Error', 'Buffer::write not yet implemented'))
})

test('a text comes back from every charset that has its characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: character }),
      fc.constantFrom('utf-8', 'utf8', 'utf-16le', 'utf-16be'),
      (text, charset) => {
        assert.equal(Buffer(text, charset).toString(charset), text)
      },
    ),
  )
})

test('any bytes come back as Latin 1', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(list(Buffer(Buffer(bytes).toString('latin1'), 'latin1')), [...bytes])
    }),
  )
})

test('bytes are UTF-8 exactly if a strict decoder accepts them', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xed, 0xf0, 0x9f, 0xff)),
      (numbers) => {
        const bytes = Uint8Array.from(numbers)
        let expected: string | undefined
        try {
          expected = strict.decode(bytes)
        } catch {
          assert.throws(
            () => Buffer(bytes).toString('utf-8'),
            /^Error: Transcoding error at source/,
          )
        }
        if (expected !== undefined) assert.equal(Buffer(bytes).toString('utf-8'), expected)
      },
    ),
  )
})

function invalid(at: number): object {
  return error(
    'Error',
    `Transcoding error at source byte ${at} - an invalid multibyte sequence has been encountered in the input`,
  )
}

function incomplete(at: number): object {
  return error(
    'Error',
    `Transcoding error at source byte ${at} - an incomplete multibyte sequence has been encountered in the input`,
  )
}
