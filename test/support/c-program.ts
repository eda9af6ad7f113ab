import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const compiler = process.env['CC'] ?? 'cc'

/** Why no C program can be compiled here; false when it can. */
export const cannotCompile: string | false =
  process.platform !== 'linux'
    ? 'its headers are those of Linux'
    : spawnSync(compiler, ['--version']).status !== 0 && `needs a C compiler, ${compiler}`

/** Compiles a C program, runs it, and gives what it prints. Throws what the compiler says. */
export function runC(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'berkeley-c-'))
  try {
    const [file, program] = [join(folder, 'program.c'), join(folder, 'program')]
    writeFileSync(file, source)
    execFileSync(compiler, ['-std=gnu11', '-w', '-o', program, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return execFileSync(program, { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
