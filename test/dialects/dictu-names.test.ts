import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Socket } from '../../src/dialects/dictu.ts'
import { Held } from './dictu-sockets.ts'
import { seedOf, titlesOf } from './seeds.ts'

/** Every name in the manual, and the title of a test that uses it. */
const NAMES = JSON.parse(
  readFileSync(new URL('dictu-names.json', import.meta.url), 'utf8'),
) as Record<string, string>

const seed = seedOf('dictu.md')
const titles = titlesOf('dictu')

test('the list of names is the manual’s', { skip: !existsSync(seed) && `no ${seed}` }, () => {
  const text = readFileSync(seed, 'utf8')
  const written = Array.from(text.matchAll(/\b([sS]ocket|client)\.(\w+)/g), ([, of, name]) =>
    of === 'Socket' ? `Socket.${name}` : `socket.${name}`,
  )

  assert.deepEqual([...new Set(written)].sort(), Object.keys(NAMES).sort())
})

for (const [name, title] of Object.entries(NAMES)) {
  test(`${name} exists, and a test uses it`, () => {
    const [of, member = ''] = name.split('.')
    using held = new Held()

    assert.ok(member in (of === 'Socket' ? Socket : held.socket))
    assert.match(titles.get(title) ?? `no test: ${title}`, new RegExp(`[.']${member}\\b`))
  })
}
