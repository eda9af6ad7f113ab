// Blade's checks for arguments that are missing or of the wrong type.

import { SocketException } from './error.ts'
import { isDictionary, isInteger, typeName } from './types.ts'

/** What counts as a missing argument, besides a number below 0 and anything empty. */
export type Missing = null | false | undefined

/**
 * Whether a value is falsy in Blade, where such an argument counts as missing: nil, false, a number
 * below 0, and an empty string, list or dictionary. 0 is truthy.
 */
export function isFalsy(value: unknown): boolean {
  switch (typeof value) {
    case 'undefined':
      return true
    case 'boolean':
      return !value
    case 'number':
      return value < 0
    case 'string':
      return value === ''
    case 'object':
      return value === null || isEmpty(value)
    default:
      return false
  }
}

/** An integer argument, or its default. */
export function integer(value: unknown, fallback: number, what: string): number {
  if (isFalsy(value)) return fallback
  if (isInteger(value)) return value
  throw new SocketException(`integer expected for ${what}, ${typeName(value)} given`)
}

/** A string argument, or its default, to which a program may have assigned anything. */
export function string(value: unknown, fallback: unknown, what: string): string {
  const chosen = isFalsy(value) ? fallback : value
  if (typeof chosen === 'string') return chosen
  throw new SocketException(`string expected for ${what}, ${typeName(chosen)} given`)
}

/** A port argument, or its default. Unlike in the original, it is not cut to 16 bits. */
export function portNumber(value: unknown, fallback: unknown = value): number {
  const chosen = isFalsy(value) ? fallback : value
  if (!isInteger(chosen)) {
    throw new SocketException(`integer expected for port, ${typeName(chosen)} given`)
  }
  if (chosen < 0 || chosen > 65535) throw new SocketException('port out of range')
  return chosen
}

/**
 * Lets the methods of a class reject more arguments than they have, as Blade does.
 */
export function countArguments(made: { readonly prototype: object }): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(made.prototype))) {
    const method: unknown = property.value
    if (name === 'constructor' || typeof method !== 'function') continue
    const counting = function (this: unknown, ...args: unknown[]): unknown {
      mustTake(method.length, args.length)
      return Reflect.apply(method, this, args) as unknown
    }
    Object.defineProperty(counting, 'name', { value: name })
    Object.defineProperty(counting, 'length', { value: method.length })
    Object.defineProperty(made.prototype, name, { ...property, value: counting })
  }
}

/** Throws Blade's error for a call with more arguments than it takes. */
function mustTake(max: number, given: number): void {
  if (given > max) throw new SocketException(`expected ${max} arguments but got ${given}`)
}

function isEmpty(value: object): boolean {
  try {
    if (Array.isArray(value)) return value.length === 0
    return isDictionary(value) && Reflect.ownKeys(value).length === 0
  } catch {
    return false // a proxy, which throws
  }
}
