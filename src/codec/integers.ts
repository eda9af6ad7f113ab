import { mustBeNumber } from './misuse.ts'

// Bytes are combined by hand: creating a DataView for one integer takes longer than all the rest.
type Reader = (bytes: Uint8Array, at: number) => number | bigint
type Writer = (bytes: Uint8Array, at: number, value: number | bigint, name: string) => void

/** The largest number of 32 bits: C's UINT32_MAX. */
export const UINT32_MAX = 0xffff_ffff

/** The value as a whole number, or a TypeError or RangeError that names it. */
export function wholeNumber(value: unknown, name: string): number {
  if (typeof value !== 'number') throw mustBeNumber(TypeError, name, 'a number', value)
  if (!Number.isSafeInteger(value)) throw mustBeNumber(RangeError, name, 'a whole number', value)
  return value
}

/** The value if it is a whole number in the range; otherwise throws an error that names it. */
export function within(value: unknown, name: string, min: number, max: number): number {
  const number = wholeNumber(value, name)
  if (number < min || number > max) {
    throw mustBeNumber(RangeError, name, `between ${min} and ${max}`, value)
  }
  return number
}

/** Creates a reader of integers of `size` bytes: a bigint for eight bytes, otherwise a number. */
export function integerReader(size: number, signed: boolean, littleEndian: boolean): Reader {
  switch (size) {
    case 1:
      return signed ? (bytes, at) => ((bytes[at] ?? 0) << 24) >> 24 : (bytes, at) => bytes[at] ?? 0
    case 2: {
      const read = littleEndian ? littleHalf : bigHalf
      return signed ? (bytes, at) => (read(bytes, at) << 16) >> 16 : read
    }
    case 4: {
      const read = littleEndian ? littleWord : bigWord
      return signed ? read : (bytes, at) => read(bytes, at) >>> 0
    }
    case 8: {
      const wide = signed ? new BigInt64Array(1) : new BigUint64Array(1)
      const eight = new Uint8Array(wide.buffer)
      const turned = littleEndian === thisIsLittleEndian ? 0 : 7
      return (bytes, at) => {
        for (let i = 0; i < 8; i++) eight[i ^ turned] = bytes[at + i] ?? 0
        return wide[0] ?? 0n
      }
    }
    default:
      throw new RangeError(`No integer has ${size} bytes`)
  }
}

const thisIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

function littleHalf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

function bigHalf(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function littleWord(bytes: Uint8Array, at: number): number {
  return littleHalf(bytes, at) | (littleHalf(bytes, at + 2) << 16)
}

function bigWord(bytes: Uint8Array, at: number): number {
  return (bigHalf(bytes, at) << 16) | bigHalf(bytes, at + 2)
}

/** Creates a writer of integers of `size` bytes; a value that does not fit is a RangeError. */
export function integerWriter(size: number, signed: boolean, littleEndian: boolean): Writer {
  if (![1, 2, 4, 8].includes(size)) throw new RangeError(`No integer has ${size} bytes`)
  const bits = BigInt(size * 8)
  const min = signed ? -(1n << (bits - 1n)) : 0n
  const max = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  const last = size - 1
  return (bytes, at, value, name) => {
    if (value < min || value > max) {
      throw mustBeNumber(RangeError, name, `between ${min} and ${max}`, value)
    }
    if (size === 8) {
      let rest = BigInt.asUintN(64, BigInt(value))
      for (let i = 0; i < 8; i++, rest >>= 8n)
        bytes[at + (littleEndian ? i : last - i)] = Number(rest & 255n)
    } else {
      let rest = Number(value)
      for (let i = 0; i < size; i++, rest >>= 8) bytes[at + (littleEndian ? i : last - i)] = rest
    }
  }
}
