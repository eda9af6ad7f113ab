import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian keeps daemons, and the programs of PostgreSQL, outside of the path of users. */
const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  ...['/usr/sbin', '/usr/local/sbin'],
  ...Array.from({ length: 10 }, (_, i) => `/usr/lib/postgresql/${20 - i}/bin`),
]

/** Whether a missing program is a failure: what CI runs has to be complete. */
const mustBeThere = Boolean(process.env['CI'])

/**
 * Why the tests of a peer are skipped: the programs that are missing. False if all are here, or if
 * they have to be: then the tests fail.
 */
export function needs(...programs: string[]): string | false {
  const missing = programs.filter((name) => pathOf(name) === undefined)
  return missing.length > 0 && !mustBeThere && `needs ${missing.join(', ')}`
}

/** The file of a program. */
export function program(name: string): string {
  const path = pathOf(name)
  if (path === undefined) throw new Error(`${name} is not installed`)
  return path
}

function pathOf(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
