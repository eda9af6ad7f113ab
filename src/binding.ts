import { loadAddon } from './addon.ts'
import type { FieldLayout, Layout, Platform } from './codec/platform.ts'
import type { Native } from './native.ts'
import { C_NAMES_HASH, LAYOUT_NAMES, NUMBER_NAMES } from './c-names.ts'
import { unsupported } from './unsupported.ts'

/** The native layer of this platform. */
export const native: Native = loadAddon()

/** The numbers of C's names, as the C compiler knew them when the addon was built. */
export const numbers: Record<string, number> = readNumbers(native)

/** This machine, as its C compiler sees it. */
export const platform: Platform = describe(native)

/** The value of a constant that every platform has. */
export function constantOf(name: string): number {
  const value = platform.constant(name)
  if (value === undefined) throw new RangeError(`${name} does not exist on ${process.platform}`)
  return value
}

/** The value of a constant that some platforms lack, where this is used in its place. */
export function constantOr(name: string, fallback: number): number {
  return platform.constant(name) ?? fallback
}

function readNumbers(from: Native): Record<string, number> {
  const known = (from as Partial<Native>).numbers?.(NUMBER_NAMES, C_NAMES_HASH)
  if (typeof known === 'object') return known
  const addon = process.env['BERKELEY_ADDON'] ? 'The addon in BERKELEY_ADDON' : 'The addon'
  throw new Error(`${addon} was built for another version of berkeley, or is not its addon`)
}

function readLayouts(from: Native): Map<string, Layout> {
  const rows = LAYOUT_NAMES.split('\n').map((row) => row.split(' '))
  const values = new Int32Array(rows.reduce((sum, { length }) => sum + 2 * length - 1, 0))
  from.layouts(values)
  const layouts = new Map<string, Layout>()
  let at = 0
  const next = () => values[at++] ?? -1
  for (const [struct = '', ...names] of rows) {
    const size = next()
    const fields: Record<string, FieldLayout> = {}
    for (const name of names) {
      const field = { offset: next(), size: next() }
      if (field.offset >= 0) fields[name] = field
    }
    if (size >= 0) layouts.set(struct, { size, fields })
  }
  return layouts
}

function describe(from: Native): Platform {
  let layouts: Map<string, Layout> | undefined
  return {
    constant(name) {
      const value: unknown = numbers[name]
      if (typeof value === 'number') return value // not an inherited property: toString
      return from === unsupported ? 0 : undefined // so that a call gets as far as ENOSYS
    },
    layout(struct) {
      layouts ??= readLayouts(from)
      return layouts.get(struct)
    },
    littleEndian: new Uint8Array(Uint16Array.of(1).buffer)[0] === 1,
    interfaceIndex(name) {
      const index = from.ifNameToIndex(name)
      return index > 0 ? index : undefined
    },
    interfaceName(index) {
      const name = from.ifIndexToName(index)
      return typeof name === 'string' ? name : undefined
    },
  }
}
