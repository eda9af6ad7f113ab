import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Socket } from '../../src/dialects/teajs.ts'
import { seedOf } from './seeds.ts'

/**
 * Every name in the manual, with the title of the test in teajs.test.ts that uses it, which
 * that file checks.
 */
const NAMES = Object.keys(
  JSON.parse(readFileSync(new URL('teajs-names.json', import.meta.url), 'utf8')) as object,
)

const seed = seedOf('teajs.md')

test('the list of names is the manual’s', { skip: !existsSync(seed) && `no ${seed}` }, () => {
  const text = readFileSync(seed, 'utf8').replaceAll('\\_', '_')
  const written = Array.from(text.matchAll(/\b(Socket|sock)\.(\w+)(?=[`(]|$)/gm), ([, of, name]) =>
    of === 'sock' ? `socket.${name}` : `Socket.${name}`,
  )

  assert.deepEqual([...new Set(written)].sort(), NAMES.toSorted())
  assert.match(text, /new Socket\(family, type, proto\)/)
})

for (const name of NAMES) {
  test(`${name} exists`, () => {
    const [of, member = ''] = name.split('.')
    const there: unknown = Reflect.get(of === 'Socket' ? Socket : Socket.prototype, member)

    assert.equal(typeof there, /^[A-Z]/.test(member) ? 'number' : 'function')
  })
}
