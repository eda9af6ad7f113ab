// Builds the addon for every machine that the package has one for, into prebuilds/, and checks each
// file: it is hardened and stripped, needs no newer glibc than it says, is the same bytes when it is
// built again elsewhere, and has the numbers and layouts of the others.
//   --output FOLDER   instead of prebuilds/

import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type Build, compile, HARDENING } from './compile.ts'
import { unexplained } from './release/compare.ts'
import { Elf } from './release/elf.ts'
import { factsOf, factsOfDarwin } from './release/facts.ts'
import { type Target, TARGETS } from './release/targets.ts'
import { prepareZig, zigFor } from './release/zig.ts'

const { values } = parseArgs({ options: { output: { type: 'string', default: 'prebuilds' } } })
const output = resolve(values.output)
/** What zig's headers of macOS lack. */
const DARWIN = ['-idirafter', 'tools/release/headers-of-darwin']

/**
 * What a program that runs does not need. Nothing unwinds through these functions, and every libc
 * since 2006 reads the GNU hash table.
 */
const SMALL = {
  elf: ['-s', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables', '-Wl,--hash-style=gnu'],
  macho: ['-s'],
}

prepareZig()
const elsewhere = copy()
const common = factsOf(zigFor('x86_64-linux-gnu.2.17'), [])
const faults: string[] = []
const rows = TARGETS.map((target) => {
  const file = join(output, target.file)
  build(target, file)
  const bytes = readFileSync(file)
  faults.push(...faultsOf(target, bytes))
  return {
    file: target.file,
    'made for': target.zig,
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    glibc: Elf.is(bytes) && target.glibc !== undefined ? `2.${new Elf(bytes).glibc}` : '',
    sha256: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
  }
})
rmSync(elsewhere, { recursive: true })
console.table(rows)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1

function build(target: Target, file: string): void {
  const { platform, zig } = target
  const flags = [
    '-Os',
    ...HARDENING,
    ...SMALL[platform === 'darwin' ? 'macho' : 'elf'],
    ...headersOf(target),
  ]
  compile({ compiler: zigFor(zig), output: file, flags, platform } satisfies Build)
}

function headersOf({ platform }: Target): string[] {
  return platform === 'darwin' ? DARWIN : []
}

function faultsOf(target: Target, bytes: Buffer): string[] {
  const facts = factsOf(zigFor(target.zig), headersOf(target))
  const elf = target.platform === 'darwin' ? undefined : new Elf(bytes)
  const again = buildElsewhere(target)
  return [
    ...unexplained(target, facts, target.platform === 'darwin' ? factsOfDarwin() : common),
    ...(again.equals(bytes) ? [] : ['differs when it is built again in another folder']),
    ...(elf ? faultsOfElf(elf, target) : []),
  ].map((fault) => `${target.file}: ${fault}`)
}

function faultsOfElf(elf: Elf, { glibc, ownGuard = false }: Target): string[] {
  const checks = {
    'is not stripped': !elf.stripped,
    'has symbols that can be changed after it is loaded': !elf.isReadOnly,
    'has an executable stack': elf.hasExecutableStack,
    'does not detect a corrupted stack': elf.names.has('__stack_chk_fail') === ownGuard,
    'is unloaded while its threads run': !elf.stays,
    [`needs glibc 2.${elf.glibc}`]: elf.glibc > Number(glibc?.split('.')[1] ?? 0),
  }
  return Object.entries(checks).flatMap(([fault, found]) => (found ? [fault] : []))
}

/** A copy of what is compiled, in a folder of another name. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berkeley-'))
  for (const name of ['native', 'tools/release/headers-of-darwin']) {
    cpSync(name, join(folder, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

function buildElsewhere(target: Target): Buffer {
  const here = process.cwd()
  const file = join(elsewhere, target.file)
  process.chdir(elsewhere)
  build(target, file)
  process.chdir(here)
  return readFileSync(file)
}
