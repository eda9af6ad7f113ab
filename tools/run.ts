import { spawnSync } from 'node:child_process'
import { delimiter, resolve } from 'node:path'

/** Runs a command line as npm would, with the tools of node_modules at hand; returns its status. */
export function run(command: string, env: NodeJS.ProcessEnv = {}): number {
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const options = {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH: path },
  } as const
  return spawnSync(command, options).status ?? 1
}

/** {@link run}, where failing is not an answer. */
export function mustRun(command: string, env?: NodeJS.ProcessEnv): void {
  const status = run(command, env)
  if (status !== 0) throw new Error(`${command} failed with status ${status}`)
}
