import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'

const FLAGS = [
  ...[
    '-std=c11',
    '-D_GNU_SOURCE',
    '-D_FILE_OFFSET_BITS=64',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-pthread',
  ],
  ...['-Wall', '-Wextra', '-Werror', '-Inode_modules/node-api-headers/include'],
  // Node itself provides the functions of Node-API; ELF linkers accept undefined
  // symbols by default.
  ...(process.platform === 'darwin' ? ['-Wl,-undefined,dynamic_lookup'] : []),
  // When a worker ends, Node unloads the addon if no other thread uses it, but our
  // threads still run.
  ...(process.platform === 'darwin' ? [] : ['-Wl,-z,nodelete']),
]

/** Makes a memory error in the addon end the process instead of being exploitable. */
const HARDENING = [
  ...['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'],
  ...(process.platform === 'darwin' ? [] : ['-Wl,-z,relro,-z,now,-z,noexecstack']),
]

/** The addon with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer. */
export const SANITIZED = {
  compiler: 'gcc',
  output: 'build/sanitized/berkeley.node',
  flags: [
    ...['-g', '-O1', '-fno-omit-frame-pointer'],
    ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
  ],
}

/** The addon as it is shipped, in the place where src/binding.ts looks for it. */
export function released() {
  const compiler = process.env['CC'] ?? 'cc'
  const libc = process.platform === 'linux' ? `.${libcOf(compiler)}` : ''
  const output = `prebuilds/${process.platform}-${process.arch}/berkeley${libc}.node`
  return { compiler, output, flags: ['-O2', ...HARDENING] }
}

/**
 * Compiles native/ into one addon. Replaces the file, so processes that have loaded the old
 * one keep using it.
 */
export function compile({ compiler, output, flags }: typeof SANITIZED): void {
  const sources = readdirSync('native').filter((name) => name.endsWith('.c'))
  const unfinished = `${output}.${process.pid}`
  mkdirSync(dirname(output), { recursive: true })
  const [command = '', ...first] = compiler.split(' ')
  const files = sources.map((name) => `native/${name}`)
  const all = [...first, ...FLAGS, ...flags, ...files, '-o', unfinished]
  const { status } = spawnSync(command, all, { stdio: 'inherit' })
  if (status !== 0)
    throw new Error(`Cannot compile native/: ${compiler} failed with status ${status}`)
  renameSync(unfinished, output)
}

function libcOf(compiler: string): 'glibc' | 'musl' {
  const [command = '', ...first] = compiler.split(' ')
  const { stdout } = spawnSync(command, [...first, '-dumpmachine'], { encoding: 'utf8' })
  return stdout.includes('musl') ? 'musl' : 'glibc'
}
