import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import {
  DIALECT_GUIDES,
  folderForPrograms,
  GUIDE,
  pagesIn,
  programsOf,
  written,
} from '../support/page-programs.ts'

const WITH_PROGRAMS = [...GUIDE, ...DIALECT_GUIDES]
const PAGES = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/not-implemented.md'],
  ...[...WITH_PROGRAMS, ...pagesIn('docs/decisions'), ...pagesIn('docs/reference')],
]

for (const page of WITH_PROGRAMS) {
  test(`every TypeScript block of ${page} is a program`, () => {
    const blocks = readFileSync(page, 'utf8').match(/^```ts$/gm)?.length ?? 0

    assert.equal(programsOf(page).length, blocks)
  })
}

test('the programs of the pages have the right types', (t) => {
  const folder = folderForPrograms(t)
  written(WITH_PROGRAMS.flatMap(programsOf), folder)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.check.json',
      compilerOptions: { rootDir: '../..' },
      include: ['*.ts'],
    }),
  )
  const tsc = resolve('node_modules/ts7/bin/tsc')

  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })

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
  const broken = PAGES.flatMap((page) =>
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
