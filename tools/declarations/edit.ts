/** A part of a text that is replaced. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text from `start` to `end`, with what the edits say, whose places are those of `text`. */
export function edited(text: string, start: number, end: number, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (result, edit) =>
        result.slice(0, edit.start - start) + edit.text + result.slice(edit.end - start),
      text.slice(start, end),
    )
}
