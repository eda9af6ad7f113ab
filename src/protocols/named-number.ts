import { unknownName } from '../codec/known-keys.ts'
import type { Platform } from '../codec/platform.ts'

/**
 * The number that a C name of this table has. What is no text stays as it is, for the caller to
 * check.
 *
 * @param what For messages: `'flag'`.
 * @throws {TypeError} When the table has no such name, or this platform has none.
 */
export function namedNumber<Value>(
  value: Value,
  what: string,
  table: object,
  platform: Platform,
): Exclude<Value, string> | number {
  if (typeof value !== 'string') return value as Exclude<Value, string>
  const number = Object.hasOwn(table, value) ? platform.constant(value) : undefined
  if (number !== undefined) return number
  if (Object.hasOwn(table, value)) throw new TypeError(`This platform has no ${what} ${value}`)
  throw unknownName(what, value, Object.keys(table))
}
