import { endianness } from 'node:os'

/** Whether this machine is little-endian. */
export const littleEndian = endianness() === 'LE'

/** C's int at the start of the bytes; a single byte is its own value. */
export function readInt(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (bytes.byteLength) {
    case 0:
      return 0
    case 1:
      return view.getInt8(0)
    case 2:
    case 3:
      return view.getInt16(0, littleEndian)
    default:
      return view.getInt32(0, littleEndian)
  }
}

/** C's int of a number. */
export function intBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, number, littleEndian)
  return bytes
}

/** C's struct linger. The kernel decides about negative seconds, which the core refuses. */
export function lingerBytes(on: boolean, seconds: number): Uint8Array {
  const bytes = new Uint8Array(8)
  bytes.set(intBytes(Number(on)))
  bytes.set(intBytes(seconds), 4)
  return bytes
}

/** Converts 16 bits between network and host byte order: htons(3), ntohs(3). */
export function swapped16(number: number): number {
  if (!littleEndian) return number & 0xffff
  return ((number & 0xff) << 8) | ((number >>> 8) & 0xff)
}
