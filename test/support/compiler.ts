import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [command = 'cc', ...first] = (process.env['CC'] ?? 'cc').split(' ')
const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wno-sign-compare']
const INCLUDES = ['-Inative', '-Inode_modules/node-api-headers/include']

/** The compiler's messages about a program. */
export interface Compiled {
  /** Whether it compiled. */
  readonly good: boolean
  readonly errors: string
}

/** A C program in its own folder, which is removed on disposal. */
export class Program implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'berkeley-compiler-'))
  readonly #source = join(this.#folder, 'program.c')
  readonly #flags: readonly string[]

  /** @param flags Compiler flags, such as `-m32` to compile for another machine. */
  constructor(code: string, flags: readonly string[] = []) {
    writeFileSync(this.#source, code)
    this.#flags = [...first, ...FLAGS, ...INCLUDES, ...flags, this.#source]
  }

  /** Checks the program without compiling it completely. */
  check(): Compiled {
    const { status, stderr } = spawnSync(command, [...this.#flags, '-fsyntax-only'], UTF8)
    return { good: status === 0, errors: stderr }
  }

  /** The program and its headers after preprocessing. */
  preprocessed(): string {
    const { status, stdout, stderr } = spawnSync(command, [...this.#flags, '-E', '-P'], UTF8)
    if (status !== 0) throw new Error(`Cannot preprocess: ${stderr}`)
    return stdout
  }

  /** Compiles the program. Returns its file. Throws if it cannot be compiled. */
  built(): string {
    const program = join(this.#folder, 'program')
    const { status, stderr } = spawnSync(command, [...this.#flags, '-o', program], UTF8)
    if (status !== 0) throw new Error(`Cannot compile: ${stderr}`)
    return program
  }

  /** The output of the program. Throws if it cannot be compiled or run. */
  output(): string {
    const ran = spawnSync(this.built(), UTF8)
    if (ran.status !== 0) throw new Error(`Cannot run: ${ran.error?.message ?? ran.stderr}`)
    return ran.stdout
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true })
  }
}

/**
 * Compiles C sources, which may use Node-API, to a shared library. Throws if they do not compile.
 */
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

/** Why C cannot be compiled here; false if it can. */
export const cannotCompile: string | false = whyNot([])

/** Why 32-bit programs cannot be compiled and run here; false if they can. */
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
