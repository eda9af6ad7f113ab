import { spawnSync } from 'node:child_process'
import { delimiter, resolve } from 'node:path'

/**
 * Runs a command line as npm would, with the tools of node_modules in PATH; returns
 * its exit status.
 */
export function run(command: string, env: NodeJS.ProcessEnv = {}): number {
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const options = {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH: path },
  } as const
  return spawnSync(command, options).status ?? 1
}

/** Like {@link run}, but throws if the command fails. */
export function mustRun(command: string, env?: NodeJS.ProcessEnv): void {
  const status = run(command, env)
  if (status !== 0) throw new Error(`${command} failed with status ${status}`)
}
