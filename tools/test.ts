// Runs all tests but those of the peers, or those in the named files and folders. The last line
// shows the totals.
//   --sanitized   with the addon built with gcc's sanitizers; leaks count as failures
//   --threads     with the waker for runtimes without uv_poll
// Without names, these flags leave out the folders in LEFT_OUT.

import { availableParallelism, tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { reported, sanitizers } from './sanitizers.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { bundleTests } from './test-bundles.ts'
import { endTestsAtExit, type Outcome, testFile, whyShared } from './test-file.ts'
import { testFilesIn } from './test-files.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sanitized: { type: 'boolean' }, threads: { type: 'boolean' } },
})
/** Folders and files whose tests need more, would give the same results, or need another addon. */
const LEFT_OUT = {
  // What the programs of the peers need is installed by CI: npm run test:peers.
  always: ['test/peers'],
  // Programs, dialects and systemd repeat calls that other tests make; those in src/ make hardly any;
  // the product tests use the released addon; the tools and the architecture are those of the sources.
  sanitized: [
    ...['src', 'test/dialects', 'test/programs', 'test/systemd', 'test/product', 'test/tools'],
    'test/architecture.test.ts',
  ],
  // Tests in src/ and of options do not wait, dialects block, and programs wait as other tests do.
  threads: [
    ...['src', 'test/dialects', 'test/native', 'test/options', 'test/programs', 'test/product'],
    ...['test/tools', 'test/architecture.test.ts'],
  ],
}
const leftOut = (['sanitized', 'threads'] as const).reduce<string[]>(
  (all, kind) => (values[kind] ? [...all, ...LEFT_OUT[kind]] : all),
  LEFT_OUT.always,
)
const files =
  positionals.length > 0
    ? testFilesIn(positionals)
    : testFilesIn(['src', 'test']).filter((file) => !leftOut.some((it) => isIn(file, it)))
endTestsAtExit()
const folder = temporaryFolder(join(tmpdir(), 'berkeley-test-'))
const bundles = temporaryFolder(join('build', 'tests-')) // where imports find packages
const environment = {
  BERKELEY_TEST_BUNDLES: bundles,
  ...(values.threads && { BERKELEY_WAKER: 'thread' }),
  ...(values.sanitized && sanitizers(join(folder, 'sanitizer'))),
}

await bundleTests(files, bundles)

const sharedNetwork = whyShared()
if (sharedNetwork !== undefined) console.log(`The files share one network: ${sharedNetwork}`)

// Ends files that hang; some machines are several times slower than those the tests
// were written on.
const limit = 600_000
const ways = { bundles, folder, environment, limit, ownNetwork: sharedNetwork === undefined }
const started = performance.now()
const outcomes: Outcome[] = []
const waiting = files.values()
// Most tests spend more time waiting than working.
await Promise.all(Array.from({ length: 2 * availableParallelism() }, runFiles))

// Failures are printed last, where they are easy to find.
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
    const outcome = await testFile(file, ways)
    outcomes.push(outcome)
    if (outcome.failed === 0) process.stdout.write(outcome.output)
  }
}

function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(join(folder, sep))
}
