import assert from 'node:assert/strict'
import { test } from 'node:test'
import { show } from './show.ts'

const SHOWN: readonly [value: unknown, text: string][] = [
  ['5000', "'5000'"],
  ['it\'s "so"\n', "'it\\'s \"so\"\\n'"],
  ['a\\b', "'a\\\\b'"],
  ['x'.repeat(41), `'${'x'.repeat(39)}…'`],
  [-1.5, '-1.5'],
  [7n, '7n'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [[1, 2], 'an array'],
  [{ a: 1 }, 'an object'],
  [Object.create(null), 'an object'],
  [new Map(), 'a Map'],
  [new AbortController().signal, 'an AbortSignal'],
  [new URL('a:b'), 'a URL'],
  [new Uint8Array(1), 'a Uint8Array'],
  [
    new (class {
      readonly a = 1
    })(),
    'an object',
  ],
  [() => 1, 'a function'],
]

for (const [value, text] of SHOWN) {
  test(`a value is shown as ${text}`, () => {
    assert.equal(show(value), text)
  })
}

test('showing a value runs none of its code', () => {
  const hostile = new Proxy(
    {},
    {
      get: () => assert.fail('read'),
      has: () => assert.fail('asked for'),
      ownKeys: () => assert.fail('listed'),
      getPrototypeOf: () => assert.fail('asked for its prototype'),
    },
  )

  assert.equal(show(hostile), 'an object')
  assert.equal(show(Object.create(hostile)), 'an object')
  assert.equal(show(Object.create({ constructor: hostile })), 'an object')
  assert.equal(show(Object.create(Object.create(hostile) as object)), 'an object')
})
