/** What a value is, for the words of an error. Never calls into the value, which may be hostile. */
export function describeType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}
