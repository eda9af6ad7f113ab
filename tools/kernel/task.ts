import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, testFile, type Ways } from '../test-file.ts'

/** What a machine has to do. */
export interface Task {
  readonly files: readonly string[]
  /** The folder with the bundles of the files. */
  readonly bundles: string
  /** Where results go. */
  readonly folder: string
}

/** How a machine runs its files. */
interface Machine {
  /** Whether each file has a network of its own. */
  readonly ownNetwork: boolean
  /** Whether it may stand still, so that a file that hangs is no failure. */
  readonly isEmulated: boolean
  /** Milliseconds that a file has. */
  readonly limit?: number
}

/** Milliseconds that a file has on a machine. */
export const FILE_LIMIT = 150_000

/**
 * Runs test files one after the other, each twice if it reaches its time limit, and shows and
 * stores the outcome of each.
 */
export async function work(task: Task, machine: Machine): Promise<void> {
  const { ownNetwork, isEmulated, limit = FILE_LIMIT } = machine
  const { files, bundles, folder } = task
  const ways: Ways = {
    bundles,
    folder,
    environment: { BERKELEY_TEST_BUNDLES: bundles, BERKELEY_TEST_COUNTS: folder },
    limit,
    ownNetwork,
  }
  for (const file of files) {
    const started = performance.now()
    let outcome = await testFile(file, ways)
    if (outcome.hung) {
      console.log(`… ${file}: reached its time limit, once more`)
      outcome = await testFile(file, ways)
    }
    // Unless a test failed before.
    if (isEmulated && outcome.hung && !/^\s*✖ .*\(\d/m.test(outcome.output))
      outcome = { ...outcome, failed: 0 }
    const name = `${file.replace(/\W/g, '-')}.outcome`
    writeFileSync(join(folder, name), JSON.stringify([file, outcome]))
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${lineOf(file, outcome)} (${seconds} s)`)
  }
}

function lineOf(file: string, { passed, failed, skipped, hung }: Outcome): string {
  const mark = failed > 0 ? '✖' : hung ? '…' : '✔'
  if (hung) return `${mark} ${file}: reached its time limit twice`
  return `${mark} ${file}: ${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** The files that were finished with results in a folder, and their outcomes. */
export function outcomesIn(folder: string): [file: string, Outcome][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.outcome'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as [string, Outcome])
}
