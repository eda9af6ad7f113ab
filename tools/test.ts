// Runs the tests, or only the files that are named. The last line says how it went.
//   --sanitized   with the addon built by gcc's sanitizers; leaks are failures. Without the programs
//                 of docs and examples, which mostly repeat calls that other tests make, and without
//                 test/product, which packs another addon
//   --threads     with the waker that runtimes without uv_poll use; without files of tests that
//                 wait for nothing: those in src/, and the dialects, which block

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../test/support/bundle.ts'
import { reported, sanitizers } from './sanitizers.ts'
import { endTests, type Outcome, sharedNetwork, testFile } from './test-file.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sanitized: { type: 'boolean' }, threads: { type: 'boolean' } },
})
const files =
  positionals.length > 0
    ? positionals.map((file) => relative('.', file))
    : [...within('src', '.test.ts'), ...within('test', '.test.ts')].filter(matters)
const folder = mkdtempSync(join(tmpdir(), 'berkeley-test-'))
mkdirSync('build', { recursive: true })
const bundles = mkdtempSync(join('build', 'tests-')) // in the project, where packages are found
process.once('exit', () => {
  for (const made of [folder, bundles]) rmSync(made, { recursive: true })
})
const environment = {
  BERKELEY_TEST_BUNDLES: bundles,
  ...(values.threads && { BERKELEY_WAKER: 'thread' }),
  ...(values.sanitized && sanitizers(join(folder, 'sanitizer'))),
}

// What tests run in children and workers is bundled too: see test/support/runnable.ts.
await bundle(
  [
    ...[...files, 'test/support/library.ts', ...within('test/support', '-worker.ts')],
    ...[...within('src/dialects', '.ts', false), ...within('examples', '.ts')],
  ],
  bundles,
)

if (sharedNetwork !== undefined) console.log(`The files share one network: ${sharedNetwork}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endTests()
    process.exit(1)
  })
}

// Ends what hangs; a machine may be several times as slow as the one that a test was written on.
const limit = 600_000
const started = performance.now()
const outcomes: Outcome[] = []
const waiting = files.values()
// Most tests wait more than they work.
await Promise.all(Array.from({ length: 2 * availableParallelism() }, runFiles))

// What failed comes last, where one looks for it.
for (const { output, failed } of outcomes) if (failed > 0) process.stdout.write(output)
const reports = reported(join(folder, 'sanitizer'))
for (const report of reports) console.error(report)
if (reports.length > 0) console.error(`${reports.length} processes with sanitizer reports`)
const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((count) =>
  outcomes.reduce((sum, outcome) => sum + outcome[count], 0),
)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`)
process.exitCode = failed === 0 && reports.length === 0 ? 0 : 1

async function runFiles(): Promise<void> {
  for (const file of waiting) {
    const outcome = await testFile(file, bundles, environment, limit)
    outcomes.push(outcome)
    if (outcome.failed === 0) process.stdout.write(outcome.output)
  }
}

/** Whether a file of tests may come out differently in this kind of run. */
function matters(file: string): boolean {
  const packed = file.endsWith('packed.test.ts') // of the addon as it is shipped
  if (packed && (values.threads || values.sanitized)) return false
  if (values.threads && !file.startsWith('test')) return false
  if (values.threads && file.startsWith(join('test', 'dialects'))) return false
  return !(values.sanitized && /programs|product/.test(file))
}

function within(folder: string, ending: string, recursive = true): string[] {
  return readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}
