import { runnable } from './runnable.ts'

type Library = typeof import('./library.ts') & {
  /** Keeps a value from being garbage-collected. */
  held: <T>(value: T) => T
}

/** A function to run elsewhere. It cannot refer to its surroundings or use `using`. */
export type Body<T> = (library: Library) => T | Promise<T>

/** Marks the start of the result in the output of a program. */
export const MARK = 'the body returned '

/** The source of a module that runs the body and prints its result as JSON. */
export function programOf(body: Body<unknown>): string {
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
