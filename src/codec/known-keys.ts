import { misuse } from './misuse.ts'
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
  // Without a list of the keys, which every call of sendTo would pay for.
  for (const key in given) {
    if (!known.has(key) && Object.hasOwn(given, key)) {
      throw unknownKey(key, known, what, instead.get(key))
    }
  }
}

/** `'Unknown option: timOut; did you mean timeout?'` */
function unknownKey(
  key: string,
  known: Iterable<string>,
  what: string,
  instead: string | undefined,
): Error {
  const near = instead === undefined ? suggestion(key, known) : `; ${instead}`
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
 * The error for a name that is not known: `'No option SO_RCVBUFF; did you mean SO_RCVBUF?'`
 *
 * @param otherNames The known names by their names elsewhere.
 */
export function unknownName(
  what: string,
  name: string,
  known: Iterable<string>,
  otherNames = NOTHING,
): TypeError {
  return new TypeError(
    `No ${what} ${name === '' ? "''" : name}${suggestion(name, known, otherNames)}`,
  )
}

/** `'; did you mean timeout?'`, or nothing if no known name is similar. */
export function suggestion(name: string, known: Iterable<string>, otherNames = NOTHING): string {
  const names = [...known]
  const here = otherNames.get(name) ?? ''
  const near = names.includes(here) ? here : nearest(name, names)
  return near === undefined ? '' : `; did you mean ${near}?`
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

/** Less similar than a name with one wrong letter, and more similar than one with two. */
const PART = 1.5

/** The known name that is most similar to this one; undefined if none is similar. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const one of known) {
    const [written, right] = [name.toLowerCase(), one.toLowerCase()]
    const isPart = right.startsWith(written) || right.endsWith(`_${written}`)
    const edits = Math.min(distance(written, right), isPart ? PART : fewest)
    if (edits < fewest) {
      fewest = edits
      best = one
    }
  }
  return best
}

/**
 * The edit distance: how many letters must be inserted, removed or replaced, or neighbours swapped.
 */
function distance(from: string, to: string): number {
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const here = [row]
    for (let column = 1; column <= to.length; column++) {
      const changed = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? (before[column - 2] ?? 0) + 1 : changed
      here.push(Math.min(changed, swapped, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1))
    }
    before = above
    above = here
  }
  return above[to.length] ?? 0
}
