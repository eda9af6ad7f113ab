import { Buffer } from 'node:buffer'
import { isAnyArrayBuffer, isDataView } from 'node:util/types'
import { notData, notSize, notWritable } from './misplaced.ts'

/** The maximum number of bytes of a call: 1 GiB. */
const MAX_BYTES = 1 << 30

/** Checks a number of bytes; a TypeError or RangeError names it. */
export function checkSize(size: unknown, what: string): number {
  if (typeof size !== 'number') throw notSize(size, what)
  if (!Number.isInteger(size) || size < 0 || size > MAX_BYTES) {
    throw new RangeError(`${what} must be between 0 and ${MAX_BYTES}, not ${size}`)
  }
  return size
}

/** A view as bytes that the kernel may fill. Text and numbers are refused. */
export function writableBytes(view: unknown): Uint8Array {
  if (ArrayBuffer.isView(view)) return bytesOf(view)
  if (isAnyArrayBuffer(view)) return new Uint8Array(view)
  throw notWritable(view)
}

/** Data as bytes to send: text as UTF-8. Views are not copied, so they are read when they are sent. */
export function toBytes(data: unknown): Uint8Array {
  const bytes = bytesIn(data)
  if (bytes) return bytes
  throw notData(data)
}

/** What {@link toBytes} returns; undefined for anything that is not data. */
export function bytesIn(data: unknown): Uint8Array | undefined {
  if (typeof data === 'string') return Buffer.from(data)
  if (ArrayBuffer.isView(data)) return bytesOf(data)
  return isAnyArrayBuffer(data) ? new Uint8Array(data) : undefined
}

/**
 * The pieces of data to send. The list is copied, so later changes by the caller have no effect.
 */
export function toByteList(data: unknown): Uint8Array[] {
  return Array.isArray(data) ? Array.from(data as unknown[], toBytes) : [toBytes(data)]
}

/** Throws if the view was detached or resized. Called right before each system call. */
export function checkNotResized(view: Uint8Array, length: number): void {
  if (view.byteLength !== length) {
    throw new TypeError('The buffer was detached or resized while the call waited')
  }
  if (length === 0) checkNotDetached(view) // perhaps while the other arguments were read
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  if (view.byteLength === 0 && !isDataView(view)) checkNotDetached(view as Uint8Array)
  if (view instanceof Uint8Array) return view
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** A view that is detached or out of bounds has length 0 too, but fill() throws. */
function checkNotDetached(empty: Uint8Array): void {
  Uint8Array.prototype.fill.call(empty, 0)
}
