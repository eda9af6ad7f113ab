// Dictu's checks of arguments. Its functions check the number of arguments, so these take rest
// parameters.

const INT_MAX = 2 ** 31 - 1
const INT_MIN = -(2 ** 31)

/** Throws Dictu's error if a call has more or fewer arguments. */
export function takes(what: string, given: number, min: number, max = min): void {
  if (given < min || given > max) throw new TypeError(`${what} (${given} given)`)
}

/** Whether it is a number in Dictu. */
export function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}

/** Whether it can be the value of an option: a boolean, or a number that fits an int. */
export function isOptionValue(value: unknown): value is number | boolean {
  return typeof value === 'boolean' || (isNumber(value) && int(value) === Math.trunc(value))
}

/** A value as C's int: INT_MIN for what does not fit, as x86 converts it. */
export function int(value: unknown): number {
  const whole = typeof value === 'number' ? Math.trunc(value) : Number.NaN
  return Math.abs(whole) <= INT_MAX ? whole : INT_MIN
}
