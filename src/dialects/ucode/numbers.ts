import { constants } from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'

const { EINVAL, ERANGE } = constants

const TWO_63 = 2 ** 63
const INTEGER =
  /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|\d+)[ \t\n\v\f\r]*$/
const DECIMAL = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\v\f\r]*$/

/** Whether a value is what the original calls an integer. */
export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/**
 * The number that a value is converted to, without its fraction: NaN if there is none, Infinity if
 * it is out of range. C's int of either is 0.
 */
export function num(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return withinInt64(value)
    case 'boolean':
      return value ? 1 : 0
    case 'string':
      return ofText(value)
    default:
      return isMissing(value) ? 0 : Number.NaN
  }
}

/** {@link num}, but a negative number is out of range. */
export function unum(value: unknown): number {
  const number = num(value)
  return number < 0 ? Infinity : number
}

function ofText(text: string): number {
  if (text === '') return 0
  const [, sign, digits] = INTEGER.exec(text) ?? []
  if (digits !== undefined) {
    // Number() reads 0x, 0b and 0o as intended here, but a leading 0 as decimal.
    return withinInt64(sign === '-' ? -Number(digits) : Number(digits))
  }
  return DECIMAL.test(text) ? withinInt64(Number(text)) : Number.NaN
}

function withinInt64(number: number): number {
  if (Number.isNaN(number)) return number
  if (number < -TWO_63 || number >= TWO_63) return Infinity
  return Math.trunc(number) + 0 // never -0
}

/** The errno of a conversion that was not finite. */
export function conversionError(number: number): number {
  return Number.isNaN(number) ? EINVAL : ERANGE
}

const ULONG_MAX = 2n ** 64n - 1n

/** The result of strtoul(3) for a text that is only a number; undefined for any other. */
export function unsignedLong(text: string): bigint | undefined {
  const [, sign, digits] = /^[\t-\r ]*([+-]?)0*(\d+)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  if (digits.length > 20 || BigInt(digits) > ULONG_MAX) return ULONG_MAX
  return sign === '-' ? BigInt.asUintN(64, -BigInt(digits)) : BigInt(digits)
}

/** The low 32 bits of a number as C's int. */
export function int(number: number): number {
  return number | 0
}

/** The low 32 bits of a number as C's unsigned int. */
export function uint(number: number): number {
  return number >>> 0
}

/** The lower 16 bits of a number. */
export function u16(number: number): number {
  return number & 0xffff
}

/** The lower 8 bits of a number. */
export function u8(number: number): number {
  return number & 0xff
}
