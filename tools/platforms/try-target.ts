import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Packed } from '../pack.ts'
import { runSmoke } from '../run-smoke.ts'
import { runFile } from '../runtimes/run-file.ts'
import { type Counts, testFile, whyShared } from '../test-file.ts'
import { prepare, type Starting } from './starting.ts'
import type { Target } from './targets.ts'

/** What became of a target. */
export interface Row {
  readonly target: string
  /** The runtime, as the smoke test says. */
  readonly smoke?: string
  /** The addon that the package loaded. */
  readonly loaded?: string
  readonly files?: number
  readonly passed?: number
  readonly failed?: number
  readonly skipped?: number
  readonly seconds?: string
  readonly result: string
}

/** Where a target is tried. */
interface Place {
  readonly packed: Packed
  /** The folder with the bundles of the tests. */
  readonly bundles: string
  /** Where they may write. */
  readonly folder: string
}

/** Milliseconds for the smoke test, and for a file of tests. */
const LIMIT = 180_000

const ownNetwork = whyShared() === undefined

/** Uses the package as users do, and runs the tests. Prints what failed. */
export async function tryTarget(target: Target, place: Place): Promise<Row> {
  const { name, addon, files } = target
  const started = performance.now()
  const starting = prepare(target)
  const { command, environment, whyAlone } = starting
  if (whyAlone !== undefined) console.log(`Programs for ${name} cannot start others: ${whyAlone}`)
  const smoke = runSmoke(place.packed, command, { environment, limit: LIMIT })
  const said = smoke.passed ? smoke.notes : smoke.result
  if (said !== '') console.error(`${name}: ${said.trim()}`)
  const loaded = loadedBy(starting, place.packed)
  if (loaded !== addon) console.error(`${name}: loaded ${loaded} instead of ${addon}`)
  const counts = await testsOf(target, starting, place)
  const good = smoke.passed && loaded === addon && counts.failed === 0
  return {
    target: name,
    smoke: smoke.passed ? smoke.result : 'FAILED',
    loaded,
    files: files.length,
    ...counts,
    seconds: ((performance.now() - started) / 1000).toFixed(1),
    result: good ? 'passed' : 'FAILED',
  }
}

/** The addon that the package loads. */
function loadedBy({ command, environment }: Starting, { project }: Packed): string {
  copyFileSync('tools/platforms/loaded.mjs', join(project, 'loaded.mjs'))
  const [binary = '', ...parameters] = command
  const { stdout, stderr } = spawnSync(binary, [...parameters, 'loaded.mjs'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: LIMIT,
  })
  return stdout === '' ? stderr : stdout
}

async function testsOf(target: Target, starting: Starting, place: Place): Promise<Counts> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const waiting = target.files.values()
  const run = target.translated ? runInNode : runInBun
  const runFiles = async (): Promise<void> => {
    for (const file of waiting) {
      const fileStarted = performance.now()
      const { output, ...outcome } = await run(file, starting, place)
      for (const count of ['passed', 'failed', 'skipped'] as const) counts[count] += outcome[count]
      const seconds = ((performance.now() - fileStarted) / 1000).toFixed(1)
      if (outcome.failed > 0) console.error(output)
      console.log(`${outcome.failed > 0 ? '✖' : '✔'} ${target.name}: ${file} (${seconds} s)`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, runFiles))
  return counts
}

type Run = (file: string, starting: Starting, place: Place) => Promise<Counts & { output: string }>

const runInNode: Run = (file, { command, environment }, { bundles, folder }) =>
  testFile(file, {
    bundles,
    folder,
    environment: { ...environment, BERKELEY_TEST_BUNDLES: bundles },
    limit: LIMIT,
    ownNetwork,
    node: command,
  })

const runInBun: Run = async (file, { command: [binary = ''], environment }, { folder }) => {
  const { results, output, failure } = await runFile(
    'bun',
    binary,
    file,
    folder,
    LIMIT,
    environment,
  )
  const counts = { passed: 0, failed: failure === undefined ? 0 : 1, skipped: 0 }
  for (const result of results.values()) counts[result]++
  return { ...counts, output: `${output}${failure === undefined ? '' : `${file}: ${failure}\n`}` }
}
