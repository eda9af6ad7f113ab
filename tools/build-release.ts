// Builds the addon for every machine that the package has one for, into prebuilds/, and removes what
// else is there. Checks each file: it is hardened and stripped, needs no newer glibc or macOS than it
// says, is the same bytes when it is built again elsewhere, and has the numbers and layouts of the
// others.

import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Build, compile, HARDENING } from './compile.ts'
import { unexplained } from './release/compare.ts'
import { builtElsewhere, HEADERS_OF_DARWIN } from './release/elsewhere.ts'
import { Elf } from './release/elf.ts'
import { factsOf, factsOfDarwin } from './release/facts.ts'
import { faultsOfHeaders } from './release/faults.ts'
import { STAMP, straysIn, type Target, TARGETS } from './release/targets.ts'
import { prepareZig, zigFor } from './release/zig.ts'

const FOLDER = 'prebuilds'

/**
 * What a program that runs does not need. Nothing unwinds through these functions, and every libc
 * since 2006 reads the GNU hash table.
 */
const SMALL = {
  elf: ['-s', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables', '-Wl,--hash-style=gnu'],
  macho: ['-s'],
}

const machine = `${process.platform}-${process.arch}`
if (machine !== 'linux-x64') throw new Error(`Linux on x64 is needed; this is ${machine}`)
prepareZig()
rmSync(STAMP, { force: true })
const common = factsOf(zigFor('x86_64-linux-gnu.2.17'), [])
const faults: string[] = []
const rows = TARGETS.map((target) => {
  const build = buildOf(target)
  compile(build)
  const bytes = readFileSync(build.output)
  faults.push(...faultsOf(target, build, bytes))
  return {
    file: target.file,
    'made for': target.zig,
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    glibc: target.glibc === undefined ? '' : `2.${new Elf(bytes).glibc}`,
    sha256: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
  }
})
for (const path of straysIn(FOLDER)) rmSync(join(FOLDER, path), { recursive: true, force: true })
console.table(rows)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else writeFileSync(STAMP, '')

function buildOf(target: Target): Build {
  const { platform, file, zig } = target
  const small = SMALL[platform === 'darwin' ? 'macho' : 'elf']
  return {
    compiler: zigFor(zig),
    output: resolve(FOLDER, file),
    flags: ['-Os', ...HARDENING, ...small, ...headersOf(target)],
    platform,
  }
}

function headersOf({ platform }: Target): string[] {
  return platform === 'darwin' ? ['-idirafter', HEADERS_OF_DARWIN] : []
}

function faultsOf(target: Target, build: Build, bytes: Buffer): string[] {
  const facts = factsOf(zigFor(target.zig), headersOf(target))
  return [
    ...unexplained(target, facts, target.platform === 'darwin' ? factsOfDarwin() : common),
    ...(builtElsewhere(build).equals(bytes)
      ? []
      : ['differs when it is built again in another folder']),
    ...faultsOfHeaders(target, bytes),
  ].map((fault) => `${target.file}: ${fault}`)
}
