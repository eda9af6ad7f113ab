// Arguments as numbers, converted as V8 does it for C.

/** ToInt32: 0 for undefined and NaN, 1 for true, 80 for `'80'`. */
export function toInt32(value: unknown): number {
  return (value as number) | 0
}

/** ToIntegerOrInfinity. */
export function toInteger(value: unknown): number {
  return Math.trunc(Number(value)) || 0
}
