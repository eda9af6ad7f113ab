import { join, resolve } from 'node:path'
import { installPackages } from '../install-packages.ts'
import type { Target } from './targets.ts'

/** Outside node_modules, because they are large: 700 MB. */
const folder = resolve('build/platforms')

/** The file of a target's runtime, once that is installed. */
export function binaryOf({ name, translated }: Target): string {
  return join(folder, 'node_modules', `for-${name}`, translated ? 'bin/node' : 'bin/bun')
}

/** Installs the runtimes that are missing, though they are for other machines. */
export function installRuntimes(targets: readonly Target[]): void {
  const packages = targets.map(({ name, source }) => `for-${name}@npm:${source}`)
  installPackages(folder, packages, ['--force'])
}
