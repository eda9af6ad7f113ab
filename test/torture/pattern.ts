import { Buffer } from 'node:buffer'

// A prime, so that what is cut at a power of two and put together wrongly shows.
const PERIOD = 251
const source = Buffer.alloc(
  PERIOD * 1044,
  Uint8Array.from({ length: PERIOD }, (_, i) => i),
)

/** What stands at that place of every stream; no more than 260,000 bytes. */
export function bytesAt(place: number, length: number): Buffer {
  const from = place % PERIOD
  return source.subarray(from, from + length)
}

/** Whether these are the bytes of that place. */
export function areBytesAt(place: number, bytes: Uint8Array): boolean {
  return bytesAt(place, bytes.length).equals(bytes)
}

const HEAD = 4

/** A message that says which one it is, with as many bytes behind that. */
export function messageOf(number: number, length: number): Buffer {
  const message = Buffer.alloc(HEAD + length)
  message.writeUInt32BE(number)
  bytesAt(number, length).copy(message, HEAD)
  return message
}

/** Which message it is; undefined when it is none, or not whole. */
export function numberOf(message: Buffer, length: number): number | undefined {
  if (message.length !== HEAD + length) return undefined
  const number = message.readUInt32BE()
  return areBytesAt(number, message.subarray(HEAD)) ? number : undefined
}
