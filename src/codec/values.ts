import { type Codec, mapped, tooShort } from './codec.ts'
import { formatIPv4, formatIPv6 } from './inet.ts'
import { describeType } from './describe-type.ts'
import { integerReader, integerWriter, wholeNumber, within } from './integers.ts'
import { perPlatform } from './platform.ts'
import { interfaceNumber, ipv4Bytes, ipv6Bytes, textUpToNul } from './field.ts'
import { struct } from './struct.ts'
import { arrayFrom, bytesFrom, ofType, withoutNul } from './type-check.ts'

function integer(size: number, signed: boolean, what: string): Codec<number> {
  const io = perPlatform(({ littleEndian }) => ({
    read: integerReader(size, signed, littleEndian),
    write: integerWriter(size, signed, littleEndian),
  }))
  return {
    probes: () => [],
    maxSize: () => size,
    encode(value, platform) {
      const bytes = new Uint8Array(size)
      io(platform).write(bytes, 0, wholeNumber(value, what), what)
      return bytes
    },
    decode(bytes, platform) {
      // Some options return one byte although the manual says int: IP_MULTICAST_TTL on BSD.
      if (bytes.length === 1) return bytes[0] ?? 0
      if (bytes.length < size) throw tooShort(what, bytes, size)
      return Number(io(platform).read(bytes, 0))
    },
  }
}

/** int. */
export const int = integer(4, true, 'An int')

/** unsigned int, of 32 bits. */
export const uint = integer(4, false, 'An unsigned int')

/** unsigned char. */
export const byte = integer(1, false, 'A byte')

/** unsigned short. */
export const ushort = integer(2, false, 'An unsigned short')

/** An int as a boolean: written as 0 or 1; any number but 0 is true. */
export const bool: Codec<boolean> = mapped(
  int,
  (value: boolean) => (ofType(value, 'boolean', 'The value') ? 1 : 0),
  (value) => value !== 0,
)

/** The number of an interface; when written, also its name. */
export const hostInterfaceIndex: Codec<number, number | string> = mapped(
  int,
  (value: number | string, platform) => interfaceNumber(value, 'An interface', platform),
  (value) => value,
)

/** {@link hostInterfaceIndex} in network byte order, for the few options that take it so. */
export const networkInterfaceIndex: Codec<number, number | string> = {
  probes: () => [],
  maxSize: () => 4,
  encode(value, platform) {
    const index = interfaceNumber(value, 'An interface', platform)
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, within(index, 'An interface', 0, 2 ** 31 - 1))
    return bytes
  },
  decode(bytes) {
    if (bytes.length < 4) throw tooShort('an interface', bytes, 4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  },
}

/** struct in_addr as text. */
export const ipv4: Codec<string> = mapped(bytes(4), ipv4Bytes, (value) => {
  if (value.length < 4) throw tooShort('struct in_addr', value, 4)
  return formatIPv4(value)
})

/** struct in6_addr as text. */
export const ipv6: Codec<string> = mapped(bytes(16), ipv6Bytes, (value) => {
  if (value.length < 16) throw tooShort('struct in6_addr', value, 16)
  return formatIPv6(value)
})

/** The value of an option without one: null, passed to the kernel as four zero bytes. */
export const nothing: Codec<null> = mapped(
  int,
  (value: null) => {
    const given: unknown = value
    if (given !== null) throw new TypeError('This option has no value: pass null')
    return 0
  },
  () => null,
)

/**
 * Several values of the same type, one after the other.
 *
 * @param maxCount How many to reserve space for when reading.
 */
