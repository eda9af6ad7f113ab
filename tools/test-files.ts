import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The test files in the named files and folders. Ends the process if there is none of a name. */
export function testFilesIn(names: readonly string[]): string[] {
  return names.flatMap(filesOf)
}

function filesOf(name: string): string[] {
  const path = relative('.', name)
  const stats = statSync(path, { throwIfNoEntry: false })
  const found = stats?.isDirectory() ? within(path, '.test.ts') : stats ? [path] : []
  if (found.length > 0) return found
  console.error(`No such test file: ${name}`)
  process.exit(1)
}

/** The files in a folder whose names end so. */
export function within(folder: string, ending: string, recursive = true): string[] {
  return readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}
