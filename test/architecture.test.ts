import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

/** What each part of src/ may import besides itself. Read it downwards: arrows only point down. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  dialects: ['index'],
  cli: ['index'],
  index: ['socket', 'protocols', 'errors', 'binding'],
  netlink: ['socket', 'protocols', 'codec', 'errors', 'binding'],
  raw: ['protocols', 'binding', 'calls', 'native', 'unsupported'],
  bpf: ['protocols', 'codec'],
  socket: ['engine', 'protocols', 'codec', 'binding', 'calls', 'errors'],
  engine: ['binding', 'errors', 'native'],
  protocols: ['codec'],
  errors: ['binding'],
  binding: ['codec', 'native', 'unsupported'],
  unsupported: ['native'],
  native: ['codec', 'calls'],
  calls: [],
  codec: [],
}

for (const file of sources('src')) {
  test(`${file} imports only what its layer may`, () => {
    const allowed = new Set([partOf(file), ...(MAY_IMPORT[partOf(file)] ?? [])])

    const strays = importsOf(file).filter((part) => !allowed.has(part))

    assert.deepEqual(strays, [])
  })
}

test('only the binding loads native code', () => {
  const loaders = sources('src').filter((file) =>
    readFileSync(file, 'utf8').includes('createRequire'),
  )

  assert.deepEqual(loaders, ['src/binding.ts'])
})

test('the answers of poll(2) and its like are read in one file alone', () => {
  const readers = sources('src').filter((file) =>
    /native\.(poll|pollOne|nextEdge)\(/.test(readFileSync(file, 'utf8')),
  )

  assert.deepEqual(readers, ['src/engine/polling.ts'])
})

function partOf(file: string): string {
  return relative('src', file).replace(/[/.].*/, '')
}

function importsOf(file: string): string[] {
  const paths = readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)
  return Array.from(paths, ([, path = '']) => partOf(join(dirname(file), path)))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : []
  })
}
