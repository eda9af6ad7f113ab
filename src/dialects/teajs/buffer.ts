import { Buffer as NodeBuffer } from 'node:buffer'
import { isUint8Array } from 'node:util/types'
import { decode, encode } from './charsets.ts'
import { toInteger } from './arguments.ts'

/** What is accepted as bytes: a {@link Buffer}, a Buffer of Node, or any Uint8Array. */
export type Bytes = Buffer | Uint8Array

/**
 * A fixed number of bytes, as in CommonJS Binary/F. `slice` copies, and `range` shares memory: the
 * opposite of Node's Buffer.
 *
 * Starts and stops: undefined is the beginning or the end, a negative number counts from the end,
 * and both are limited to the length. A start after the stop is a RangeError.
 */
export interface Buffer {
  /** The number of bytes. */
  readonly length: number
  /** The type of its elements: `Number`. */
  readonly Content: NumberConstructor
  /** The same memory as a Uint8Array. An addition. */
  readonly bytes: Uint8Array
  /** A byte, 0 to 255; storing keeps the low 8 bits. Beyond the end, both throw a RangeError. */
  [index: number]: number

  /**
   * The text of the bytes in a charset; without one `[Buffer 17]`, where 17 is their number.
   *
   * @throws {Error} If the bytes are invalid, with the position; if the charset is unknown.
   */
  toString(charset?: string, start?: number, stop?: number): string
  /** A part, in the same memory. */
  range(start?: number, stop?: number): Buffer
  /** A copy of a part. */
  slice(start?: number, stop?: number): Buffer
  /** Sets all bytes of a part to a value. */
  fill(value: number, start?: number, stop?: number): this
  /** Copies from this Buffer as much as fits into the target. An array receives numbers. */
  copy(
    target: Bytes | number[],
    targetStart?: number,
    sourceStart?: number,
    sourceStop?: number,
  ): this
  /** Copies into this Buffer as much as fits. */
  copyFrom(
    source: Bytes | readonly number[],
    sourceStart?: number,
    targetStart?: number,
    targetStop?: number,
  ): this
  /** The first index, from `start` on, of bytes, a byte, or the UTF-8 of a text; -1 for none. */
  indexOf(what: Bytes | number | string, start?: number): number
  /** The expression that creates the same: `require("binary").Buffer([1, 2])`. */
  toSource(): string
  /** Not implemented, as in the original: throws. */
  read(...args: unknown[]): never
  /** Not implemented, as in the original: throws. */
  write(...args: unknown[]): never
}

/** Creates a {@link Buffer}, with or without `new`. */
export interface BufferConstructor {
  /** As many bytes as `size`, each of them `fill`. */
  new (size: number, fill?: number): Buffer
  /** A copy of numbers, of which the low 8 bits are kept. */
  new (numbers: readonly number[], start?: number, stop?: number): Buffer
  /** A copy of bytes, or without `copy` the same memory. */
  new (bytes: Bytes, start?: number, stop?: number, copy?: boolean): Buffer
  /** The text in a charset: `'utf-8'`, `'ascii'`, `'latin1'`, `'utf-16le'`, `'utf-16be'`. */
  new (text: string, charset: string): Buffer
  /** As many bytes as `size`, each of them `fill`. */
  (size: number, fill?: number): Buffer
  /** A copy of numbers, of which the low 8 bits are kept. */
  (numbers: readonly number[], start?: number, stop?: number): Buffer
  /** A copy of bytes, or without `copy` the same memory. */
  (bytes: Bytes, start?: number, stop?: number, copy?: boolean): Buffer
  /** The text in a charset: `'utf-8'`, `'ascii'`, `'latin1'`, `'utf-16le'`, `'utf-16be'`. */
  (text: string, charset: string): Buffer
  /** The prototype of every Buffer. */
  readonly prototype: Buffer
}

const MAX_SIZE = 2 ** 31 - 1

/**
 * The memory of a {@link Buffer}, or of other bytes that are accepted; undefined for anything else.
 */
