/**
 * Whether an argument or a field was left out: most of the languages have a single value for that.
 */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}
