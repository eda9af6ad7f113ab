// Runs the tests in other runtimes: under Node 24 those that reach the kernel, and under Bun and Deno
// those that depend most on the runtime. Fails if a test fails that is not in
// tools/runtimes/expected-failures.ts, and if one that is there passes.
//   --install      first installs the missing runtimes (see tools/runtimes.ts)
//   --only NAME    in one runtime, or several of these: node-24, bun, deno
// Names of files and folders run the tests there instead.

import { spawnSync } from 'node:child_process'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installMissing, isPresent, RUNTIMES } from './runtimes.ts'
import { EXPECTED_FAILURES } from './runtimes/expected-failures.ts'
import { CORE, LEFT_OUT, OF_KERNEL } from './runtimes/files.ts'
import { type FileOutcome, runFile, type TestRuntime } from './runtimes/run-file.ts'
import { surprisesIn } from './runtimes/surprises.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { endTestsAtExit } from './test-file.ts'
import { testFilesIn } from './test-files.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { install: { type: 'boolean' }, only: { type: 'string', multiple: true } },
})
const NAMES = ['node-24', 'bun', 'deno'] as const
for (const name of values.only ?? [])
  if (!NAMES.some((one) => one === name)) throw new Error(`Unknown runtime: ${name}`)
if (values.install) installMissing()

endTestsAtExit()
const folder = temporaryFolder(join(tmpdir(), 'berkeley-runtimes-'))

/** What a runtime's tests did. */
interface Row {
  runtime: string
  passed?: number
  'failed as expected'?: number
  'not as expected'?: number
  skipped?: number
  result: string
}

const rows: Row[] = []
for (const name of NAMES) {
  if (values.only !== undefined && !values.only.includes(name)) continue
  const started = performance.now()
  const row = await rowOf(name)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  rows.push({ ...row, result: `${row.result} (${seconds} s)` })
}
console.table(rows)
if (!rows.every(({ result }) => result.startsWith('passed'))) process.exitCode = 1

async function rowOf(name: 'node-24' | TestRuntime): Promise<Row> {
  const runtime = RUNTIMES.find((one) => one.name === name)
  const [binary = ''] = runtime?.command ?? []
  if (!runtime || !isPresent(runtime)) {
    return { runtime: name, result: 'missing: npm run test:runtimes -- --install' }
  }
  console.log(`\n== ${name}`)
  return name === 'node-24' ? nodeRow(name, binary) : coreRow(name, binary)
}

/** tools/test.ts runs the tests in the runtime that runs it. */
function nodeRow(runtime: string, binary: string): Row {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'))
  const files = positionals.length > 0 ? positionals : OF_KERNEL
  const { status } = spawnSync(binary, [tsx, 'tools/test.ts', ...files], { stdio: 'inherit' })
  return { runtime, result: status === 0 ? 'passed; see its totals above' : 'FAILED' }
}

async function coreRow(runtime: TestRuntime, binary: string): Promise<Row> {
  const outcomes = new Map<string, FileOutcome>()
  const core = testFilesIn(CORE).filter((file) => LEFT_OUT[file] === undefined)
  const waiting = (positionals.length > 0 ? testFilesIn(positionals) : core).values()
  const runFiles = async (): Promise<void> => {
    for (const file of waiting) {
      outcomes.set(file, await runFile(runtime, binary, file, folder, 180_000))
    }
  }
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, runFiles))

  // The runtimes fail by chance now and then, such as while they start: once more, one at a time.
  const first = surprisesIn(runtime, outcomes, EXPECTED_FAILURES)
  for (const file of new Set(first.map((one) => one.file))) {
    const texts = first.filter((one) => one.file === file).map(({ text }) => text)
    console.log(`Once more, ${file}: ${texts.join('; ')}`)
    outcomes.set(file, await runFile(runtime, binary, file, folder, 180_000))
  }

  const surprises = surprisesIn(runtime, outcomes, EXPECTED_FAILURES)
  for (const { file, text } of surprises) console.error(`✖ ${file}: ${text}`)
  for (const file of new Set(surprises.map((one) => one.file))) {
    console.error(`\n${file}:\n${outcomes.get(file)?.output}`)
  }
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { results } of outcomes.values())
    for (const result of results.values()) counts[result]++
  return {
    runtime,
    passed: counts.passed,
    'failed as expected': counts.failed - surprises.filter(({ isFailure }) => isFailure).length,
    'not as expected': surprises.length,
    skipped: counts.skipped,
    result: surprises.length === 0 ? 'passed' : 'FAILED',
  }
}
