import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LAYOUT_NAMES, NUMBER_NAMES } from '../../src/c-names.ts'
import { DIALECT } from '../compile.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/**
 * What an addon knows of its machine: numbers by name, the sizes of structs (`sockaddr`), and the
 * offsets and sizes of fields (`sockaddr.sa_family`).
 */
export type Facts = ReadonlyMap<string, string>

/** What Apple's headers say, which zig's are compared with: those of xnu-11417, of macOS 15. */
export function factsOfDarwin(): Facts {
  const text = readFileSync('tools/release/facts-of-darwin.json', 'utf8')
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>))
}

/** As native/platform.c marks a name that the machine lacks. */
const ABSENT = String(-(2n ** 63n))
/** As it marks a struct or field that the machine lacks. */
const NOTHING = '-1'

/** Has a compiler that is clang's translate native/platform.c, and reads the tables in it. */
export function factsOf(compiler: readonly string[], flags: readonly string[]): Facts {
  const [command = '', ...first] = compiler
  const toText = ['-O1', '-S', '-emit-llvm', '-Wno-unused-command-line-argument']
  const output = join(temporaryFolder(resolve('build/facts-')), 'platform.ll')
  const all = [...first, ...DIALECT, ...flags, ...toText, 'native/platform.c', '-o', output]
  const { stderr, status } = spawnSync(command, all, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Cannot compile native/platform.c: ${stderr}`)
  const code = readFileSync(output, 'utf8')

  const facts = new Map<string, string>()
  const numbers = valuesOf(code, 'numbers')
  for (const name of NUMBER_NAMES.split('\n')) {
    const value = numbers.next().value
    if (value !== ABSENT) facts.set(name, value)
  }
  const layouts = valuesOf(code, 'layouts')
  for (const [struct = '', ...fields] of LAYOUT_NAMES.split('\n').map((row) => row.split(' '))) {
    set(`struct ${struct}`, layouts.next().value)
    for (const field of fields) {
      const [offset, size] = [layouts.next().value, layouts.next().value]
      set(`${struct}.${field}`, offset, ` with ${size}`)
    }
  }
  return facts

  function set(name: string, value: string | undefined, more = ''): void {
    if (value !== NOTHING) facts.set(name, `${value}${more}`)
  }
}

/** The numbers in a static table, as text. */
function* valuesOf(code: string, table: string): Generator<string, string> {
  const assigned = new RegExp(`^@${table} = .* constant \\[\\d+ x i\\d+\\] \\[(.*?)\\]`, 'm')
  const line = assigned.exec(code)?.[1]
  if (line === undefined) throw new Error(`No table ${table} in native/platform.c`)
  for (const [, value = ''] of line.matchAll(/i\d+ (-?\d+)/g)) yield value
  throw new Error(`Too few values in ${table} of native/platform.c`)
}