export let bytesIn: (value: unknown) => Uint8Array | undefined

class Memory implements Buffer {
  [index: number]: number
  declare readonly Content: NumberConstructor
  readonly #bytes: Uint8Array

  static {
    bytesIn = (value) => {
      if (typeof value !== 'object' || value === null) return undefined
      if (#bytes in value) return value.#bytes
      return isUint8Array(value) ? value : undefined
    }
  }

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get length(): number {
    return this.#bytes.length
  }

  get bytes(): Uint8Array {
    const { buffer, byteOffset, length } = this.#bytes
    return new Uint8Array(buffer, byteOffset, length) // of Node's Buffer, slice would not copy
  }

  toString(...args: unknown[]): string {
    const bytes = this.#bytes
    if (args.length === 0) return `[Buffer ${bytes.length}]`
    const charset = String(args[0])
    return decode(part(bytes, args[1], args[2]), charset)
  }

  range(start?: unknown, stop?: unknown): Buffer {
    return new Memory(part(this.#bytes, start, stop))
  }

  slice(start?: unknown, stop?: unknown): Buffer {
    return new Memory(new Uint8Array(part(this.#bytes, start, stop)))
  }

  fill(...args: unknown[]): this {
    if (args.length === 0) throw new TypeError('Invalid value to fill')
    const [value, start, stop] = args
    part(this.#bytes, start, stop).fill(lowByte(value))
    return this
  }

  copy(target: unknown, targetStart?: unknown, sourceStart?: unknown, sourceStop?: unknown): this {
    copyBytes(this.#bytes, [sourceStart, sourceStop], bytesOrArray(target), [targetStart])
    return this
  }

  copyFrom(
    source: unknown,
    sourceStart?: unknown,
    targetStart?: unknown,
    targetStop?: unknown,
  ): this {
    copyBytes(bytesOrArray(source), [sourceStart], this.#bytes, [targetStart, targetStop])
    return this
  }

  indexOf(what: unknown, start?: unknown): number {
    const { buffer, byteOffset, length } = this.#bytes
    const here = NodeBuffer.from(buffer, byteOffset, length)
    // Not as text: a lone surrogate ends the process in Node 24.
    const wanted =
      typeof what === 'number' ? lowByte(what) : (bytesIn(what) ?? NodeBuffer.from(String(what)))
    return here.indexOf(wanted, indexOr(0, start, length))
  }

  toSource(): string {
    return `require("binary").Buffer([${Array.from(this.#bytes).join(', ')}])`
  }

  read(): never {
    throw new Error('Buffer::read not yet implemented')
  }

  write(): never {
    throw new Error('Buffer::write not yet implemented')
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** See {@link BufferConstructor}. */
export const Buffer = function (...args: unknown[]): object {
  const target: unknown = new.target
  const maker = typeof target === 'function' ? target : Memory
  return Reflect.construct(Memory, [made(args)], maker) as object
} as unknown as BufferConstructor

Object.defineProperty(Buffer, 'prototype', { value: Memory.prototype, writable: false })
Object.defineProperties(Memory.prototype, {
  constructor: { value: Buffer, writable: true, configurable: true },
  Content: { value: Number, writable: true, configurable: true },
})

// Indexes are looked up in the prototype, after all methods, so that methods are not slower, and a
// Buffer is created as fast as any object. `in` is true for every index, because reading one beyond
// the end throws.
Object.setPrototypeOf(
  Memory.prototype,
  new Proxy(
    {},
    {
      get(target, key, receiver: unknown) {
        const index = indexIn(key)
        const bytes = index < 0 ? undefined : ownBytes(receiver)
        if (!bytes) return Reflect.get(target, key, receiver) as unknown
        return bytes[existing(index, bytes)]
      },
      set(target, key, value, receiver: unknown) {
        const index = indexIn(key)
        const bytes = index < 0 ? undefined : ownBytes(receiver)
        if (!bytes) return Reflect.set(target, key, value, receiver)
        bytes[existing(index, bytes)] = lowByte(value)
        return true
      },
      has: (target, key) => indexIn(key) >= 0 || Reflect.has(target, key),
    },
  ),
)

/** A Buffer that takes over existing memory. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return new Memory(bytes)
}

function ownBytes(receiver: unknown): Uint8Array | undefined {
  return isUint8Array(receiver) ? undefined : bytesIn(receiver)
}

/** A property's name as an index, as in arrays; -1 if it is not one. */
function indexIn(key: string | symbol): number {
  if (typeof key === 'symbol') return -1
  const first = key.charCodeAt(0) // of most names a letter, which settles it
  if (!(first >= 0x30 && first <= 0x39)) return -1
  const index = Number(key) >>> 0
  return String(index) === key && index < 2 ** 32 - 1 ? index : -1
}

function existing(index: number, bytes: Uint8Array): number {
  if (index < bytes.length) return index
  throw new RangeError('Non-existent index')
}

function made(args: readonly unknown[]): Uint8Array {
  const [first, start, stop, copy] = args
  if (typeof first === 'number') return filled(toInteger(first), start)
  if (Array.isArray(first)) return Uint8Array.from(numbersIn(first, start, stop))
  if (typeof first === 'string' && args.length > 1) return encode(first, String(start))
  const bytes = bytesIn(first)
  if (!bytes) throw new TypeError('Buffer() called with wrong arguments.')
  const wanted = part(bytes, start, stop)
  return copy === undefined || Boolean(copy) ? new Uint8Array(wanted) : wanted
}

function filled(size: number, fill: unknown): Uint8Array {
  const value = lowByte(fill)
  if (size < 0 || size > MAX_SIZE) throw new RangeError('Buffer() Invalid size')
  const bytes = new Uint8Array(size)
  return value === 0 ? bytes : bytes.fill(value)
}

function numbersIn(list: readonly unknown[], start: unknown, stop: unknown): number[] {
  const [first, last] = span(list.length, start, stop)
  return Array.from({ length: last - first }, (_, i) => lowByte(list[first + i]))
}

function part(bytes: Uint8Array, start: unknown, stop: unknown): Uint8Array {
  return bytes.subarray(...span(bytes.length, start, stop))
}

function span(length: number, start: unknown, stop: unknown): [start: number, stop: number] {
  const first = indexOr(0, start, length)
  const last = indexOr(length, stop, length)
  if (first > last) throw new RangeError('Buffer() Invalid start/stop numbers')
  return [first, last]
}

function indexOr(otherwise: number, value: unknown, length: number): number {
  if (value === undefined) return otherwise
  const index = toInteger(value)
  return Math.min(length, Math.max(0, index < 0 ? index + length : index))
}

function lowByte(value: unknown): number {
  return (value as number) & 255
}

function bytesOrArray(value: unknown): Uint8Array | unknown[] {
  const found = Array.isArray(value) ? (value as unknown[]) : bytesIn(value)
  if (found) return found
  throw new TypeError('First argument must be a Buffer or Array')
}

/** A start and a stop as the program passed them. */
type Span = readonly [start: unknown, stop?: unknown]

/** Copies as much as both spans have. */
function copyBytes(
  source: Uint8Array | readonly unknown[],
  [sourceStart, sourceStop]: Span,
  target: Uint8Array | unknown[],
  [targetStart, targetStop]: Span,
): void {
  const from = indexOr(0, sourceStart, source.length)
  const at = indexOr(0, targetStart, target.length)
  const available = indexOr(source.length, sourceStop, source.length) - from
  const amount = Math.min(indexOr(target.length, targetStop, target.length) - at, available)
  if (isUint8Array(source) && isUint8Array(target)) {
    target.set(source.subarray(from, from + Math.max(0, amount)), at) // as memmove
    return
  }
  for (let i = 0; i < amount; i++) target[at + i] = lowByte(source[from + i])
}
