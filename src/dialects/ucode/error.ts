import { constants, errorText, resolverErrorText, SocketError } from '../../index.ts'
import { failureOf } from '../shared/error.ts'
import { isMisuse } from '../shared/types.ts'

const { EINVAL } = constants

let lastCode = 0
let lastMessage = ''

/** Records an error for {@link error}. A call that fails returns null. */
export function fail(code: number, message: string): null {
  lastCode = code
  lastMessage = message
  return null
}

/** Clears the last error: the arguments of a call have been accepted. */
export function clear(): void {
  lastCode = 0
}

/** Records the core's error of a call. Anything that is not a failure of a call is thrown again. */
export function failed(caught: unknown, call: string): null {
  return fail(codeOf(caught), call)
}

/** The number of an error of the core: an errno, or negative from the resolver. */
export function codeOf(caught: unknown): number {
  if (caught instanceof SocketError) return failureOf(caught).errno || EINVAL
  // The core refuses what C can't hold; the kernel would have said EINVAL.
  if (isMisuse(caught)) return EINVAL
  throw caught
}

/**
 * The last error of this module or any of its sockets; null if the last call succeeded. Reading it
 * does not clear it.
 *
 * @param numeric Whether to return the number: an errno, or a negative EAI_* of the resolver.
 * @returns `'<what failed>: <the C library’s text>'`, or the number.
 */
export function error(numeric?: false | null): string | null
/** The number of the last error; null if the last call succeeded. */
export function error(numeric: true): number | null
/** The last error, as a number or as text. */
export function error(numeric: unknown): string | number | null
export function error(numeric?: unknown): string | number | null {
  if (lastCode === 0) return null
  // Any truthy value of a program.
  if (numeric) return lastCode
  return `${lastMessage}: ${textOfCode(lastCode)}`
}

/** The C library's text for an errno, or for a negative error of its resolver. */
export function textOfCode(code: number): string {
  return code < 0 ? resolverErrorText(code) : errorText(code)
}
