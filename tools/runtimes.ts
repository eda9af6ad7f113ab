import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installPackages } from './install-packages.ts'

/** A JavaScript runtime that the package supports. */
export interface Runtime {
  name: string
  /** The command line, up to the program to run. */
  command: string[]
  /** The npm package to install it from; undefined for the Node that runs this. */
  source?: string
}

/** The folder for runtimes installed by npm. It is outside node_modules because they are large. */
const folder = resolve(process.env['BERKELEY_RUNTIMES'] ?? 'build/runtimes')
const { platform, arch } = process
const bunArch = arch === 'arm64' ? 'aarch64' : arch
const denoLibc = platform === 'linux' ? '-glibc' : ''

// These packages, each for one platform, contain the binary itself and need no install script.
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

/** Whether the runtime is installed. */
export function isPresent({ command: [binary = ''] }: Runtime): boolean {
  return existsSync(binary)
}

/** Installs the missing runtimes: about 600 MB if all are missing. */
export function installMissing(): void {
  const missing = RUNTIMES.filter((runtime) => !isPresent(runtime))
  if (missing.length === 0) return
  const packages = missing.map(({ name, source }) => `${name}@npm:${source ?? name}`)
  console.log(`Installing ${missing.map(({ name }) => name).join(', ')} into ${folder}`)
  installPackages(folder, packages)
}
