import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { constants, Socket } from '../../src/index.ts'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { PATIENCE } from '../support/patience.ts'

const run = promisify(execFile)

/** The pages whose programs are run. */
const PAGES = ['README.md', ...pagesIn('docs/guide'), ...pagesIn('docs/guide/dialects')]
const ALL_PAGES = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/not-implemented.md'],
  ...[...PAGES, ...pagesIn('docs/decisions'), ...pagesIn('docs/reference')],
]
const FOLDER = 'build/docs'
/** Where the programs are as JavaScript: as deep as dist/, where the addon is looked for. */
const OUTPUT = 'build'
const COMPILED = 'docs-'

/** A fenced block of TypeScript: a program in itself. */
interface Program {
  /** `README.md:12`, the line of its fence. */
  readonly place: string
  /** Without an ending. */
  readonly name: string
  readonly code: string
}

const programs: readonly Program[] = PAGES.flatMap(programsOf)

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
for (const { name, code } of programs) {
  const entry = (_: string, of = 'index') => `from '../../src/${sourceOf(of)}.ts'`
  writeFileSync(`${FOLDER}/${name}.ts`, code.replace(/from 'berkeley(?:\/(\w+))?'/g, entry))
}

// Together, so that what is in src/ is compiled once, and not by each program as it runs.
for (const file of readdirSync(OUTPUT)) if (file.startsWith(COMPILED)) rmSync(join(OUTPUT, file))
buildSync({
  entryPoints: programs.map(({ name }) => `${FOLDER}/${name}.ts`),
  outdir: OUTPUT,
  entryNames: `${COMPILED}[name]`,
  chunkNames: `${COMPILED}[hash]`,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true, // coverage counts lines of src/
})

for (const page of PAGES) {
  test(`every TypeScript block of ${page} is a program`, () => {
    const blocks = readFileSync(page, 'utf8').match(/^```ts$/gm)?.length ?? 0

    assert.equal(programsOf(page).length, blocks)
  })
}

suite('the programs of the guide', { concurrency: 2 }, () => {
  for (const { place, name, code } of programs) {
    test(`${place} runs, ends and prints what it says`, { skip: whyNot(code) }, async () => {
      const file = join(OUTPUT, `${COMPILED}${name}.mjs`)
      const options = { timeout: PATIENCE, killSignal: 'SIGKILL' } as const

      const { stdout, stderr } = await run(process.execPath, [file], options)

      assert.match(plain(stdout), printedBy(code), stderr)
    })
  }
})

test('the programs of the guide have the right types', () => {
  writeFileSync(
    join(FOLDER, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.check.json',
      compilerOptions: { rootDir: '../..' },
      include: ['*.ts'],
    }),
  )
  const tsc = resolve('node_modules/ts7/bin/tsc')

  const { stdout } = spawnSync(process.execPath, [tsc, '-p', FOLDER], { encoding: 'utf8' })

  assert.equal(stdout, '')
})

test('the README promises no more options and control messages than there are', () => {
  const page = readFileSync('README.md', 'utf8')

  const counts = Array.from(page.matchAll(/More than (\d+) by name/g), ([, count]) => Number(count))

  const there = [everyOption().length, everyControl().length]
  assert.equal(counts.length, there.length)
  for (const [i, count] of counts.entries()) assert.ok((there[i] ?? 0) > count, `${there[i]}`)
})

test('every link in the pages leads to a file', () => {
  const broken = ALL_PAGES.flatMap((page) =>
    Array.from(readFileSync(page, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g), ([, path = '']) =>
      join(dirname(page), path),
    ).filter((path) => !existsSync(path)),
  )

  assert.deepEqual(broken, [])
})

test('every link within the reference leads to a heading', () => {
  const headings = new Map(
    pagesIn('docs/reference').map((page) => [
      page,
      Array.from(readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm), ([, title = '']) =>
        title.toLowerCase().replace(/[^\w ]/g, ''),
      ),
    ]),
  )
  const links = [...headings.keys()].flatMap((page) =>
    Array.from(
      readFileSync(page, 'utf8').matchAll(/\]\(([^)#]*)#([^)]+)\)/g),
      ([, path = '', anchor = '']) => ({ page: path ? join(dirname(page), path) : page, anchor }),
    ),
  )

  assert.ok(links.length > 0)
  assert.deepEqual(
    links.filter(({ page, anchor }) => !headings.get(page)?.includes(anchor.replaceAll('-', ' '))),
    [],
  )
})

/** The file of an entry of the package: `dialects/dictu` of `berkeley/dictu`. */
function sourceOf(entry: string): string {
  return existsSync(`src/dialects/${entry}.ts`) ? `dialects/${entry}` : entry
}

function pagesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.map((name) => join(folder, name))
}

function programsOf(page: string): Program[] {
  const text = readFileSync(page, 'utf8')
  return Array.from(text.matchAll(/^```ts\n(import .*?)^```$/gms), ({ 1: code = '', index }) => {
    const place = `${page}:${text.slice(0, index).split('\n').length}`
    return { place, name: place.replace(/\W/g, '-'), code }
  }).filter(({ code }) => /from 'berkeley[/']/.test(code))
}

/** What the comments behind `console.log` say is printed; `…` is anything. */
function printedBy(code: string): RegExp {
  const said = Array.from(
    code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm),
    ({ 1: text = '' }) => text,
  )
  const escaped = plain(said.join(' ')).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('…', '.*')}$`)
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Why a program can't run here; false when it can. */
function whyNot(code: string): string | false {
  const names = Array.from(
    code.matchAll(/'((?:SO|IP|IPV6|MCAST|TCP|NETLINK)_[A-Z_]+)'/g),
    ({ 1: name = '' }) => name,
  )
  const missing = names.filter((name) => !(name in constants))
  if (missing.length > 0) return `not on this platform: ${missing.join(', ')}`
  return /['`]@/.test(code) && !hasAbstractNames() && 'needs abstract names'
}

function hasAbstractNames(): boolean {
  try {
    using socket = new Socket('AF_UNIX')
    socket.bind(`@berkeley-docs-${process.pid}`)
    return true
  } catch {
    return false
  }
}
