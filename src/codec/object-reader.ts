import { checkKeys, readKeys } from './known-keys.ts'
import { objectFrom } from './type-check.ts'

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
  const valueName = `The value of ${what}`
  const names = Object.keys(keys)
  const known = new Set(names)
  const needed = names.filter((key) => keys[key as keyof Value])
  return (given) => {
    const from = objectFrom(given, valueName)
    const values = readKeys(from, names)
    checkKeys(from, known, `key of ${what}`)
    for (const key of needed) if (values[key] === undefined) throw missingKey(key, what)
    return values as Value // optional keys may be undefined
  }
}

/** The error for a required key that is missing. */
export function missingKey(key: string, what: string): TypeError {
  return new TypeError(`Missing key of ${what}: ${key}`)
}

/** The C name of the struct of a value. Some are declared in native/ with a prefix. */
export function structTitle(name: string | undefined): string {
  return name === undefined ? 'the value' : `struct ${name.replace(/^kernel_/, '')}`
}
