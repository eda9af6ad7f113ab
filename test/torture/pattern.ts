import { Buffer } from 'node:buffer'

// A prime, so that data split at a power of two and reassembled wrongly is noticed.
const PERIOD = 251
const source = Buffer.alloc(
  PERIOD * 1044,
  Uint8Array.from({ length: PERIOD }, (_, i) => i),
)

/** The bytes at this position of every stream; at most 260,000. */
export function bytesAt(place: number, length: number): Buffer {
  const from = place % PERIOD
  return source.subarray(from, from + length)
}

/** Whether these are the bytes at this position. */
export function areBytesAt(place: number, bytes: Uint8Array): boolean {
  return bytesAt(place, bytes.length).equals(bytes)
}

const HEAD = 4

/** A message that contains its number, followed by this many bytes. */
export function messageOf(number: number, length: number): Buffer {
  const message = Buffer.alloc(HEAD + length)
  message.writeUInt32BE(number)
  bytesAt(number, length).copy(message, HEAD)
  return message
}

/** The number of a message; undefined if it is invalid or incomplete. */
export function numberOf(message: Buffer, length: number): number | undefined {
  if (message.length !== HEAD + length) return undefined
  const number = message.readUInt32BE()
  return areBytesAt(number, message.subarray(HEAD)) ? number : undefined
}
