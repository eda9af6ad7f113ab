import type { Field } from './field.ts'
import { integerReader, within } from './integers.ts'
import type { FieldLayout, Platform } from './platform.ts'
import { ofType } from './type-check.ts'

/** The width of each bit-field of an integer, in the order of the declaration. */
export type Widths = Readonly<Record<string, number>>

/** The values of bit-fields: one bit is a boolean, several are a number. */
export type Bits<All extends Widths> = {
  [Name in keyof All]: All[Name] extends 1 ? boolean : number
}

/**
 * Plans how to read and write bit-fields. C has neither offset nor size for these, only for the
 * integer that holds them.
 *
 * GCC and clang fill the integer from its lowest bit on little-endian machines, from its highest
 * on big-endian ones.
 */
export function planBits(widths: Widths, layout: FieldLayout, { littleEndian }: Platform): Field[] {
  const { offset, size } = layout
  const end = offset + size
  const read = integerReader(size, false, littleEndian)
  let used = 0
  return Object.entries(widths).map(([name, width]) => {
    const shift = littleEndian ? used : size * 8 - used - width
    const max = 2 ** width - 1
    used += width
    return {
      name,
      end,
      read(bytes) {
        const bits = (Number(read(bytes, offset)) >>> shift) & max
        return max === 1 ? bits === 1 : bits
      },
      write(bytes, value) {
        const bits = bitsOf(value, name, max) * 2 ** shift
        for (let i = 0; i < size; i++) {
          const at = offset + (littleEndian ? i : size - 1 - i)
          bytes[at] = (bytes[at] ?? 0) | ((bits / 256 ** i) & 255)
        }
      },
    }
  })
}

function bitsOf(value: unknown, name: string, max: number): number {
  if (max > 1) return within(value, name, 0, max)
  return ofType(value, 'boolean', name) ? 1 : 0
}
