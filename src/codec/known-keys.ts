/**
 * Throws a TypeError if an object has a key that is not known, and names the nearest known one.
 *
 * @param what Names the object in the message: `'option'`, `'key of struct linger'`.
 */
export function checkKeys(given: object, known: ReadonlySet<string>, what: string): void {
  // Without a list of them, which would cost each call of sendTo.
  for (const key in given) {
    if (!known.has(key) && Object.hasOwn(given, key)) {
      throw new TypeError(unknownKey(key, known, what))
    }
  }
}

/** `'Unknown option: timOut; did you mean timeout?'` */
export function unknownKey(key: string, known: Iterable<string>, what: string): string {
  const near = nearest(key, known)
  return `Unknown ${what}: ${key}${near === undefined ? '' : `; did you mean ${near}?`}`
}

/**
 * What an object has under its keys, each read once: under all that are enumerable, inherited ones
 * too, and under those of `names`, which a class may have as getters.
 */
export function readKeys(given: object, names: Iterable<string>): Record<string, unknown> {
  if (Object.getPrototypeOf(given) === Object.prototype) return { ...given }
  const from = given as Record<string, unknown>
  const read: Record<string, unknown> = {}
  for (const key in from) read[key] = from[key]
  for (const key of names) if (!(key in read) && key in from) read[key] = from[key]
  return read
}

/** The known name that is most like this one; undefined when none is much like it. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.ceil(name.length / 2)) + 1
  for (const one of known) {
    const [written, right] = [name.toLowerCase(), one.toLowerCase()]
    const edits = right.startsWith(written) ? 1 : distance(written, right)
    if (edits < least) {
      least = edits
      best = one
    }
  }
  return best
}

/** How many letters must be put in, left out or changed to get from one text to the other. */
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
