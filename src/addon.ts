import { fileURLToPath } from 'node:url'
import type { Native } from './native.ts'
import { unsupported } from './unsupported.ts'

/**
 * The addons of the package, by platform and CPU as Node names them. Where there are two, a process
 * loads only the one for its libc. The paths are literal, since bundlers that copy the files look for
 * just that.
 */
const ADDONS: Record<string, () => URL[]> = {
  'linux-x64': () => [
    new URL('../prebuilds/linux-x64/berkeley.glibc.node', import.meta.url),
    new URL('../prebuilds/linux-x64/berkeley.musl.node', import.meta.url),
  ],
  'linux-arm64': () => [
    new URL('../prebuilds/linux-arm64/berkeley.glibc.node', import.meta.url),
    new URL('../prebuilds/linux-arm64/berkeley.musl.node', import.meta.url),
  ],
  'linux-arm': () => [new URL('../prebuilds/linux-arm/berkeley.glibc.node', import.meta.url)],
  'linux-s390x': () => [new URL('../prebuilds/linux-s390x/berkeley.glibc.node', import.meta.url)],
  'linux-ppc64': () => [new URL('../prebuilds/linux-ppc64/berkeley.glibc.node', import.meta.url)],
  'linux-riscv64': () => [
    new URL('../prebuilds/linux-riscv64/berkeley.glibc.node', import.meta.url),
  ],
  'darwin-x64': () => [new URL('../prebuilds/darwin-x64/berkeley.node', import.meta.url)],
  'darwin-arm64': () => [new URL('../prebuilds/darwin-arm64/berkeley.node', import.meta.url)],
}

const BUILD =
  'Build it in a copy of node_modules/berkeley/native with node-gyp, and set BERKELEY_ADDON to the path ' +
  'of the built file.'
const BUNDLED =
  'If a bundler has moved the code, leave berkeley out of the bundle, or set BERKELEY_ADDON to the path ' +
  'of the addon.'

/** Loads the native layer of this platform. */
export function loadAddon(): Native {
  if (process.platform === 'win32') return unsupported
  const given = process.env['BERKELEY_ADDON']
  if (given !== undefined) return requireAddon(given)
  const target = `${process.platform}-${process.arch}`
  const addons = ADDONS[target]
  if (!addons) {
    throw cannotLoad(target, `there are addons for ${Object.keys(ADDONS).join(', ')}. ${BUILD}`)
  }
  const refusals: string[] = []
  for (const url of addons()) {
    const path = fileURLToPath(url)
    try {
      return open(path)
    } catch (error) {
      refusals.push(`${path}: ${isThere(path) ? messageOf(error) : 'not there'}`)
    }
  }
  throw cannotLoad(target, `${refusals.join('; ')}. ${BUNDLED}`)
}

/** Loads the addon in less time than require(), which would also share it between copies of this. */
function open(path: string): Native {
  const module = { exports: {} }
  process.dlopen(module, path)
  return module.exports as Native
}

// These get node:module and node:fs from the process: loading them takes longer than the addon, and
// hardly any program needs them.

/** Loads an addon, or a module with its functions, as the tests do. */
function requireAddon(path: string): Native {
  const { createRequire } = process.getBuiltinModule('node:module')
  return createRequire(import.meta.url)(path) as Native
}

function isThere(path: string): boolean {
  return process.getBuiltinModule('node:fs').existsSync(path)
}

/** What the linker said: some of its messages list every symbol. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}

function cannotLoad(target: string, reason: string): Error {
  return new Error(`Cannot load berkeley on ${target}: ${reason}`)
}
