import { constants, errorText, resolverErrorText, SocketError } from '../../index.ts'
import { failureOf } from '../shared/error.ts'
import { isMisuse } from '../shared/types.ts'

const { EINVAL } = constants

let lastCode = 0
let lastMessage = ''

/** Notes what went wrong, for {@link error}. What failed answers null. */
export function fail(code: number, message: string): null {
  lastCode = code
  lastMessage = message
  return null
}

/** Forgets the last error: the arguments of a call have been accepted. */
export function clear(): void {
  lastCode = 0
}

/** Notes what the core said of a call. What is no failure of a call is thrown on. */
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
 * What went wrong last, in this module or with any of its sockets: null when the last call was
 * good. Asking changes nothing.
 *
 * @param numeric Whether to answer the number: an errno, or negative the resolver's EAI_*.
 * @returns `'<what failed>: <the C library’s text>'`, or the number.
 */
export function error(numeric?: false | null): string | null
/** The number of what went wrong last; null when the last call was good. */
export function error(numeric: true): number | null
/** What went wrong last, as a number or as text. */
export function error(numeric: unknown): string | number | null
export function error(numeric?: unknown): string | number | null {
  if (lastCode === 0) return null
  // A program's truth: what JavaScript takes for true.
  if (numeric) return lastCode
  return `${lastMessage}: ${textOfCode(lastCode)}`
}

/** The C library's text for an errno, or, negative, for an error of its resolver. */
export function textOfCode(code: number): string {
  return code < 0 ? resolverErrorText(code) : errorText(code)
}
