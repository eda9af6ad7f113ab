import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Socket, socket } from '../../src/dialects/blade.ts'
import { seedOf, sourcesOf } from './seeds.ts'

/** Every name in the manual, and the title of a test that uses it. */
const NAMES = JSON.parse(
  readFileSync(new URL('blade-names.json', import.meta.url), 'utf8'),
) as Record<string, string>

const seed = seedOf('blade.md')
const sources = sourcesOf('blade')

test('the list of names is the manual’s', { skip: !existsSync(seed) && `no ${seed}` }, () => {
  const text = readFileSync(seed, 'utf8')
  // Names have an anchor, `Socket_Socket_host` or `_Socket_connect`; constants appear in the text.
  const anchors = Array.from(text.matchAll(/^\{:#(\w+)\} _?[\w.]*_?\.?\*\*/gm), ([, name = '']) =>
    name
      .replace(/^socket__/, '')
      .replace(/^(\w+)_\1_/, '$1.')
      .replace(/^_(\w+)_\1$/, '$1')
      .replace(/^_([A-Z][a-zA-Z]+)_/, '$1.'),
  )
  const constants = text.match(/\b(?:AF|IPPROTO|SHUT|SO|SOCK)_[A-Z]+\b|\bSOMAXCONN\b/g) ?? []

  assert.equal(anchors.length, text.match(/^\{:#/gm)?.length)
  assert.deepEqual([...new Set([...anchors, ...constants])].sort(), Object.keys(NAMES).sort())
})

for (const [name, title] of Object.entries(NAMES)) {
  test(`${name} exists, and a test uses it`, () => {
    const [of, member] = name.split('.') as [string, string?]

    assert.ok(of in socket)
    if (member !== undefined) assert.ok(member in Socket.prototype)
    const source = sources.get(title) ?? assert.fail(`no test: ${title}`)
    assert.match(source, new RegExp(member === undefined ? `\\b${of}\\b` : `\\.${member}\\b`))
  })
}