export function list<Out, In>(one: Codec<Out, In>, maxCount: number): Codec<Out[], readonly In[]> {
  return {
    probes: one.probes,
    maxSize: (platform) => one.maxSize(platform) * maxCount,
    encode(values, platform) {
      const { length } = arrayFrom(values, 'A list')
      const size = one.maxSize(platform)
      const all = new Uint8Array(length * size)
      for (const [i, value] of values.entries()) all.set(one.encode(value, platform), i * size)
      return all
    },
    decode(bytes, platform) {
      const size = one.maxSize(platform)
      const values: Out[] = []
      for (let at = 0; at + size <= bytes.length; at += size)
        values.push(one.decode(bytes.subarray(at, at + size), platform))
      return values
    },
  }
}

/** An unsigned integer of 64 bits, as a bigint. */
export const uint64: Codec<bigint> = {
  probes: () => [],
  maxSize: () => 8,
  encode(value, { littleEndian }) {
    const number = ofType(value, 'bigint', 'A 64-bit value')
    const bytes = new Uint8Array(8)
    integerWriter(8, false, littleEndian)(bytes, 0, number, 'A 64-bit value')
    return bytes
  },
  decode(bytes, { littleEndian }) {
    if (bytes.length < 8) throw tooShort('a 64-bit value', bytes, 8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, littleEndian)
  },
}

/**
 * UTF-8 text without a terminating NUL.
 *
 * @param maxSize How many bytes to reserve when reading.
 */
export function text(maxSize: number): Codec<string> {
  return {
    probes: () => [],
    maxSize: () => maxSize,
    encode(value) {
      const name = withoutNul(ofType(value, 'string', 'A name'), 'A name')
      const bytes = new TextEncoder().encode(name)
      if (bytes.length >= maxSize)
        throw new RangeError(`A name of ${bytes.length} bytes does not fit in ${maxSize}`)
      return bytes
    },
    decode: textUpToNul,
  }
}

/**
 * Plain bytes.
 *
 * @param maxSize How many bytes to reserve when reading.
 */
export function bytes(maxSize: number): Codec<Uint8Array> {
  return {
    probes: () => [],
    maxSize: () => maxSize,
    encode: (value) => bytesFrom(value, 'Bytes'),
    decode: (value) => value.slice(),
  }
}

const MAX_SECONDS = 2 ** 31 - 1

/**
 * A struct of seconds and microseconds as milliseconds. Parts of a microsecond round up, since 0
 * often means no limit.
 */
export function timevalOf(name: string, header?: string): Codec<number> {
  const fields = { tv_sec: 'signed', tv_usec: 'signed' } as const
  return mapped(
    struct(name, fields, header === undefined ? {} : { header }),
    (milliseconds: number) => {
      if (typeof milliseconds !== 'number') {
        throw new TypeError(
          `A time must be a number of milliseconds, not ${describeType(milliseconds)}`,
        )
      }
      if (!(milliseconds >= 0 && milliseconds <= MAX_SECONDS * 1000)) {
        throw new RangeError(
          `A time must be between 0 and ${MAX_SECONDS * 1000} ms, not ${milliseconds}`,
        )
      }
      const microseconds = Math.ceil(milliseconds * 1000)
      return { tv_sec: Math.floor(microseconds / 1e6), tv_usec: microseconds % 1e6 }
    },
    ({ tv_sec, tv_usec }) => tv_sec * 1000 + tv_usec / 1000,
  )
}

/** struct timeval. */
export const timeval = timevalOf('timeval')

/** Whether close(2) waits for unsent data, and how long. */
export interface Linger {
  /**
   * Whether closing waits for unsent data; with 0 seconds it discards the data and sends a reset.
   */
  onoff: boolean
  /** The maximum time to wait. */
  seconds: number
}

/** struct linger. */
export const linger: Codec<Linger> = mapped(
  struct('linger', { l_onoff: 'signed', l_linger: 'signed' }),
  ({ onoff, seconds }: Linger) => ({ l_onoff: onoff ? 1 : 0, l_linger: seconds }),
  ({ l_onoff, l_linger }) => ({ onoff: l_onoff !== 0, seconds: l_linger }),
  { onoff: true, seconds: true },
)
