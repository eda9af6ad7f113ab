import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordOf } from '../../tools/kernel/record.ts'
import { isRow, readRecord } from '../../tools/reference/tried.ts'
import { runFile } from '../../tools/runtimes/run-file.ts'
import { surprisesIn } from '../../tools/runtimes/surprises.ts'
import { testFile } from '../../tools/test-file.ts'
import { folderOf } from '../support/folder.ts'
import { PATIENCE } from '../support/patience.ts'

/** Ends of `bun test` after a report in which a test fails, and what is said of each. */
const ENDS = [
  ['exit 1', undefined],
  ['kill -SEGV $$', 'it ended with SIGSEGV'],
  ['exit 132', 'it ended with 132'],
] as const

for (const [end, failure] of ENDS) {
  test(`a test file in Bun that fails and then does ${end}: ${failure ?? 'nothing else'}`, async (t) => {
    const folder = folderOf(t)
    const bun = join(folder, 'bun')
    const report = '<testcase name="one"><failure/></testcase>'
    const script = `for last; do :; done; echo '${report}' >"\${last#--reporter-outfile=}"; ${end}`
    writeFileSync(bun, `#!/bin/sh\n${script}\n`, { mode: 0o755 })

    const outcome = await runFile('bun', bun, 'one.test.ts', folder, PATIENCE)

    assert.deepEqual([...outcome.results], [['one', 'failed']])
    assert.equal(outcome.failure, failure)
  })
}

for (const result of ['failed', 'skipped', 'passed'] as const) {
  test(`a test that was to fail and is ${result} is ${result === 'failed' ? 'no' : 'a'} surprise`, () => {
    const outcome = { results: new Map([['one', result]]), output: '', failure: undefined }
    const row = { runtime: 'bun', file: 'one.test.ts', tests: [/^one$/], reason: '' } as const

    const surprises = surprisesIn('bun', new Map([['one.test.ts', outcome]]), [row])

    const texts = surprises.map(({ text }) => text)
    assert.deepEqual(texts, result === 'failed' ? [] : [`${result}, but was to fail: one`])
  })
}

test('a file that ends without a test has failed', async (t) => {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'empty.test.mjs'), '')
  const ways = { bundles: folder, folder, environment: {}, limit: PATIENCE, ownNetwork: false }

  const { failed, output } = await testFile('empty.test.ts', ways)

  assert.equal(failed, 1)
  assert.match(output, /✖ empty\.test\.ts ran no test, and ended with 0/)
})

test('test:runtimes knows each name after --only', () => {
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/test-runtimes.ts', '--only', 'bunn', '--only', 'deno', 'README.md'],
    { encoding: 'utf8', env: { ...process.env, BERKELEY_RUNTIMES: '/nowhere' } },
  )

  assert.match(stderr, /Unknown runtime: bunn/)
})

test('the record of what was tried on kernels loses rows that are gone', () => {
  const old = { options: { SO_DEBUG: ['6.1'], SO_GONE: ['6.1'] } }

  const record = recordOf(old, [])

  assert.deepEqual(record, { options: { SO_DEBUG: ['6.1'] } })
})

test('the record of what was tried on kernels has no row that is gone', () => {
  const names = Object.values(readRecord()).flatMap((rows) => Object.keys(rows))

  assert.deepEqual(
    names.filter((name) => !isRow(name)),
    [],
  )
})
