// Arguments of any kind, and what the module says of those that it can't take.

import { isAnyArrayBuffer, isUint8Array } from 'node:util/types'

/** What can be sent: bytes in any view or buffer, or text, which is UTF-8. */
export type Data = string | ArrayBufferView | ArrayBufferLike

/** What a receive takes by default. */
export const USUAL_SIZE = 65536
/** The longest time that the core waits, 24.8 days. */
const LONGEST = 2 ** 31 - 1

/** The bytes to be sent. Those in views are not copied. */
export function bytesOf(data: unknown): Uint8Array {
  if (isUint8Array(data)) return data
  if (typeof data === 'string') return Buffer.from(data)
  try {
    if (ArrayBuffer.isView(data)) {
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    }
    if (isAnyArrayBuffer(data)) return new Uint8Array(data)
  } catch {
    // without memory any more
  }
  throw notBytes()
}

/** What is said of data that is none, or that has lost its memory. */
export function notBytes(): TypeError {
  return new TypeError('data must be bytes or a string')
}

/** What is said of the value of an option that is none, or that has lost its memory. */
export function notValue(): TypeError {
  return new TypeError('option value must be a number, a boolean or bytes')
}

/** How many bytes a receive may take. */
export function sizeOf(maxlen: unknown): number {
  if (maxlen === undefined || maxlen === null) return USUAL_SIZE
  if (typeof maxlen === 'number' && maxlen >= 0) return Math.trunc(maxlen)
  throw new RangeError(`maxlen out of range: ${shown(maxlen)}`)
}

/** Microseconds as milliseconds. */
export function millisecondsOf(timeout: unknown): number {
  if (typeof timeout === 'number' && timeout >= 0) return Math.min(timeout / 1000, LONGEST)
  throw new RangeError(`timeout out of range: ${shown(timeout)}`)
}

/** How many connections may wait. The kernel cuts it to what it allows. */
export function backlogOf(backlog: unknown, usual: number): number {
  if (backlog === undefined || backlog === null) return usual
  if (typeof backlog !== 'number' || Number.isNaN(backlog)) {
    throw new RangeError(`backlog out of range: ${shown(backlog)}`)
  }
  return backlog < 0 || backlog > 65535 ? 65535 : Math.trunc(backlog)
}

/** A port in numbers; undefined when it is the name of a service. */
export function portOf(port: unknown): number | undefined {
  if (typeof port === 'string' && !/^\s*[-+]?\d*\s*$/.test(port)) return undefined
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port
  if (typeof number === 'number' && number >= 0 && number <= 65535 && Number.isInteger(number)) {
    return number
  }
  throw new RangeError(`port out of range: ${shown(port)}`)
}

/** Any value as a message shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  return ArrayBuffer.isView(value) ? 'bytes' : 'an object'
}

/** Whether an argument is not given. */
export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null
}
