// What a value is, whichever realm it comes from. A `vm` context, and Jest with it, has classes of
// its own that `instanceof` does not know: not those of its programs, nor those of the runtime.

import { isNativeError } from 'node:util/types'

/** Whether it is a TypeError. */
export function isTypeError(error: unknown): error is TypeError {
  return isNativeError(error) && error.name === 'TypeError'
}

/** Whether it is a TypeError or a RangeError: an argument was wrong, and the system not asked. */
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
