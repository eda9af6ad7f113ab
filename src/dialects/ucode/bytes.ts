import { isAnyArrayBuffer, isUint8Array } from 'node:util/types'
import { bytesOf } from '../shared/bytes-as-text.ts'

/** The bytes of text, a view or a buffer; undefined for anything else. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return bytesOf(value)
  if (isAnyArrayBuffer(value)) return bytesAt(value)
  if (!ArrayBuffer.isView(value)) return undefined
  // Reading the length of a view throws once its memory was transferred.
  if (value.buffer.byteLength === 0) return new Uint8Array(0)
  if (isUint8Array(value)) return value
  return bytesAt(value.buffer, value.byteOffset, value.byteLength)
}

function bytesAt(buffer: ArrayBufferLike, at = 0, length = buffer.byteLength): Uint8Array {
  return length === 0 ? new Uint8Array(0) : new Uint8Array(buffer, at, length)
}
