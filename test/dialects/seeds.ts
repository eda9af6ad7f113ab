import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the document that a dialect implements is, on machines that have it. */
export function seedOf(name: string): string {
  const folder =
    process.env['BERKELEY_SEEDS'] ??
    fileURLToPath(new URL('../../../shared/seeds', import.meta.url))
  return `${folder}/${name}`
}

/** The tests of a dialect: to each title what the test does, both as they are written. */
export function titlesOf(dialect: string): ReadonlyMap<string, string> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter(
    (name) => name.startsWith(dialect) && name.endsWith('.test.ts'),
  )
  return new Map(
    files.flatMap((name) =>
      Array.from(
        readFileSync(folder + name, 'utf8').matchAll(/^( *)test\(\s*'([^']+)'(.*?)^\1\}\)/gms),
        ([, , title = '', body = '']): [string, string] => [title, body],
      ),
    ),
  )
}

/** The source of every test of a dialect, by its title, as far as that is written out. */
export function sourcesOf(dialect: string): ReadonlyMap<string, string> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter(
    (name) => name.startsWith(dialect) && name.endsWith('.test.ts'),
  )
  const tests = files.flatMap((name) => readFileSync(folder + name, 'utf8').split(/^(?=test\()/m))
  return new Map(
    tests.flatMap((source) => {
      const title = /^test\(\s*'([^']+)'/.exec(source)?.[1]
      return title === undefined ? [] : [[title, source]]
    }),
  )
}
