import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installPackages } from '../install-packages.ts'
import type { Target } from './targets.ts'

/** Outside node_modules, because they are large: 700 MB. */
const folder = resolve('build/platforms')

/** The file of a target's runtime, once that is installed. */
export function binaryOf({ name, translated }: Target): string {
  return join(folder, 'node_modules', `for-${name}`, translated ? 'bin/node' : 'bin/bun')
}

/** Installs the runtimes that are missing. */
export function installRuntimes(targets: readonly Target[]): void {
  const missing = targets.filter((target) => !existsSync(binaryOf(target)))
  if (missing.length === 0) return
  console.log(`Installing ${missing.map(({ source }) => source).join(', ')} into ${folder}`)
  const packages = missing.map(({ name, source }) => `for-${name}@npm:${source}`)
  installPackages(folder, packages, ['--force']) // though they are for other machines
}
