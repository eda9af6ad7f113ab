import { type Codec, mapped, tooShort } from './codec.ts'
import { integerReader, integerWriter, wholeNumber } from './integers.ts'
import { perPlatform } from './platform.ts'
import { struct, textUpToNul } from './struct.ts'

function integer(size: number, signed: boolean, what: string): Codec<number> {
  const io = perPlatform(({ littleEndian }) => ({
    read: integerReader(size, signed, littleEndian),
    readByte: integerReader(1, false, littleEndian),
    write: integerWriter(size, signed, littleEndian),
  }))
  return {
    structs: [],
    room: () => size,
    encode(value, platform) {
      const bytes = new Uint8Array(size)
      io(platform).write(new DataView(bytes.buffer), 0, wholeNumber(value, what), what)
      return bytes
    },
    decode(bytes, platform) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      // Some options answer with one byte where C's documents say int: IP_MULTICAST_TTL on BSD.
      if (bytes.length === 1) return Number(io(platform).readByte(view, 0))
      if (bytes.length < size) throw tooShort(what, bytes, size)
      return Number(io(platform).read(view, 0))
    },
  }
}

/** C's int. */
export const int = integer(4, true, 'An int')

/** C's unsigned int of 32 bits. */
export const uint = integer(4, false, 'An unsigned int')

/** C's unsigned char. */
export const byte = integer(1, false, 'A byte')

/** C's unsigned short. */
export const ushort = integer(2, false, 'An unsigned short')

/** C's int as truth: written as 0 or 1, read as "not 0". */
export const bool: Codec<boolean> = mapped(
  int,
  (value: boolean) => {
    if (typeof value !== 'boolean')
      throw new TypeError(`A switch must be a boolean, not ${typeof value}`)
    return value ? 1 : 0
  },
  (value) => value !== 0,
)

/** An unsigned integer of 64 bits, as a bigint. */
export const u64: Codec<bigint> = {
  structs: [],
  room: () => 8,
  encode(value, { littleEndian }) {
    if (typeof value !== 'bigint')
      throw new TypeError(`A 64-bit value must be a bigint, not ${typeof value}`)
    const bytes = new Uint8Array(8)
    integerWriter(8, false, littleEndian)(new DataView(bytes.buffer), 0, value, 'A 64-bit value')
    return bytes
  },
  decode(bytes, { littleEndian }) {
    if (bytes.length < 8) throw tooShort('a 64-bit value', bytes, 8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, littleEndian)
  },
}

/**
 * Text, UTF-8, without C's closing NUL.
 *
 * @param room Bytes to offer the kernel for the answer.
 */
export function text(room: number): Codec<string> {
  return {
    structs: [],
    room: () => room,
    encode(value) {
      if (typeof value !== 'string')
        throw new TypeError(`A name must be a string, not ${typeof value}`)
      if (value.includes('\0'))
        throw new TypeError(`A name must not contain NUL: ${JSON.stringify(value)}`)
      const bytes = new TextEncoder().encode(value)
      if (bytes.length >= room)
        throw new RangeError(`A name of ${bytes.length} bytes has no room in ${room}`)
      return bytes
    },
    decode: textUpToNul,
  }
}

/**
 * Bytes as they are.
 *
 * @param room Bytes to offer the kernel for the answer.
 */
export function bytes(room: number): Codec<Uint8Array> {
  return {
    structs: [],
    room: () => room,
    encode(value) {
      if (!(value instanceof Uint8Array)) throw new TypeError('Bytes must be a Uint8Array')
      return value
    },
    decode: (value) => value.slice(),
  }
}

const MOST_SECONDS = 2 ** 31 - 1

/** struct timeval as milliseconds; parts of a microsecond round up, so that little is not "for ever". */
export const timeval: Codec<number> = mapped(
  struct('timeval', { tv_sec: 'signed', tv_usec: 'signed' }),
  (milliseconds: number) => {
    if (typeof milliseconds !== 'number') {
      throw new TypeError(`A time must be a number of milliseconds, not ${typeof milliseconds}`)
    }
    if (!(milliseconds >= 0 && milliseconds <= MOST_SECONDS * 1000)) {
      throw new RangeError(
        `A time must be between 0 and ${MOST_SECONDS * 1000} ms, not ${milliseconds}`,
      )
    }
    const microseconds = Math.ceil(milliseconds * 1000)
    return { tv_sec: Math.floor(microseconds / 1e6), tv_usec: microseconds % 1e6 }
  },
  ({ tv_sec, tv_usec }) => tv_sec * 1000 + tv_usec / 1000,
)

/** Whether close(2) waits for unsent data, and how long. */
export interface Linger {
  /** Whether closing waits for unsent data, or with 0 seconds throws it away with a reset. */
  onoff: boolean
  /** How long it waits at most. */
  seconds: number
}

/** struct linger. */
export const linger: Codec<Linger> = mapped(
  struct('linger', { l_onoff: 'signed', l_linger: 'signed' }),
  ({ onoff, seconds }: Linger) => ({ l_onoff: onoff ? 1 : 0, l_linger: seconds }),
  ({ l_onoff, l_linger }) => ({ onoff: l_onoff !== 0, seconds: l_linger }),
)
