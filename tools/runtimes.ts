import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A JavaScript runtime that the package promises to work in. */
export interface Runtime {
  name: string
  /** The command line up to the program to run. */
  command: string[]
  /** Where npm has it; nothing for the Node that runs this. */
  source?: string
}

/** Where the runtimes are kept that npm has installed; outside of node_modules for their size. */
const folder = resolve(process.env['BERKELEY_RUNTIMES'] ?? 'build/runtimes')
const { platform, arch } = process
const bunArch = arch === 'arm64' ? 'aarch64' : arch
const denoLibc = platform === 'linux' ? '-glibc' : ''

// The packages of one platform hold the binary itself, and so need no install script.
export const RUNTIMES: Runtime[] = [
  { name: 'this Node', command: [process.execPath] },
  ...['22', '24', '26'].map((major) =>
    packed(`node-${major}`, `node-${platform}-${arch}@${major}`, 'bin/node'),
  ),
  packed('bun', `@oven/bun-${platform}-${bunArch}@1`, 'bin/bun'),
  packed('deno', `@deno/${platform}-${arch}${denoLibc}@2`, 'deno', 'run', '-A'),
]

function packed(name: string, source: string, binary: string, ...parameters: string[]): Runtime {
  return { name, source, command: [join(folder, 'node_modules', name, binary), ...parameters] }
}

/** Whether the runtime is there to be run. */
export function isPresent({ command: [binary = ''] }: Runtime): boolean {
  return existsSync(binary)
}

/** Installs those that are missing. Some 600 MB, if all are. */
export function installMissing(): void {
  const missing = RUNTIMES.filter((runtime) => !isPresent(runtime))
  if (missing.length === 0) return
  const packages = missing.map(({ name, source }) => `${name}@npm:${source ?? name}`)
  console.log(`Installing ${missing.map(({ name }) => name).join(', ')} into ${folder}`)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  }
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  spawnSync('npm', ['install', ...quiet, ...packages], { cwd: folder, stdio: 'inherit' })
}
