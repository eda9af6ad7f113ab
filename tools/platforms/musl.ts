import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** What Bun for musl needs, and a machine with glibc has only for glibc. */
const LIBRARIES = ['libstdc++.so.6', 'libgcc_s.so.1']

/**
 * Makes the folder with the libraries that a program in C++ for musl needs on a machine with glibc:
 * those of glibc, and what they need of glibc itself, under the name of a library that they load.
 * Returns the variables of such a program.
 */
export function muslEnvironment(): Record<string, string> {
  const folder = resolve('build/platforms/musl')
  mkdirSync(folder, { recursive: true })
  execFileSync('musl-gcc', [
    ...['-shared', '-fPIC', '-O1', '-Wall', '-Wextra', '-Werror'],
    ...['-o', join(folder, 'ld-linux-x86-64.so.2'), 'tools/platforms/glibc-for-musl.c'],
  ])
  for (const name of LIBRARIES) {
    const path = execFileSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).trim()
    if (path === name) throw new Error(`gcc has no ${name}`) // it prints the name alone
    const link = join(folder, name)
    rmSync(link, { force: true })
    symlinkSync(path, link)
  }
  return { LD_LIBRARY_PATH: folder }
}
