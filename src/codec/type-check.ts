import { isUint8Array } from 'node:util/types'
import { describeType } from './describe-type.ts'

interface Primitives {
  bigint: bigint
  boolean: boolean
  string: string
}

/** The value if it has this type; otherwise throws a TypeError that names it. */
export function ofType<Type extends keyof Primitives>(
  value: unknown,
  type: Type,
  name: string,
): Primitives[Type] {
  if (typeof value === type) return value as Primitives[Type]
  throw new TypeError(`${name} must be a ${type}, not ${describeType(value)}`)
}

/** The value as an array, or a TypeError that names it. */
export function arrayFrom<T>(value: readonly T[], name: string): readonly T[] {
  const given: unknown = value
  if (!Array.isArray(given))
    throw new TypeError(`${name} must be an array, not ${describeType(given)}`)
  return value
}

/** The value as bytes, or a TypeError that names it. */
export function bytesFrom(value: unknown, name: string): Uint8Array {
  if (isUint8Array(value)) return value
  throw new TypeError(`${name} must be a Uint8Array, not ${describeType(value)}`)
}

/** The value as an object whose keys can be read, or a TypeError that names it. */
export function objectFrom(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new TypeError(`${name} must be an object, not ${describeType(value)}`)
}

/** The text if C can hold it, whose strings end at the first NUL; otherwise throws a TypeError. */
export function withoutNul(text: string, name: string): string {
  if (!text.includes('\0')) return text
  throw new TypeError(`${name} must not contain NUL: ${JSON.stringify(text)}`)
}
