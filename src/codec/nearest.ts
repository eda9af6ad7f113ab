/** Known names by their names elsewhere, or by what one would call them; of several, each of its kind. */
export type OtherNames = ReadonlyMap<string, string | readonly string[]>

const NONE: OtherNames = new Map()

/** The error for a name that is not known: `'No option SO_RCVBUFF; did you mean SO_RCVBUF?'` */
export function unknownName(
  what: string,
  name: string,
  known: Iterable<string>,
  otherNames = NONE,
): TypeError {
  return new TypeError(
    `No ${what} ${name === '' ? "''" : name}${suggestion(name, known, otherNames)}`,
  )
}

/** `'; did you mean timeout?'`, or nothing if no known name is similar. */
export function suggestion(name: string, known: Iterable<string>, otherNames = NONE): string {
  const names = [...known]
  const others = otherNames.get(name) ?? otherNames.get(name.toLowerCase()) ?? []
  const near = [others].flat().find((other) => names.includes(other)) ?? nearest(name, names)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** Less similar than a name with one wrong letter, and more similar than one with two. */
const PART = 1.5

/** The known name that is most similar to this one; undefined if none is similar. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const one of known) {
    const [written, right] = [name.toLowerCase(), one.toLowerCase()]
    const isPart = right.startsWith(written) || isEnd(written, right) || isEnd(right, written)
    const edits = Math.min(distance(written, right), isPart ? PART : fewest)
    if (edits < fewest) {
      fewest = edits
      best = one
    }
  }
  return best
}

/** Whether one is the other without a prefix: `family` and `sdiag_family`. */
function isEnd(part: string, whole: string): boolean {
  return whole.endsWith(`_${part}`)
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
