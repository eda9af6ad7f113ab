/** A constant whose value the C compiler knows. */
export interface NumberRow {
  /** Its value on Linux, for headers older than the kernel; checked where a header has it. */
  readonly linux?: number
  /** The header that declares it, where not every platform has one. */
  readonly header?: string
}

/**
 * A table of constants under their C names. A row may give a fallback, a comment says the meaning.
 *
 * @param header The header that declares all of them, where not every platform has one.
 */
export function numbers<const Rows extends Record<string, NumberRow>>(
  rows: Rows,
  header?: string,
): Rows {
  if (header === undefined) return rows
  const named = Object.entries(rows).map(([name, row]) => [name, { ...row, header }])
  return Object.fromEntries(named) as Rows
}
