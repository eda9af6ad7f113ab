import { show } from '../../codec/show.ts'

/** Checks a number of bytes, or a position in a file: as large as a number is exact. */
export function checkBytes(given: unknown, name: string): number {
  if (typeof given !== 'number') {
    throw new TypeError(`${name} must be a number of bytes, not ${show(given)}`)
  }
  if (!Number.isSafeInteger(given) || given < 0) {
    throw new RangeError(
      `${name} must be a whole number of bytes, 0 to ${Number.MAX_SAFE_INTEGER}, not ${given}`,
    )
  }
  return given
}
