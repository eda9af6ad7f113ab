import type { Codec } from './codec.ts'
import { within } from './integers.ts'
import { type Platform, perPlatform } from './platform.ts'

type Widths = Readonly<Record<string, number>>

/** One bit is a boolean, more are a number. */
type Bits<All extends Widths> = { [Name in keyof All]: All[Name] extends 1 ? boolean : number }

/**
 * A struct with bit-fields, for which C has neither offset nor size: `member` is the integer that
 * holds them, and `widths` their bits, in the order of the declaration.
 *
 * GCC and clang fill the integer from its lowest bit on little-endian machines, from its highest
 * on big-endian ones.
 */
export function withBits<Out, In, const All extends Widths>(
  inner: Codec<Out, In>,
  struct: string,
  member: string,
  widths: All,
): Codec<Out & Bits<All>, In & Bits<All>> {
  const plan = perPlatform((platform) => planBits(struct, member, widths, platform))
  const need = inner.structs.find(({ name }) => name === struct)
  return {
    structs: [...inner.structs, { ...need, name: struct, fields: [member] }],
    room: (platform) => inner.room(platform),
    encode(value, platform) {
      const { places, fields } = plan(platform)
      const bytes = inner.encode(value, platform)
      const given = value as Readonly<Record<string, unknown>>
      let all = 0
      for (const { name, shift, most } of fields)
        all += bitsOf(given[name], name, most) * 2 ** shift
      for (const [i, place] of places.entries()) bytes[place] = (all / 256 ** i) & 255
      return bytes
    },
    decode(bytes, platform) {
      const { places, fields } = plan(platform)
      const value = inner.decode(bytes, platform) as Out & Bits<All>
      let all = 0
      for (let i = places.length - 1; i >= 0; i--) all = (all << 8) | (bytes[places[i] ?? 0] ?? 0)
      const values = value as Record<string, unknown>
      for (const { name, shift, most } of fields) {
        const bits = (all >>> shift) & most
        values[name] = most === 1 ? bits === 1 : bits
      }
      return value
    },
  }
}

function planBits(struct: string, member: string, widths: Widths, platform: Platform) {
  const place = platform.layout(struct)?.fields[member]
  if (!place) throw new RangeError(`This platform's struct ${struct} has no ${member}`)
  const { littleEndian } = platform
  let used = 0
  const fields = Object.entries(widths).map(([name, width]) => {
    const shift = littleEndian ? used : place.size * 8 - used - width
    used += width
    return { name, shift, most: 2 ** width - 1 }
  })
  // The bytes of the integer, from its lowest to its highest.
  const places = Array.from({ length: place.size }, (_, i) => place.offset + i)
  return { places: littleEndian ? places : places.reverse(), fields }
}

function bitsOf(value: unknown, name: string, most: number): number {
  if (most > 1) return within(value, name, 0, most)
  if (typeof value !== 'boolean')
    throw new TypeError(`${name} must be a boolean, not ${typeof value}`)
  return value ? 1 : 0
}
