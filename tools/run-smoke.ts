import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Packed } from './pack.ts'

/** How a runtime is started. */
interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>
  /** Milliseconds after which it is killed, which counts as a failure. */
  readonly limit: number
}

/** What became of tools/smoke.mjs in a runtime. */
export interface Smoke {
  /** The runtime and its version, if it passed; otherwise why it did not. */
  readonly result: string
  readonly passed: boolean
  /** What it says about parts that it left out. */
  readonly notes: string
  readonly seconds: string
}

/**
 * Uses an installed package in a runtime as users do.
 *
 * @param command The command line of the runtime, up to the program to run.
 */
export function runSmoke(
  { project }: Packed,
  command: readonly string[],
  { environment, limit }: Surroundings,
): Smoke {
  for (const name of ['smoke.mjs', 'smoke-streams.mjs'])
    copyFileSync(join('tools', name), join(project, name))
  const started = performance.now()
  const [binary = '', ...parameters] = command
  const { status, signal, error, stdout, stderr } = spawnSync(
    binary,
    [...parameters, 'smoke.mjs'],
    {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
      timeout: limit,
      killSignal: 'SIGKILL',
    },
  )
  const passed = status === 0
  const end = error?.message ?? `ended with ${signal ?? status}`
  return {
    result: passed ? stdout.trim() : `${end}:\n${stdout}${stderr}`,
    passed,
    notes: passed ? stderr : '',
    seconds: ((performance.now() - started) / 1000).toFixed(2),
  }
}
