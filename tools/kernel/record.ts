import { writeFileSync } from 'node:fs'
import { isRow, readRecord, RECORD, type TriedRows } from '../reference/tried.ts'
import type { Table } from './tables.ts'

/** What was tried on a kernel. */
interface Kernel {
  /** Major and minor version, such as `'6.12'`. */
  readonly version: string
  readonly tables: ReadonlyMap<string, Table>
}

/** Replaces what the record says of these kernels. */
export function record(kernels: readonly Kernel[]): void {
  const all = Object.entries(recordOf(readRecord(), kernels))
  const text = all.map(([what, rows]) => `  ${JSON.stringify(what)}: {${linesOf(rows)}\n  }`)
  writeFileSync(RECORD, `{\n${text.join(',\n')}\n}\n`)
}

/** The record with what was tried on these kernels, and without rows that are gone. */
export function recordOf(
  old: Readonly<Record<string, TriedRows>>,
  kernels: readonly Kernel[],
): Record<string, TriedRows> {
  const whats = new Set([
    ...Object.keys(old),
    ...kernels.flatMap(({ tables }) => [...tables.keys()]),
  ])
  return Object.fromEntries(
    [...whats].sort().map((what) => [what, recorded(old[what] ?? {}, what, kernels)]),
  )
}

/** The rows that the record claims to have been tried on this kernel, but were not. */
export function missingFrom({ version, tables }: Kernel): string[] {
  return Object.entries(readRecord()).flatMap(([what, rows]) => {
    const table = tables.get(what)
    const names = Object.keys(rows).filter(
      (name) => rows[name]?.includes(version) && table?.untried.has(name),
    )
    if (names.length === 0) return []
    return `Linux ${version}: tried by the record (${RECORD}), but not now: ${names.join(' ')}`
  })
}

function recorded(old: TriedRows, what: string, kernels: readonly Kernel[]): TriedRows {
  const now = kernels.flatMap(({ version, tables }) => {
    const table = tables.get(what)
    return table ? [{ version, ...table }] : []
  })
  const names = new Set([...Object.keys(old), ...now.flatMap(({ tried }) => [...tried])])
  return Object.fromEntries(
    [...names]
      .filter(isRow)
      .sort()
      .flatMap((name) => {
        const versions = new Set(old[name])
        for (const { version, tried, untried } of now) {
          if (tried.has(name)) versions.add(version)
          if (untried.has(name)) versions.delete(version)
        }
        return versions.size === 0 ? [] : [[name, [...versions].sort(byNumber)]]
      }),
  )
}

function linesOf(rows: TriedRows): string {
  const lines = Object.entries(rows).map(
    ([name, versions]) =>
      `\n    ${JSON.stringify(name)}: [${versions.map((one) => JSON.stringify(one)).join(', ')}]`,
  )
  return lines.join(',')
}

/** Sorts `'6.2'` before `'6.12'`. */
function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
