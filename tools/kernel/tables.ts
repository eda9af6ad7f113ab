import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tried } from '../../test/support/outcome-counts.ts'

/** The rows of a table, such as that of the options. */
export interface Table {
  /** Those that were tried on the kernel. */
  readonly tried: ReadonlySet<string>
  /** The others, and why. */
  readonly untried: ReadonlyMap<string, string>
}

/** What the tests of the tables wrote into a folder, by what the rows are. */
export function tablesOf(folder: string): Map<string, Table> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tried'))
  const all = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Tried)
  return new Map(
    [...new Set(all.map(({ what }) => what))].map((what) => {
      const ours = all.filter((one) => one.what === what)
      const tried = new Set(ours.flatMap((one) => one.tried))
      const untried = ours.flatMap((one) => Object.entries(one.untried))
      return [what, { tried, untried: new Map(untried.filter(([name]) => !tried.has(name))) }]
    }),
  )
}
