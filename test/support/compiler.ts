import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [command = 'cc', ...first] = (process.env['CC'] ?? 'cc').split(' ')
const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wno-sign-compare']
const INCLUDES = ['-Inative', '-Inode_modules/node-api-headers/include']

/** What a compiler said of a program. */
export interface Compiled {
  /** Whether it had nothing to say. */
  readonly good: boolean
  readonly errors: string
}

/** A C program in a folder of its own, which ends with the test that made it. */
export class Program implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'berkeley-compiler-'))
  readonly #source = join(this.#folder, 'program.c')
  readonly #flags: readonly string[]

  /** @param flags `-m32`, for another machine than this. */
  constructor(code: string, flags: readonly string[] = []) {
    writeFileSync(this.#source, code)
    this.#flags = [...first, ...FLAGS, ...INCLUDES, ...flags, this.#source]
  }

  /** Compiles, and keeps nothing. */
  check(): Compiled {
    const { status, stderr } = spawnSync(command, [...this.#flags, '-fsyntax-only'], UTF8)
    return { good: status === 0, errors: stderr }
  }

  /** What is left of it, and of what it includes, when the preprocessor is done. */
  preprocessed(): string {
    const { status, stdout, stderr } = spawnSync(command, [...this.#flags, '-E', '-P'], UTF8)
    if (status !== 0) throw new Error(`Cannot preprocess: ${stderr}`)
    return stdout
  }

  /** What it prints. Throws where it can't be compiled or run. */
  output(): string {
    const program = join(this.#folder, 'program')
    const { status, stderr } = spawnSync(command, [...this.#flags, '-o', program], UTF8)
    if (status !== 0) throw new Error(`Cannot compile: ${stderr}`)
    const ran = spawnSync(program, UTF8)
    if (ran.status !== 0) throw new Error(`Cannot run: ${ran.error?.message ?? ran.stderr}`)
    return ran.stdout
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true })
  }
}

/** Makes a shared library of C sources, which may use Node-API. Throws where it can't be compiled. */
export function compileLibrary(sources: readonly string[], output: string): void {
  const kind = ['-shared', '-fPIC', '-U_FORTIFY_SOURCE', '-Wl,-z,lazy', '-o', output]
  const { status, stderr } = spawnSync(
    command,
    [...first, ...FLAGS, ...INCLUDES, ...kind, ...sources],
    UTF8,
  )
  if (status !== 0) throw new Error(`Cannot compile: ${stderr}`)
}

const UTF8 = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const

/** Why nothing can be compiled here; false when it can. */
export const cannotCompile: string | false = whyNot([])

/** Why no program for 32 bits can be compiled and run here; false when it can. */
export const cannotCompile32: string | false = cannotCompile || whyNot(['-m32'])

function whyNot(flags: readonly string[]): string | false {
  try {
    using program = new Program(
      '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n',
      flags,
    )
    program.output()
    return false
  } catch (error) {
    const [reason] = String(error).split('\n')
    return `${[command, ...flags].join(' ')} makes no programs here: ${reason}`
  }
}
