/** A replacement of part of a text. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * The part of `text` from `start` to `end` with the edits applied. Positions in edits are
 * positions in `text`.
 */
export function edited(text: string, start: number, end: number, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (result, edit) =>
        result.slice(0, edit.start - start) + edit.text + result.slice(edit.end - start),
      text.slice(start, end),
    )
}
