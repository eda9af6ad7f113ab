import { type Codec, mapped, tooShort } from './codec.ts'
import { formatIPv4, formatIPv6 } from './inet.ts'
import { integerReader, integerWriter, wholeNumber, within } from './integers.ts'
import { inside, misuse, mustBe, mustBeNumber } from './misuse.ts'
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
      io(platform).write(bytes, 0, wholeNumber(value, ''), '')
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

/** int, of which the kernel takes this range. */
export function intWithin(min: number, max: number): Codec<number> {
  return { ...int, encode: (value, platform) => int.encode(within(value, '', min, max), platform) }
}

/** unsigned int, of 32 bits. */
export const uint = integer(4, false, 'An unsigned int')

/** unsigned char. */
export const byte = integer(1, false, 'A byte')

/** unsigned short. */
export const ushort = integer(2, false, 'An unsigned short')

/** An int as a boolean: written as 0 or 1; any number but 0 is true. */
export const bool: Codec<boolean> = mapped(
  int,
  (value: boolean) => (ofType(value, 'boolean', '') ? 1 : 0),
  (value) => value !== 0,
)

/** The number of an interface; when written, also its name. */
export const hostInterfaceIndex: Codec<number, number | string> = mapped(
  int,
  (value: number | string, platform) => interfaceNumber(value, '', platform),
  (value) => value,
)

/** {@link hostInterfaceIndex} in network byte order, for the few options that take it so. */
export const networkInterfaceIndex: Codec<number, number | string> = {
  probes: () => [],
  maxSize: () => 4,
  encode(value, platform) {
    const index = interfaceNumber(value, '', platform)
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, within(index, '', 0, 2 ** 31 - 1))
    return bytes
  },
  decode(bytes) {
    if (bytes.length < 4) throw tooShort('an interface', bytes, 4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  },
}

/** struct in_addr as text. */
export const ipv4: Codec<string> = mapped(
  bytes(4),
  (text: string) => ipv4Bytes(text),
  (value) => {
    if (value.length < 4) throw tooShort('struct in_addr', value, 4)
    return formatIPv4(value)
  },
)

/** struct in6_addr as text. */
export const ipv6: Codec<string> = mapped(
  bytes(16),
  (text: string) => ipv6Bytes(text),
  (value) => {
    if (value.length < 16) throw tooShort('struct in6_addr', value, 16)
    return formatIPv6(value)
  },
)

/** The value of an option without one: null, passed to the kernel as four zero bytes. */
export const nothing: Codec<null> = mapped(
  int,
  (value: null) => {
    if ((value as unknown) !== null) throw mustBe('', 'null', value)
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
      const { length } = arrayFrom(values, '')
      const size = one.maxSize(platform)
      const all = new Uint8Array(length * size)
      for (const [i, value] of values.entries())
        all.set(
          inside(`[${i}]`, () => one.encode(value, platform)),
          i * size,
        )
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
    const number = ofType(value, 'bigint', '')
    const bytes = new Uint8Array(8)
    integerWriter(8, false, littleEndian)(bytes, 0, number, '')
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
      const bytes = new TextEncoder().encode(withoutNul(ofType(value, 'string', ''), ''))
      if (bytes.length >= maxSize) {
        const room = `has room for ${maxSize - 1} bytes, not ${bytes.length}`
        throw misuse(RangeError, '', room)
      }
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
    encode: (value) => bytesFrom(value, ''),
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
      const given: unknown = milliseconds
      if (typeof given !== 'number') throw mustBeNumber(TypeError, '', 'a number', given)
      if (!(given >= 0 && given <= MAX_SECONDS * 1000)) {
        throw mustBeNumber(RangeError, '', `between 0 and ${MAX_SECONDS * 1000}`, given)
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
  struct(
    'linger',
    { onoff: 'bool', seconds: 'signed' },
    { names: { onoff: 'l_onoff', seconds: 'l_linger' } },
  ),
  ({ onoff, seconds }: Linger) => ({ onoff, seconds: within(seconds, 'seconds', 0, MAX_SECONDS) }),
  (value) => value,
  { onoff: true, seconds: true },
)
