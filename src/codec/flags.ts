import type { Codec } from './codec.ts'
import { mustBe } from './misuse.ts'
import { namedNumber } from './named-number.ts'
import type { Platform } from './platform.ts'
import { show } from './show.ts'

/** Flags to be OR-ed: a name, several names, or the sum of the constants. */
export type Flags<Name extends string> = number | Name | readonly Name[]

/** Flags by their C names. */
export type FlagTable<Name extends string = string> = Readonly<Record<Name, object>>

/** The name of a flag in a table. */
export type FlagIn<Table> = keyof Table & string

/** Whether a value is flags, rather than a struct that begins with flags. */
export function areFlags<Name extends string>(value: Flags<Name> | object): value is Flags<Name> {
  return typeof value !== 'object' || Array.isArray(value)
}

/**
 * The bits of flags; a number is not checked.
 *
 * @param part Names them in messages: `'flags'`.
 */
export function bitsOf(flags: unknown, part: string, table: FlagTable, platform: Platform): number {
  if (typeof flags === 'number') return flags
  if (typeof flags === 'string') return bitOf(flags, part, table, platform)
  if (!Array.isArray(flags)) throw mustBe(part, 'a number, a C name or a list of C names', flags)
  let bits = 0
  for (const [i, name] of (flags as unknown[]).entries()) {
    if (typeof name !== 'string') throw mustBe(`${part}[${i}]`, 'a C name', name)
    bits |= bitOf(name, part, table, platform)
  }
  return bits
}

function bitOf(name: string, part: string, table: FlagTable, platform: Platform): number {
  if (!Object.hasOwn(table, name)) checkOne(name, part, table)
  return namedNumber(name, part, part.replace(/s$/, '') || 'flag', table, platform)
}

/** Throws a TypeError for several names in one text: `'MSG_PEEK|MSG_DONTWAIT'`. */
function checkOne(text: string, part: string, table: FlagTable): void {
  const names = text.split(/[\s|,+]+/).filter((name) => name !== '')
  if (names.length < 2 || !names.some((name) => Object.hasOwn(table, name))) return
  throw mustBe(part, `a list of several names, [${names.map(show).join(', ')}]`, text)
}

/** Flags that are given by their names too, and read as a number. */
export function flags<Name extends string>(
  table: FlagTable<Name>,
  number: Codec<number>,
): Codec<number, Flags<Name>> {
  return {
    ...number,
    encode: (value, platform) => number.encode(bitsOf(value, '', table, platform), platform),
  }
}
