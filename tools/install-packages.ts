import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/**
 * Installs npm packages into a folder of their own, which need not exist.
 *
 * @param options More options of `npm install`.
 */
export function installPackages(
  folder: string,
  packages: readonly string[],
  options: readonly string[] = [],
): void {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  }
  spawnSync('npm', ['install', ...QUIET, ...options, ...packages], {
    cwd: folder,
    stdio: 'inherit',
  })
}
