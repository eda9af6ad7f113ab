// The type of a value of any realm. A `vm` context, and so Jest, has its own copies of the built-in
// classes, which `instanceof` does not recognize.

import { isNativeError } from 'node:util/types'

/** Whether it is a TypeError. */
export function isTypeError(error: unknown): error is TypeError {
  return isNativeError(error) && error.name === 'TypeError'
}

/**
 * Whether it is a TypeError or a RangeError: an argument was invalid, and no system call was made.
 */
export function isMisuse(error: unknown): error is TypeError | RangeError {
  return isTypeError(error) || (isNativeError(error) && error.name === 'RangeError')
}

/** Whether it is a URL. */
export function isUrl(value: unknown): value is URL {
  try {
    return Object.prototype.toString.call(value) === '[object URL]'
  } catch {
    return false // a proxy, which throws
  }
}
