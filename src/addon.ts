import { fileURLToPath, pathToFileURL } from 'node:url'
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
  'If a bundler has moved the code: leave berkeley out of the bundle, copy node_modules/berkeley/prebuilds ' +
  'beside it, or set BERKELEY_ADDON to the path of the addon; see node_modules/berkeley/docs/guide/bundlers.md.'

/** Loads the native layer of this platform. */
export function loadAddon(): Native {
  if (process.platform === 'win32') return unsupported
  const given = process.env['BERKELEY_ADDON']
  if (given !== undefined) return requireAddon(given)
  const target = `${process.platform}-${process.arch}`
  const addons = ADDONS[target]
  if (!addons) {
    failToLoad(target, `there are addons for ${Object.keys(ADDONS).join(', ')}. ${BUILD}`)
  }
  const refusals: string[] = []
  for (const path of placesOf(target, addons)) {
    try {
      return open(path)
    } catch (error) {
      refusals.push(`${path}: ${isThere(path) ? messageOf(error) : 'not there'}`)
    }
  }
  failToLoad(target, `${refusals.join('; ')}. ${BUNDLED}`)
}

/** Where the addon may be: in the package; if the code is in a bundle, beside it or inside it. */
function* placesOf(target: string, addons: () => URL[]): Generator<string> {
  const url = import.meta.url as string | undefined // a bundle of CommonJS has none
  if (url !== undefined) yield* addons().map((addon) => fileURLToPath(addon))
  yield* besideBundle(fileURLToPath(new URL(`prebuilds/${target}/`, url ?? bundleUrl())))
  yield* inExecutable()
}

/** Loads the addon in less time than require(), which would also share it between copies of this. */
function open(path: string): Native {
  const module = { exports: {} }
  process.dlopen(module, path)
  return module.exports as Native
}

// These get Node's modules from the process: loading them takes longer than the addon, and hardly
// any program needs them.

/** Loads an addon, or a module with its functions, as the tests do. */
function requireAddon(path: string): Native {
  const { createRequire } = process.getBuiltinModule('node:module')
  const url = import.meta.url as string | undefined
  return createRequire(url ?? bundleUrl())(path) as Native
}

function bundleUrl(): URL {
  return pathToFileURL(__filename)
}

/** Where ncc puts the addons, and where they can be copied. */
function besideBundle(folder: string): string[] {
  if (!isThere(folder)) return [folder]
  const names = process.getBuiltinModule('node:fs').readdirSync(folder)
  return names.map((name) => `${folder}${name}`)
}

/** The asset of a single executable of Node, as a file for as long as it is being loaded. */
function* inExecutable(): Generator<string> {
  const asset = assetOfExecutable()
  if (!asset) return
  const { mkdtempSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs')
  const folder = mkdtempSync(`${process.getBuiltinModule('node:os').tmpdir()}/berkeley-`)
  try {
    writeFileSync(`${folder}/berkeley.node`, new Uint8Array(asset))
    yield `${folder}/berkeley.node`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function assetOfExecutable(): ArrayBuffer | undefined {
  const sea = process.getBuiltinModule('node:sea') as typeof import('node:sea') | undefined
  try {
    return sea?.isSea() ? sea.getAsset('berkeley.node') : undefined
  } catch {
    return undefined // it has no such asset
  }
}

function isThere(path: string): boolean {
  return process.getBuiltinModule('node:fs').existsSync(path)
}

/** What the linker said: some of its messages list every symbol. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}

/**
 * Throws from code of its own, since Node prints the line that throws: in a bundle that is minified,
 * that would be the whole program.
 */
function failToLoad(target: string, reason: string): never {
  const { runInThisContext } = process.getBuiltinModule('node:vm')
  const code = '(text) => { throw new Error(text) }'
  const script: unknown = runInThisContext(code, { filename: 'berkeley' })
  const fail: (text: string) => never = script as (text: string) => never
  fail(`Cannot load berkeley on ${target}: ${reason}`)
}
