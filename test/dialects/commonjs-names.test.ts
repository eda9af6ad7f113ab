import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import socket, * as commonjs from '../../src/dialects/commonjs.ts'
import { Socket } from '../../src/dialects/commonjs.ts'
import { seedOf } from './seeds.ts'

/** Every name in the proposal, and the title of a test that uses it. */
const NAMES = JSON.parse(
  readFileSync(new URL('commonjs-names.json', import.meta.url), 'utf8'),
) as Record<string, string>

/** The properties: their values change, so they are not separate exports. */
const LIVE = [
  ...['isConnected', 'isWritable', 'isReadable', 'localAddress', 'localPort', 'remoteAddress'],
  ...['remotePort', 'type'],
]

const seed = seedOf('commonjs.txt')
const bodies = bodiesOfTests()

test('the list of names is the proposal’s', { skip: !existsSync(seed) && `no ${seed}` }, () => {
  const text = readFileSync(seed, 'utf8')
  const [, others = ''] = /Others \(([^)]*)\)/.exec(text) ?? []
  const written = [
    ...found(text, /\b((?:AF|SOCK|SHUT)_\w+)/g),
    ...others.split(', ').map((name) => `SOCK_${name}`),
    ...found(text, /= new (\w+)\(/g),
    ...found(text, /^- ([\w/]+)\(/gm).flatMap((names) => names.split('/')),
    ...found(text, /^- (\w+)$/gm),
  ]

  assert.deepEqual([...new Set(written)].sort(), Object.keys(NAMES).sort())
})

for (const [name, title] of Object.entries(NAMES)) {
  test(`${name} exists, and a test uses it`, () => {
    const one = new Socket()
    one.close()
    const isConstant = /^[A-Z]+_/.test(name)

    assert.ok(name in socket)
    assert.equal(name in commonjs, !LIVE.includes(name))
    if (name !== 'Socket') assert.ok(name in (isConstant ? Socket : one))
    const body = bodies.get(title)
    assert.ok(body, `no test: ${title}`)
    assert.match(body, new RegExp(isConstant ? `\\b${name}\\b` : `\\b${name}\\b(?!')`))
  })
}

function found(text: string, names: RegExp): string[] {
  return Array.from(text.matchAll(names), ([, name = '']) => name)
}

/** The source of each test of the dialect, by its title. */
function bodiesOfTests(): ReadonlyMap<string, string> {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter((name) => /^commonjs.*\.test\.ts$/.test(name))
  const tests = files.flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .split(/^test\(\s*/m)
      .slice(1),
  )
  return new Map(
    tests.map((text) => {
      const [, title = ''] = /^'([^']+)'/.exec(text) ?? []
      return [title, text.slice(title.length + 2)]
    }),
  )
}
