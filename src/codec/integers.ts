type Reader = (view: DataView, offset: number) => number | bigint
type Writer = (view: DataView, offset: number, value: number | bigint, name: string) => void

/** The value as a whole number, or a TypeError or RangeError that names it. */
export function wholeNumber(value: unknown, name: string): number {
  if (typeof value !== 'number')
    throw new TypeError(`${name} must be a number, not ${typeof value}`)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${name} must be a whole number, not ${value}`)
  return value
}

/** The value, if it is a whole number between the two; otherwise an error that names it. */
export function within(value: unknown, name: string, least: number, most: number): number {
  const number = wholeNumber(value, name)
  if (number < least || number > most) {
    throw new RangeError(`${name} must be between ${least} and ${most}, not ${number}`)
  }
  return number
}

/** Reads an integer of `size` bytes: a bigint when it has eight, else a number. */
export function integerReader(size: number, signed: boolean, littleEndian: boolean): Reader {
  switch (size) {
    case 1:
      return signed ? (view, at) => view.getInt8(at) : (view, at) => view.getUint8(at)
    case 2:
      return signed
        ? (view, at) => view.getInt16(at, littleEndian)
        : (view, at) => view.getUint16(at, littleEndian)
    case 4:
      return signed
        ? (view, at) => view.getInt32(at, littleEndian)
        : (view, at) => view.getUint32(at, littleEndian)
    case 8:
      return signed
        ? (view, at) => view.getBigInt64(at, littleEndian)
        : (view, at) => view.getBigUint64(at, littleEndian)
    default:
      throw new RangeError(`No integer has ${size} bytes`)
  }
}

/** Writes an integer of `size` bytes, throwing a RangeError when the value does not fit. */
export function integerWriter(size: number, signed: boolean, littleEndian: boolean): Writer {
  if (![1, 2, 4, 8].includes(size)) throw new RangeError(`No integer has ${size} bytes`)
  const bits = BigInt(size * 8)
  const least = signed ? -(1n << (bits - 1n)) : 0n
  const most = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  return (view, at, value, name) => {
    if (value < least || value > most) {
      throw new RangeError(`${name} must be between ${least} and ${most}, not ${value}`)
    }
    if (size === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), littleEndian)
    else if (size === 4) view.setUint32(at, Number(value), littleEndian)
    else if (size === 2) view.setUint16(at, Number(value), littleEndian)
    else view.setUint8(at, Number(value))
  }
}
