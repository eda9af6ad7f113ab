import { checkKeys, readKeys } from './known-keys.ts'
import { misuse, mustBe } from './misuse.ts'

/** The keys of a caller's value: true for required ones. */
export type Keys<Value> = {
  readonly [Key in keyof Value]-?: undefined extends Value[Key] ? false : true
}

/**
 * Creates a reader of callers' values that reads each key once, as `readKeys` does. An
 * unknown key, and a required one that is missing, is a TypeError that names it.
 *
 * @param what Names the value in the message: `'struct linger'`.
 */
export function objectReader<Value extends object>(
  what: string,
  keys: Keys<Value>,
): (given: Value) => Value {
  const names = Object.keys(keys)
  const known = new Set(names)
  const needed = names.filter((key) => keys[key as keyof Value])
  return (given) => {
    if (!isObject(given)) throw mustBe('', shapeOf(names, needed), given)
    const values = readKeys(given, names)
    checkKeys(given, known, `key of ${what}`)
    for (const key of needed) if (values[key] === undefined) throw missingKey(key, what)
    return values as Value // optional keys may be undefined
  }
}

/** Whether a caller's value is an object, whose keys can be read. */
export function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null
}

const MOST_SHOWN = 8

/** Describes an object by its keys: `'{ group, interfaceIndex? }'`. */
export function shapeOf(names: readonly string[], needed: readonly string[]): string {
  if (names.length === 0 || names.length > MOST_SHOWN) return 'an object'
  return `{ ${names.map((name) => (needed.includes(name) ? name : `${name}?`)).join(', ')} }`
}

/** The error for a required key that is missing. */
export function missingKey(key: string, what: string): Error {
  return misuse(TypeError, key, 'is missing', `Missing key of ${what}: ${key}`)
}

/** The C name of the struct of a value. Some are declared in native/ with a prefix. */
export function structTitle(name: string | undefined): string {
  return name === undefined ? 'the value' : `struct ${name.replace(/^kernel_/, '')}`
}
