import { bytesOf } from '../shared/bytes-as-text.ts'

/** The bytes of text or of a view; undefined of anything else. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return bytesOf(value)
  if (value instanceof Uint8Array) return value
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}
