import { native } from './binding.ts'
import { show } from './codec/show.ts'
import { traced } from './error-stack.ts'

/**
 * Returns the C library's text for an error: `'Connection refused'` for `constants.ECONNREFUSED`.
 *
 * @param errno The number as in C: positive.
 * @throws {TypeError | RangeError} If it is not a 32-bit integer.
 * @see {@link https://man7.org/linux/man-pages/man3/strerror.3.html strerror(3)}
 */
export function errorText(errno: number): string {
  return traced(() => native.strerror(integer(errno, 'errno')))
}

/**
 * Returns the C library's text for an error of the resolver: `'Name or service not known'` for
 * `constants.EAI_NONAME`.
 *
 * @param code One of the `EAI_*` constants.
 * @throws {TypeError | RangeError} If it is not a 32-bit integer.
 * @see {@link https://man7.org/linux/man-pages/man3/gai_strerror.3.html gai_strerror(3)}
 */
export function resolverErrorText(code: number): string {
  return traced(() => native.gaiStrerror(integer(code, 'code')))
}

function integer(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, not ${show(value)}`)
  if (value === (value | 0)) return value
  throw new RangeError(`${what} must be a 32-bit integer, not ${value}`)
}
