import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the document that a dialect implements is, on machines that have it. */
export function seedOf(name: string): string {
  const folder =
    process.env['BERKELEY_SEEDS'] ??
    fileURLToPath(new URL('../../../shared/seeds', import.meta.url))
  return `${folder}/${name}`
}

/** The titles of the tests of a dialect, as they are written. */
export function titlesOf(dialect: string): ReadonlySet<string> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter(
    (name) => name.startsWith(dialect) && name.endsWith('.test.ts'),
  )
  return new Set(
    files.flatMap((name) =>
      Array.from(
        readFileSync(folder + name, 'utf8').matchAll(/\btest\(\s*'([^']+)'/g),
        ([, title = '']) => title,
      ),
    ),
  )
}
