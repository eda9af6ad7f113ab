import { Buffer } from 'node:buffer'

/** Memory of this environment into which calls receive before it is known how much will come. */

const SIZE = 65536
const LARGEST = 1 << 30

const slab = Buffer.allocUnsafeSlow(SIZE)

/** The size as a count of bytes that can be asked for; a TypeError or RangeError that names it. */
export function checkSize(size: unknown, what: string): number {
  if (typeof size !== 'number') throw new TypeError(`${what} must be a number, not ${typeof size}`)
  if (!Number.isInteger(size) || size < 0 || size > LARGEST) {
    throw new RangeError(`${what} must be between 0 and ${LARGEST}, not ${size}`)
  }
  return size
}

/** Room for one call, which may hold anything: what is taken from it goes through {@link taken}. */
export function roomFor(size: number): Buffer {
  if (size > SIZE) return Buffer.allocUnsafeSlow(size)
  return size === SIZE ? slab : slab.subarray(0, size)
}

/** The first bytes of the room, as the caller's own. */
export function taken(room: Buffer, length: number): Buffer {
  const bytes = room.subarray(0, length)
  return room.buffer === slab.buffer || length < room.length / 2 ? Buffer.from(bytes) : bytes
}
