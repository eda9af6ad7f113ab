/** Describes the type of a value for an error. Never runs its code, which may be hostile. */
export function describeType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}
