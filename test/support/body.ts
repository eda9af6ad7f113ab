import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runnable } from './runnable.ts'

type Library = typeof import('./library.ts') & {
  /** Keeps a value from being garbage-collected. */
  held: <T>(value: T) => T
}

/** A function to run elsewhere. It cannot refer to its surroundings or use `using`. */
export type Body<T> = (library: Library) => T | Promise<T>

/** Marks the start of the result in the output of a program. */
export const MARK = 'the body returned '

/**
 * The folder with the programs. It exists until this process exits, because coverage needs files;
 * and not every runtime evaluates a module given as text.
 */
let folder: string | undefined
let programs = 0

/** Writes a module that runs the body, and returns its path. */
export function programFile(body: Body<unknown>): string {
  folder ??= makeFolder()
  const file = join(folder, `${++programs}.mjs`)
  writeFileSync(file, programOf(body))
  return file
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'berkeley-bodies-'))
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

/** The source of a module that runs the body and prints its result as JSON. */
function programOf(body: Body<unknown>): string {
  const { href } = runnable('test/support/library.ts')
  return `
    import { writeSync } from 'node:fs'
    import * as library from ${JSON.stringify(href)}
    globalThis.__name = (named) => named // what esbuild puts around named functions
    const kept = globalThis.kept = []
    const held = (value) => (kept.push(value), value)
    Promise.resolve((${body.toString()})({ ...library, held })).then((result) => {
      if (result !== undefined) writeSync(1, ${JSON.stringify(MARK)} + JSON.stringify(result))
    })`
}
