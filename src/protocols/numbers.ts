/** A constant whose value comes from the C compiler. */
export interface NumberRow {
  /** Its value on Linux, for headers older than the kernel; checked where a header has it. */
  readonly linux?: number
  /** The header that declares it, if some platforms lack it. */
  readonly header?: string
}

/**
 * A table of constants under their C names. A row may have a fallback; its comment is the meaning.
 *
 * @param header The header that declares all of them, if some platforms lack it.
 */
export function numbers<const Rows extends Record<string, NumberRow>>(
  rows: Rows,
  header?: string,
): Rows {
  if (header === undefined) return rows
  const named = Object.entries(rows).map(([name, row]) => [name, { ...row, header }])
  return Object.fromEntries(named) as Rows
}
