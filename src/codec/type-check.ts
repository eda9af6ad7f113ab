import { isAnyArrayBuffer, isMap, isSet, isUint8Array } from 'node:util/types'
import { misuse, mustBe } from './misuse.ts'
import { isObject } from './object-reader.ts'
import { show } from './show.ts'

interface Primitives {
  bigint: bigint
  boolean: boolean
  string: string
}

const NAMES = { bigint: 'a bigint', boolean: 'true or false', string: 'a string' } as const

/** The value if it has this type; otherwise throws a TypeError that names it. */
export function ofType<Type extends keyof Primitives>(
  value: unknown,
  type: Type,
  name: string,
): Primitives[Type] {
  if (typeof value === type) return value as Primitives[Type]
  throw mustBe(name, NAMES[type], value)
}

/** The value as an array, or a TypeError that names it. */
export function arrayFrom<T>(value: readonly T[], name: string): readonly T[] {
  const given: unknown = value
  if (!Array.isArray(given)) throw mustBe(name, 'an array', given)
  return value
}

/** The value as bytes, or a TypeError that names it. */
export function bytesFrom(value: unknown, name: string): Uint8Array {
  if (isUint8Array(value)) return value
  throw mustBe(name, 'a Uint8Array', value)
}

/** Whether it is an object with named properties, and neither bytes nor a collection. */
export function hasNames(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    isObject(value) && !Array.isArray(value) && !isBytes(value) && !isMap(value) && !isSet(value)
  )
}

/** Whether it is a view or an ArrayBuffer, of any kind. */
function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value)
}

/** The value as an object whose keys can be read, or a TypeError that names it. */
export function objectFrom(
  value: unknown,
  name: string,
  what = 'an object',
  more = '',
): Readonly<Record<string, unknown>> {
  if (hasNames(value)) return value
  throw misuse(TypeError, name, `must be ${what}, not ${show(value)}${more}`)
}

/** The text if C can hold it, whose strings end at the first NUL; otherwise throws a TypeError. */
export function withoutNul(text: string, name: string): string {
  if (!text.includes('\0')) return text
  throw misuse(TypeError, name, `must not contain NUL: ${show(text)}`)
}
