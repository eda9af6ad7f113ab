import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** What each source needs. The RFC has the options and control messages of IPv6. */
export const DIALECT = [
  ...['-std=c11', '-D_GNU_SOURCE', '-D_FILE_OFFSET_BITS=64', '-D__APPLE_USE_RFC_3542'],
  '-Inode_modules/node-api-headers/include',
]

const FLAGS = [
  ...DIALECT,
  ...['-fPIC', '-shared', '-fvisibility=hidden', '-pthread'],
  ...['-Wall', '-Wextra', '-Werror'],
]

/** What the linker of a platform needs. */
const LINKING: Partial<Record<NodeJS.Platform, string[]>> = {
  // Node itself provides the functions of Node-API; ELF linkers accept undefined symbols by default.
  // The name that the file gives itself would be its path here.
  darwin: ['-Wl,-undefined,dynamic_lookup', '-Wl,-install_name,berkeley.node'],
}

const ELF = [
  // When a worker ends, Node unloads the addon if no other thread uses it, but our threads still run.
  '-Wl,-z,nodelete',
  '-Wl,-z,relro,-z,now,-z,noexecstack',
]

/** Makes a memory error in the addon end the process instead of being exploitable. */
export const HARDENING = [
  ...['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'],
]

/** How an addon is compiled. */
export interface Build {
  /** The compiler, with its first parameters. */
  readonly compiler: readonly string[]
  readonly output: string
  readonly flags: readonly string[]
  /** The platform that it is for, if not this one. */
  readonly platform?: NodeJS.Platform
  /** The folder with native/, if not the current one. */
  readonly folder?: string
  /** Variables to add to the environment of the compiler. */
  readonly environment?: Readonly<Record<string, string>>
}

/** The addon with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer. */
export const SANITIZED: Build = {
  compiler: ['gcc'],
  output: 'build/sanitized/berkeley.node',
  flags: [
    ...['-g', '-O1', '-fno-omit-frame-pointer'],
    ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
  ],
}

/** The addon for this machine, in the place where src/addon.ts looks for it. */
export function ownBuild(): Build {
  const compiler = (process.env['CC'] ?? 'cc').split(' ')
  const libc = process.platform === 'linux' ? `.${libcOf(compiler)}` : ''
  const output = `prebuilds/${process.platform}-${process.arch}/berkeley${libc}.node`
  return { compiler, output, flags: ['-O2', ...HARDENING] }
}

/**
 * Compiles native/ into one addon. Replaces the file, so processes that have loaded the old
 * one keep using it.
 */
export function compile(build: Build): void {
  const { compiler, output, flags, platform = process.platform } = build
  const { folder = '.', environment } = build
  const sources = readdirSync(join(folder, 'native')).filter((name) => name.endsWith('.c'))
  // Not beside the output, since all of prebuilds/ is packed.
  const unfinished = join(temporaryFolder(resolve('build/addon-')), basename(output))
  const [command = '', ...first] = compiler
  const files = sources.map((name) => `native/${name}`)
  const linking = LINKING[platform] ?? ELF
  const all = [...first, ...FLAGS, ...linking, ...flags, ...files, '-o', unfinished]
  const env = { ...process.env, ...environment }
  const { status } = spawnSync(command, all, { cwd: folder, env, stdio: 'inherit' })
  if (status !== 0) {
    throw new Error(`Cannot compile native/: ${compiler.join(' ')} failed with status ${status}`)
  }
  mkdirSync(dirname(output), { recursive: true })
  renameSync(unfinished, output)
}

function libcOf([command = '', ...first]: readonly string[]): 'glibc' | 'musl' {
  const { stdout } = spawnSync(command, [...first, '-dumpmachine'], { encoding: 'utf8' })
  return stdout.includes('musl') ? 'musl' : 'glibc'
}
