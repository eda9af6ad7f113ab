import { misuse } from './misuse.ts'
import { type OtherNames, suggestion } from './nearest.ts'
import { show } from './show.ts'

/** What to say about some unknown names. */
export type AboutNames = ReadonlyMap<string, string>

const NOTHING: AboutNames = new Map()

/**
 * Throws a TypeError if an object has an unknown key, with the most similar known one.
 *
 * @param what Names the object in the message: `'option'`, `'key of struct linger'`.
 * @param instead What to do about keys that belong elsewhere.
 */
export function checkKeys(
  given: object,
  known: ReadonlySet<string>,
  what: string,
  instead = NOTHING,
): void {
  const stray = strayKey(given, known)
  if (stray !== undefined) throw unknownKey(stray, known, what, instead.get(stray))
}

/** The first key of an object that is not known. */
export function strayKey(given: object, known: ReadonlySet<string>): string | undefined {
  // Without a list of the keys, which every call of sendTo would pay for.
  for (const key in given) if (!known.has(key) && Object.hasOwn(given, key)) return key
  return undefined
}

/** `'Unknown option: timOut; did you mean timeout?'` */
export function unknownKey(
  key: string,
  known: Iterable<string>,
  what: string,
  instead: string | undefined,
  otherNames?: OtherNames,
): Error {
  const near = instead === undefined ? suggestion(key, known, otherNames) : `; ${instead}`
  const names = [...known]
  const listed = near === '' && names.length <= MOST_LISTED ? names.join(', ') : ''
  const [has, alone] = listed === '' ? [near, near] : [`, but ${listed}`, `; expected ${listed}`]
  return misuse(TypeError, '', `has no ${show(key)}${has}`, `Unknown ${what}: ${key}${alone}`)
}

const MOST_LISTED = 8

/** `'; it has fd, events'`, for an object that lacks what it must have; nothing for bytes. */
export function whatItHas(given: object): string {
  const keys = ArrayBuffer.isView(given) ? [] : Object.keys(given)
  return keys.length === 0 || keys.length > MOST_LISTED ? '' : `; it has ${keys.join(', ')}`
}

/**
 * Copies the values of an object, reading each key once: all enumerable keys, even inherited ones,
 * and those of `names`, which may be getters of a class.
 */
export function readKeys(given: object, names: Iterable<string>): Record<string, unknown> {
  if (Object.getPrototypeOf(given) === Object.prototype) return { ...given }
  const from = given as Record<string, unknown>
  const read: Record<string, unknown> = {}
  for (const key in from) read[key] = from[key]
  for (const key of names) if (!(key in read) && key in from) read[key] = from[key]
  return read
}
