import { describeType } from './describe-type.ts'
import { checkKeys, readKeys } from './known-keys.ts'

/** The keys of a value that a caller gives: true for those that must be there. */
export type Keys<Value> = {
  readonly [Key in keyof Value]-?: undefined extends Value[Key] ? false : true
}

/**
 * Reads a value that a caller gives, each key once, as {@link readKeys} does. A key that is not
 * known, or that must be there and is not, is a TypeError that names it.
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
    const from = objectFrom(given, what)
    const values = readKeys(from, names)
    checkKeys(from, known, `key of ${what}`)
    for (const key of needed) if (values[key] === undefined) throw missingKey(key, what)
    return values as Value // what may be left out is undefined
  }
}

/** The value as an object whose keys can be read, or a TypeError. */
export function objectFrom(given: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null) return given as Record<string, unknown>
  throw new TypeError(`The value of ${what} must be an object, not ${describeType(given)}`)
}

/** What is thrown where a key that must be there is not. */
export function missingKey(key: string, what: string): TypeError {
  return new TypeError(`Missing key of ${what}: ${key}`)
}

/** What C calls the struct of a value. Some are declared here under a name of their own. */
export function structTitle(name: string | undefined): string {
  return name === undefined ? 'the value' : `struct ${name.replace(/^kernel_/, '')}`
}
