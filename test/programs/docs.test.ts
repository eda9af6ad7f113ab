import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { linksIn, linksToNoHeading } from '../support/page-links.ts'
import {
  COOKBOOK,
  DIALECT_GUIDES,
  folderForPrograms,
  GUIDE,
  pagesIn,
  programsOf,
  written,
} from '../support/page-programs.ts'

const WITH_PROGRAMS = [...GUIDE, ...DIALECT_GUIDES, ...COOKBOOK]
const PAGES = [
  ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...['docs/not-implemented.md', 'docs/releasing.md'],
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
  const broken = linksIn(PAGES).filter(({ to }) => !existsSync(to))

  assert.deepEqual(broken, [])
})

test('every link to a part of a page leads to a heading', () => {
  const links = linksIn(PAGES)

  assert.ok(links.some(({ anchor }) => anchor !== ''))
  assert.deepEqual(linksToNoHeading(links), [])
})

for (const [page, rows] of [
  ['docs/reference/options.md', everyOption()],
  ['docs/reference/control-messages.md', everyControl()],
] as const) {
  test(`each name of the tables has one entry in ${page}, and is in its index from A to Z`, () => {
    const text = readFileSync(page, 'utf8')
    const [, index = ''] = /^## A to Z$([^]*?)^## /m.exec(text) ?? []

    const names = rows.map(({ name }) => name).sort()
    assert.deepEqual(
      Array.from(text.matchAll(/^### ([A-Z0-9]+_\w+)$/gm), ([, name]) => name).sort(),
      names,
    )
    assert.deepEqual(Array.from(index.matchAll(/\[`(\w+)`\]/g), ([, name]) => name).sort(), names)
  })
}
