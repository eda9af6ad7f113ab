// Runs the tests, or only the files that are named. The last line says how it went.
//   --sanitized   with the addon built by gcc's sanitizers; leaks are failures
//   --threads     with the waker that runtimes without uv_poll use; without files of tests that
//                 wait for nothing: those in src/, and the dialects, which block

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import { reported, sanitizers } from './sanitizers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sanitized: { type: 'boolean' }, threads: { type: 'boolean' } },
})
const all = values.threads
  ? testsIn('test').filter((file) => !file.startsWith(join('test', 'dialects')))
  : [...testsIn('src'), ...testsIn('test')]
const files = positionals.length > 0 ? positionals : all
const folder = mkdtempSync(join(tmpdir(), 'berkeley-test-'))
const summary = join(folder, 'summary')
const environment = {
  ...(values.threads && { BERKELEY_WAKER: 'thread' }),
  ...(values.sanitized && sanitizers(join(folder, 'sanitizer'))),
}

// For the children and workers of tests. As deep as dist/, where the addon is looked for.
buildSync({
  entryPoints: ['test/support/library.ts'],
  outfile: 'build/library.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'inline', // coverage counts lines of src/
})

// Most tests wait more than they work.
const concurrency = 2 * availableParallelism()
const timeout = values.sanitized ? 300_000 : 180_000
const tests = spawn(
  process.execPath,
  [
    ...['--import', 'tsx', '--test', `--test-timeout=${timeout}`],
    `--test-concurrency=${concurrency}`,
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./tools/summary.mjs', `--test-reporter-destination=${summary}`],
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, ...environment }, detached: true },
)
// Node 22 and newer wait for ever for a file that blocks its thread or leaves something open.
const limit = setTimeout(endTests, 15 * 60_000)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endTests)
const [status, signal] = (await once(tests, 'exit')) as [number | null, string | null]
clearTimeout(limit)

const reports = reported(join(folder, 'sanitizer'))
for (const report of reports) console.error(report)
if (reports.length > 0) console.error(`${reports.length} processes with sanitizer reports`)
if (signal !== null) console.error(`The test runner was ended by ${signal}`)
if (existsSync(summary)) process.stdout.write(readFileSync(summary, 'utf8'))
rmSync(folder, { recursive: true })
process.exitCode = reports.length > 0 ? 1 : (status ?? 1)

function testsIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(directory, name))
    .sort()
}

/** Ends the runner and the files that it runs; they are a process group of their own. */
function endTests(): void {
  if (tests.pid !== undefined) process.kill(-tests.pid, 'SIGKILL')
}
