import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The path of the document that a dialect implements, which only some machines have. */
export function seedOf(name: string): string {
  const folder =
    process.env['BERKELEY_SEEDS'] ??
    fileURLToPath(new URL('../../../shared/seeds', import.meta.url))
  return `${folder}/${name}`
}

/** The body of each test of a dialect, by its title, both as in the source. */
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

/** The source of each top-level test of a dialect, by its title, if that is a literal. */
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
