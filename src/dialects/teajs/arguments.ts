// Numbers from what a program hands in, as V8 makes them for C.

/** ToInt32: 0 of undefined and NaN, 1 of true, 80 of `'80'`. */
export function toInt32(value: unknown): number {
  return (value as number) | 0
}

/** ToIntegerOrInfinity. */
export function toInteger(value: unknown): number {
  return Math.trunc(Number(value)) || 0
}
