import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bigMachine, littleMachine, smallMachine } from '../../test/support/machines.ts'
import type { Codec, Encoder } from './codec.ts'
import { bool, byte, bytes, int, linger, text, timeval, uint64, uint, ushort } from './values.ts'

const integers: [name: string, codec: Codec<number>, min: number, max: number][] = [
  ['int', int, -(2 ** 31), 2 ** 31 - 1],
  ['uint', uint, 0, 2 ** 32 - 1],
  ['ushort', ushort, 0, 2 ** 16 - 1],
  ['byte', byte, 0, 2 ** 8 - 1],
]

for (const [name, codec, min, max] of integers) {
  test(`${name} holds ${min} to ${max} in either order of bytes, and nothing else`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min, max }),
        fc.constantFrom(littleMachine, bigMachine),
        (value, platform) => {
          assert.equal(codec.decode(codec.encode(value, platform), platform), value)
        },
      ),
    )
    for (const wrong of [min - 1, max + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => codec.encode(wrong, littleMachine), RangeError, String(wrong))
    }
    for (const wrong of ['1', 1n, true, null, undefined, {}, [1], Symbol.iterator]) {
      assert.throws(() => codec.encode(wrong as never, littleMachine), TypeError)
    }
  })
}

test('minus zero is zero', () => {
  assert.deepEqual(int.encode(-0, littleMachine), new Uint8Array(4))
})

test('integers are written in the order of the machine', () => {
  assert.deepEqual([...int.encode(-2, littleMachine)], [254, 255, 255, 255])
  assert.deepEqual([...int.encode(-2, bigMachine)], [255, 255, 255, 254])
  assert.deepEqual([...uint64.encode(0x0102n, littleMachine)], [2, 1, 0, 0, 0, 0, 0, 0])
  assert.deepEqual([...uint64.encode(0x0102n, bigMachine)], [0, 0, 0, 0, 0, 0, 1, 2])
})

test('an int that the kernel returned in one byte is read; other short ones are refused', () => {
  assert.equal(int.decode(Uint8Array.of(200), bigMachine), 200)
  assert.throws(() => int.decode(new Uint8Array(0), littleMachine), RangeError)
  assert.throws(() => int.decode(new Uint8Array(3), littleMachine), RangeError)
})

test('a boolean option reads every number but 0 as true', () => {
  assert.deepEqual([...bool.encode(true, littleMachine)], [1, 0, 0, 0])
  assert.equal(bool.decode(Uint8Array.of(0, 0, 0, 128), littleMachine), true)
  assert.equal(bool.decode(new Uint8Array(4), littleMachine), false)
  for (const wrong of [0, 1, 'true', null, undefined]) {
    assert.throws(() => bool.encode(wrong as never, littleMachine), TypeError)
  }
})

test('64 bits are a bigint', () => {
  assert.equal(uint64.decode(new Uint8Array(8).fill(255), littleMachine), 2n ** 64n - 1n)
  assert.throws(() => uint64.encode(2n ** 64n, littleMachine), RangeError)
  assert.throws(() => uint64.encode(-1n, littleMachine), RangeError)
  assert.throws(() => uint64.encode(1 as never, littleMachine), TypeError)
  assert.throws(() => uint64.decode(new Uint8Array(7), littleMachine), RangeError)
})

test('an error about a type shows the value, including null and arrays', () => {
  for (const [wrong, type] of [
    [null, 'null'],
    [[1], 'an array'],
    [{}, 'an object'],
  ] as const) {
    const encode = (codec: Encoder<never>) => () => codec.encode(wrong as never, littleMachine)

    assert.throws(encode(int), { message: `The value must be a number, not ${type}` })
    assert.throws(encode(bool), { message: `The value must be true or false, not ${type}` })
    assert.throws(encode(bytes(8)), { message: `The value must be a Uint8Array, not ${type}` })
  }
})

test('text ends at the first NUL, which it must leave space for and must not contain', () => {
  const name = text(8)

  assert.equal(name.decode(Buffer.from('lo\0rest'), littleMachine), 'lo')
  assert.equal(name.decode(Buffer.from('whole'), littleMachine), 'whole')
  assert.deepEqual(name.encode('1234567', littleMachine).length, 7)
  assert.throws(() => name.encode('12345678', littleMachine), RangeError)
  assert.throws(() => name.encode('äöüß', littleMachine), RangeError) // eight bytes in UTF-8
  assert.throws(() => name.encode('a\0b', littleMachine), TypeError)
  assert.throws(() => name.encode(7 as never, littleMachine), TypeError)
})

test('bytes are copied when they are read', () => {
  const memory = Uint8Array.of(1, 2, 3)

  const value = bytes(8).decode(memory, littleMachine)
  memory.fill(0)

  assert.deepEqual([...value], [1, 2, 3])
  assert.throws(() => bytes(8).encode('text' as never, littleMachine), TypeError)
})

test('a time in milliseconds keeps its microseconds, and a fraction of one is not zero', () => {
  for (const platform of [littleMachine, bigMachine, smallMachine]) {
    const through = (value: number) => timeval.decode(timeval.encode(value, platform), platform)

    assert.equal(through(1500), 1500)
    assert.equal(through(0), 0)
    assert.equal(through(0.25), 0.25)
    assert.equal(through(1e-9), 0.001) // 0 would mean "no timeout"
    assert.equal(through(999.9999), 1000)
  }
  assert.deepEqual([...timeval.encode(1000.001, smallMachine)], [1, 0, 0, 0, 1, 0, 0, 0])
})

test('a time that does not fit a timeval is refused', () => {
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2 ** 31 * 1000]) {
    assert.throws(() => timeval.encode(wrong, littleMachine), RangeError, String(wrong))
  }
  assert.throws(() => timeval.encode('1' as never, littleMachine), TypeError)
  assert.throws(() => timeval.encode(1n as never, littleMachine), TypeError)
})

test('linger has onoff and seconds', () => {
  const value = { onoff: true, seconds: 5 }

  assert.deepEqual([...linger.encode(value, bigMachine)], [0, 0, 0, 1, 0, 0, 0, 5])
  assert.deepEqual(linger.decode(linger.encode(value, bigMachine), bigMachine), value)
  assert.throws(() => linger.encode({ onoff: true } as never, littleMachine), TypeError)
  assert.throws(() => linger.encode({ onoff: true, seconds: 2 ** 31 }, littleMachine), RangeError)
  assert.throws(() => linger.encode(null as never, littleMachine), TypeError)
})
