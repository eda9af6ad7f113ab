/** A constant whose value comes from the C compiler. */
export interface NumberRow {
  /** Its value on Linux, for headers older than the kernel; checked where a header has it. */
  readonly linux?: number
  /** The header that declares it, if it is not that of the table, and some platforms lack it. */
  readonly header?: string
}

const headers = new WeakMap<object, string>()

/**
 * A table of constants under their C names. A row may have a fallback; its comment is the meaning.
 *
 * @param header The header that declares all of them, if some platforms lack it.
 */
export function numbers<const Rows extends Record<string, NumberRow>>(
  rows: Rows,
  header?: string,
): Rows {
  if (header !== undefined) headers.set(rows, header)
  return rows
}

/** The header that declares a table of constants, if some platforms lack it. */
export function headerOf(rows: object): string | undefined {
  return headers.get(rows)
}
