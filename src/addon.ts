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
const PERMIT =
  'The permissions that it needs are in node_modules/berkeley/README.md, under Platforms.'

/** Loads the native layer of this platform. */
export function loadAddon(): Native {
  if (process.platform === 'win32') return unsupported
  const target = targetOf()
  const given = process.env['BERKELEY_ADDON']
  if (given) return loadGiven(target, given)
  const addons = ADDONS[target]
  if (!addons) {
    failToLoad(target, `there are addons for ${Object.keys(ADDONS).join(', ')}. ${BUILD}`)
  }
  const refusals: Refusal[] = []
  for (const path of placesOf(target, addons)) {
    try {
      return open(path)
    } catch (error) {
      refusals.push(refusal(path, error))
    }
  }
  const advice = refusals.map((it) => it.advice).find((it) => it !== BUNDLED) ?? BUNDLED
  failToLoad(target, `${listed(refusals)}. ${advice}`)
}

/** The platform and CPU. Node says `arm` of ARMv6 too, whose instructions do not suffice. */
function targetOf(): string {
  const { platform, arch } = process
  const isOld = arch === 'arm' && process.getBuiltinModule('node:os').machine() === 'armv6l'
  return `${platform}-${isOld ? 'armv6l' : arch}`
}

/** Loads what BERKELEY_ADDON says. */
function loadGiven(target: string, path: string): Native {
  try {
    return requireAddon(path)
  } catch (error) {
    failToLoad(target, `BERKELEY_ADDON is ${listed([refusal(path, error)])}`)
  }
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
  const absolute = process.getBuiltinModule('node:path').resolve(path)
  return createRequire(url ?? bundleUrl())(absolute) as Native
}

function bundleUrl(): URL {
  return pathToFileURL(__filename)
}

/** Where ncc puts the addons, and where they can be copied. */
function besideBundle(folder: string): string[] {
  if (!isThere(folder)) return [folder]
  const names = process.getBuiltinModule('node:fs').readdirSync(folder)
  return names.filter((name) => name.endsWith('.node')).map((name) => `${folder}${name}`)
}

/** The asset of a single executable of Node, as a file for as long as it is being loaded. */
function* inExecutable(): Generator<string> {
  const asset = assetOfExecutable()
  if (!asset) return
  const { rmSync, writeFileSync } = process.getBuiltinModule('node:fs')
  const folder = temporaryFolder()
  try {
    writeFileSync(`${folder}/berkeley.node`, new Uint8Array(asset))
    yield `${folder}/berkeley.node`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function temporaryFolder(): string {
  const { mkdtempSync } = process.getBuiltinModule('node:fs')
  try {
    return mkdtempSync(`${process.getBuiltinModule('node:os').tmpdir()}/berkeley-`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Cannot unpack the addon of berkeley: ${reason}; see TMPDIR`, { cause: error })
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

/** A file that could not be loaded, why, and what to do. */
interface Refusal {
  readonly path: string
  readonly reason: string
  readonly advice: string
}

/** Why a file was refused: what the linker said, without the path. Some messages list every symbol. */
function refusal(path: string, error: unknown): Refusal {
  if (!isThere(path)) return { path, reason: 'not there', advice: BUNDLED }
  const { message, name, code } = error as NodeJS.ErrnoException
  const said = message.replace(`${path}: `, '').replaceAll(path, 'it').replace(/\.$/, '')
  const isDenied = code === 'ERR_DLOPEN_DISABLED' || name === 'NotCapable' // of Node, of Deno
  return { path, reason: said.slice(0, 120), advice: isDenied ? PERMIT : BUILD }
}

/** Each file and its reason; the folder of several in a row is written once. */
function listed(refusals: readonly Refusal[]): string {
  let last = ''
  const texts = refusals.map(({ path, reason }) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const text = `${folder === last ? path.slice(folder.length) : path}: ${reason}`
    last = folder
    return text
  })
  return texts.join('; ')
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
