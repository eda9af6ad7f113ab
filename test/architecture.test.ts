import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { transformSync } from 'esbuild'
import { folderOf } from './support/folder.ts'

/** What each part of src/ may import besides itself. Imports point only down this list. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  dialects: ['index'],
  systemd: ['index', 'socket', 'engine', 'codec', 'errors', 'binding'],
  index: ['socket', 'protocols', 'errors', 'error-texts', 'binding'],
  sctp: ['socket', 'protocols', 'binding'],
  netlink: ['socket', 'protocols', 'codec', 'errors', 'binding'],
  raw: ['protocols', 'binding', 'calls', 'native', 'shared-layouts', 'unsupported'],
  bpf: ['protocols', 'codec'],
  socket: [
    'engine',
    'protocols',
    'codec',
    'binding',
    'calls',
    'errors',
    'error-stack',
    'shared-layouts',
  ],
  engine: ['binding', 'codec', 'native', 'errors', 'error-stack', 'shared-layouts'],
  'error-texts': ['binding', 'codec', 'error-stack'],
  'error-stack': ['errors'],
  errors: ['protocols', 'binding', 'codec'],
  protocols: ['codec'],
  binding: ['addon', 'codec', 'native', 'c-names', 'unsupported'],
  addon: ['native', 'unsupported'],
  unsupported: ['native', 'c-names'],
  'c-names': [],
  native: ['calls', 'codec'],
  calls: [],
  'shared-layouts': [],
  codec: [],
}

/** Files that are tables: of rows, or of calls of one line each. */
const TABLES: ReadonlySet<string> = new Set([
  'src/dialects/ucode/constants.ts',
  'src/c-names.ts',
  'src/protocols/netlink/route.ts',
  'src/protocols/sctp/options.ts',
  'src/protocols/socket/options.ts',
  'src/socket/socket.ts',
])

for (const file of sources('src')) {
  test(`${file} imports only what its layer may`, () => {
    const allowed = new Set([partOf(file), ...(MAY_IMPORT[partOf(file)] ?? [])])

    const strays = importsOf(file)
      .map(partOf)
      .filter((part) => !allowed.has(part))

    assert.deepEqual(strays, [])
  })
}

test('no file imports itself through others, not even for its types', () => {
  const circles = sources('src').flatMap((file) => pathBetween(file, file) ?? [])

  assert.deepEqual(circles, [])
})

test('every file of src/ can be imported first and alone', async (t) => {
  const folder = folderOf(t)
  const files = sources('src')
  for (const file of files) compile(file, join(folder, compiled(file)))
  const failures: string[] = []

  const waiting = files.values()
  await Promise.all(Array.from({ length: availableParallelism() }, importEach))

  assert.deepEqual(failures, [])

  // Each in a thread of its own, where nothing is imported yet.
  async function importEach(): Promise<void> {
    for (const file of waiting) {
      const url = pathToFileURL(join(folder, compiled(file)))
      const thread = new Worker(url, { execArgv: [] })
      await once(thread, 'exit').catch((error: unknown) => {
        failures.push(`${file}: ${String(error)}`)
      })
    }
  }
})

test('no file but a table has more than 400 lines', () => {
  const long = sources('src').filter(
    (file) => readFileSync(file, 'utf8').split('\n').length > 401 && !TABLES.has(file),
  )

  assert.deepEqual(long, [])
})

test('only one file loads native code', () => {
  const loaders = sources('src').filter((file) =>
    readFileSync(file, 'utf8').includes('createRequire'),
  )

  assert.deepEqual(loaders, ['src/addon.ts'])
})

test('only one file reads the results of poll(2) and similar calls', () => {
  const readers = sources('src').filter((file) =>
    /native\.(poll|pollOne|edgePollWait)\(/.test(readFileSync(file, 'utf8')),
  )

  assert.deepEqual(readers, ['src/engine/poll.ts'])
})

function partOf(file: string): string {
  return relative('src', file).replace(/[/.].*/, '')
}

/** The files that a file imports, for values or for types. */
function importsOf(file: string): string[] {
  const paths = readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)
  return Array.from(paths, ([, path = '']) => join(dirname(file), path))
}

/** The shortest import path from one file to another. */
function pathBetween(from: string, to: string): string | undefined {
  const ways = new Map(importsOf(from).map((file) => [file, `${from} → ${file}`]))
  for (const [file, way] of ways) {
    if (file === to) return way
    for (const next of importsOf(file)) {
      if (!ways.has(next)) ways.set(next, `${way} → ${next}`)
    }
  }
  return undefined
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : []
  })
}

/** Compiles one file separately: a bundle would fix the order in which files run. */
function compile(file: string, to: string): void {
  const source = readFileSync(file, 'utf8')
    .replace(
      /(from |import\()'(\.[^']+)'/g,
      (_, start: string, path: string) => `${start}'${compiled(path)}'`,
    )
    .replace(/import\.meta\.url/g, JSON.stringify(pathToFileURL(resolve(file)).href))
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, transformSync(source, { loader: 'ts', target: 'node20.19' }).code)
}

function compiled(path: string): string {
  return path.replace(/\.ts$/, '.mjs')
}
