import { misuse } from './misuse.ts'
import { show } from './show.ts'

/**
 * Throws a TypeError if an object has an unknown key, with the most similar known one.
 *
 * @param what Names the object in the message: `'option'`, `'key of struct linger'`.
 */
export function checkKeys(given: object, known: ReadonlySet<string>, what: string): void {
  // Without a list of the keys, which every call of sendTo would pay for.
  for (const key in given) {
    if (!known.has(key) && Object.hasOwn(given, key)) {
      throw unknownKey(key, known, what)
    }
  }
}

/** `'Unknown option: timOut; did you mean timeout?'` */
function unknownKey(key: string, known: Iterable<string>, what: string): Error {
  const near = suggestion(key, known)
  const has = near === '' ? listed([...known]) : near
  return misuse(TypeError, '', `has no ${show(key)}${has}`, `Unknown ${what}: ${key}${near}`)
}

const MOST_LISTED = 8

function listed(known: readonly string[]): string {
  return known.length > MOST_LISTED ? '' : `, but ${known.join(', ')}`
}

/** The error for a name that is not known: `'No option SO_RCVBUFF; did you mean SO_RCVBUF?'` */
export function unknownName(what: string, name: string, known: Iterable<string>): TypeError {
  return new TypeError(`No ${what} ${name === '' ? "''" : name}${suggestion(name, known)}`)
}

/** `'; did you mean timeout?'`, or nothing if no known name is similar. */
export function suggestion(name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
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

/** The known name that is most similar to this one; undefined if none is similar. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(2, Math.ceil(name.length / 2)) + 1
  for (const one of known) {
    const [written, right] = [name.toLowerCase(), one.toLowerCase()]
    const isPart = right.startsWith(written) || right.endsWith(`_${written}`)
    const edits = isPart && written !== right ? 1 : distance(written, right)
    if (edits < fewest) {
      fewest = edits
      best = one
    }
  }
  return best
}

/** The edit distance: how many letters must be inserted, removed or replaced. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const here = [row]
    for (let column = 1; column <= to.length; column++) {
      const changed = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      here.push(Math.min(changed, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1))
    }
    above = here
  }
  return above[to.length] ?? 0
}
