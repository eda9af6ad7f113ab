import { join, resolve } from 'node:path'
import { installPackages, isInstalled } from './install-packages.ts'

/** A JavaScript runtime that the package supports. */
export interface Runtime {
  name: string
  /** The command line, up to the program to run. */
  command: string[]
  /** Its package, as installPackages() takes it; undefined for the Node that runs this. */
  source?: string
}

/** The folder for runtimes installed by npm. It is outside node_modules because they are large. */
const folder = resolve(process.env['BERKELEY_RUNTIMES'] ?? 'build/runtimes')
const { platform, arch } = process
const bunArch = arch === 'arm64' ? 'aarch64' : arch
const denoLibc = platform === 'linux' ? '-glibc' : ''

// These packages, each for one platform, contain the binary itself and need no install script. The
// versions are those that tools/runtimes/expected-failures.ts was written for.
export const RUNTIMES: Runtime[] = [
  { name: 'this Node', command: [process.execPath] },
  ...['22.23.5', '24.22.3', '26.12.1'].map((version) =>
    packed(`node-${version.slice(0, 2)}`, `node-${platform}-${arch}@${version}`, 'bin/node'),
  ),
  packed('bun', `@oven/bun-${platform}-${bunArch}@1.4.5`, 'bin/bun'),
  packed('deno', `@deno/${platform}-${arch}${denoLibc}@2.9.6`, 'deno', 'run', '-A'),
]

function packed(name: string, source: string, binary: string, ...parameters: string[]): Runtime {
  const command = [join(folder, 'node_modules', name, binary), ...parameters]
  return { name, source: `${name}@npm:${source}`, command }
}

/** Whether the runtime is installed, in the version that is wanted. */
export function isPresent({ source }: Runtime): boolean {
  return source === undefined || isInstalled(folder, source)
}

/** Installs the missing runtimes: about 600 MB if all are missing. */
export function installMissing(): void {
  installPackages(
    folder,
    RUNTIMES.flatMap(({ source = [] }) => source),
  )
}
