import { readFileSync } from 'node:fs'
import * as everyFamily from '../../src/protocols/address-families.ts'
import { everyControl, everyOption } from '../../src/protocols/index.ts'

/** Where `npm run test:kernel -- --record` writes on which kernels rows were tried. */
export const RECORD = 'tools/reference/tried.json'

/** Versions of Linux by the name of a row: `{ SO_DEBUG: ['6.1', '6.12'] }`. */
export type TriedRows = Readonly<Record<string, readonly string[]>>

/** On which kernels the options, control messages and families were tried. */
export function readRecord(): Readonly<Record<string, TriedRows>> {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, TriedRows>
}

/** Whether an option, a control message or a family has this name. */
export function isRow(name: string): boolean {
  return [...everyOption(), ...everyControl(), ...Object.values(everyFamily)].some(
    (row) => row.name === name,
  )
}

/** The fact of an entry that says on which kernels its row was tried. */
export function triedOn(
  what: 'options' | 'control messages' | 'families',
): (name: string) => string {
  const rows = readRecord()[what] ?? {}
  return (name) => {
    const versions = rows[name] ?? []
    return versions.length === 0 ? 'tried on no kernel' : `tried on Linux ${versions.join(', ')}`
  }
}
