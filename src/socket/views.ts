import { Buffer } from 'node:buffer'
import { isAnyArrayBuffer, isDataView } from 'node:util/types'
import { describeType } from '../codec/describe-type.ts'

/** Bytes that a caller hands in, made sure of before any call. */

/** The view as bytes that the kernel may fill. Text and numbers are refused. */
export function writable(view: unknown): Uint8Array {
  if (ArrayBuffer.isView(view)) return bytesOf(view)
  if (isAnyArrayBuffer(view)) return new Uint8Array(view)
  throw new TypeError(`Cannot receive into ${describeType(view)}: give a view or an ArrayBuffer`)
}

/** The bytes to send: text as UTF-8, anything else as it is. Not copied, so they are read when they are sent. */
export function readable(data: unknown): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  if (ArrayBuffer.isView(data)) return bytesOf(data)
  if (isAnyArrayBuffer(data)) return new Uint8Array(data)
  throw new TypeError(`Cannot send ${describeType(data)}: give a string, a view or an ArrayBuffer`)
}

/** The list of what is to be sent, taken down once: what the caller does to it later changes nothing. */
export function readableList(data: unknown): Uint8Array[] {
  return Array.isArray(data) ? Array.from(data as unknown[], readable) : [readable(data)]
}

/** Throws if the view has no memory any more, or another length: right before each call. */
export function stillHas(view: Uint8Array, length: number): void {
  if (view.byteLength !== length) {
    throw new TypeError('The buffer was detached or resized while the call waited')
  }
  if (length === 0) mustHaveMemory(view) // it was, perhaps, as the other arguments were read
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  if (view.byteLength === 0 && !isDataView(view)) mustHaveMemory(view as Uint8Array)
  if (view instanceof Uint8Array) return view
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** A view that is detached or out of its buffer has no length either, but can't be filled. */
function mustHaveMemory(empty: Uint8Array): void {
  Uint8Array.prototype.fill.call(empty, 0)
}
