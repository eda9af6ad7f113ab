import { misuse } from './misuse.ts'
import { suggestion } from './nearest.ts'
import type { Platform } from './platform.ts'

/**
 * The number of a C name in this table. A value that is not a string is returned as it is, for the
 * caller to check.
 *
 * @param part Names the value in messages: `'protocol'`; empty for the value itself.
 * @param what What the name is of, for messages: `'flag'`.
 * @throws {TypeError} If the table has no such name, or this platform has no such number.
 */
export function namedNumber<Value>(
  value: Value,
  part: string,
  what: string,
  table: object,
  platform: Platform,
): Exclude<Value, string> | number {
  if (typeof value !== 'string') return value as Exclude<Value, string>
  const isKnown = Object.hasOwn(table, value)
  const number = isKnown ? platform.constant(value) : undefined
  if (number !== undefined) return number
  const name = value === '' ? "''" : value
  const near = isKnown ? ' on this platform' : suggestion(value, Object.keys(table))
  throw misuse(TypeError, part, `has no ${name}${near}`, `No ${what} ${name}${near}`)
}
