import { isAnyArrayBuffer, isUint8Array } from 'node:util/types'
import { bytesOf } from '../shared/bytes-as-text.ts'

/** The bytes of text or of a view; undefined of anything else. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return bytesOf(value)
  if (isAnyArrayBuffer(value)) return bytesAt(value)
  if (!ArrayBuffer.isView(value)) return undefined
  // Of memory that was given away, a view can't even tell its length.
  if (value.buffer.byteLength === 0) return new Uint8Array(0)
  if (isUint8Array(value)) return value
  return bytesAt(value.buffer, value.byteOffset, value.byteLength)
}

function bytesAt(buffer: ArrayBufferLike, at = 0, length = buffer.byteLength): Uint8Array {
  return length === 0 ? new Uint8Array(0) : new Uint8Array(buffer, at, length)
}
