import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from './inet.ts'
import { integerReader, integerWriter, wholeNumber } from './integers.ts'
import { misuse, mustBe } from './misuse.ts'
import type { FieldLayout, Platform } from './platform.ts'
import { show } from './show.ts'
import { bytesFrom, ofType, withoutNul } from './type-check.ts'

/** The types of each kind of field when it is read and when it is written. */
interface KindTypes {
  /** A number, which must be a safe integer. */
  signed: [number, number]
  unsigned: [number, number]
  /** Big-endian on every machine. */
  network: [number, number]
  /** An integer of up to 64 bits. */
  bigint: [bigint, bigint]
  /** An integer of 64 bits as two words, the lower first on every machine. */
  words: [bigint, bigint]
  /** An integer as a boolean: any number but 0 is true. */
  bool: [boolean, boolean]
  /** The number of an interface; when written, also its name. */
  interface: [number, number | string]
  bytes: [Uint8Array, Uint8Array]
  /** UTF-8 text with a terminating NUL. */
  text: [string, string]
  /** `'127.0.0.1'`. */
  ipv4: [string, string]
  /** `'::1'`. */
  ipv6: [string, string]
}

/** How a field of a C struct is interpreted. */
export type FieldKind = keyof KindTypes

/** The type of a field of this kind when it is read. */
export type FieldOutput<Kind extends FieldKind> = KindTypes[Kind][0]

/** The type of a field of this kind when it is written. */
export type FieldInput<Kind extends FieldKind> = KindTypes[Kind][1]

/** A field whose position on a machine is known. */
export interface Field {
  readonly name: string
  readonly end: number
  read(bytes: Uint8Array): unknown
  write(bytes: Uint8Array, value: unknown): void
}

/** Plans how to read and write a field of this kind at this position. */
export function planField(
  name: string,
  kind: FieldKind,
  layout: FieldLayout,
  platform: Platform,
): Field {
  const { offset, size } = layout
  const end = offset + size
  switch (kind) {
    case 'bytes':
      return {
        name,
        end,
        read: (bytes) => bytes.slice(offset, end),
        write(bytes, value) {
          bytes.set(fitting(bytesFrom(value, name), size, name), offset)
        },
      }
    case 'text':
      return {
        name,
        end,
        read: (bytes) => textUpToNul(bytes.subarray(offset, end)),
        write(bytes, value) {
          const text = withoutNul(ofType(value, 'string', name), name)
          bytes.set(fitting(new TextEncoder().encode(text), size - 1, name), offset)
        },
      }
    case 'ipv4':
      return {
        name,
        end,
        read: (bytes) => formatIPv4(bytes, offset),
        write(bytes, value) {
          bytes.set(ipv4Bytes(value, name), offset)
        },
      }
    case 'ipv6':
      return {
        name,
        end,
        read: (bytes) => formatIPv6(bytes, offset),
        write(bytes, value) {
          bytes.set(ipv6Bytes(value, name), offset)
        },
      }
    default:
      return planNumber(name, kind, layout, platform)
  }
}

function planNumber(
  name: string,
  kind: Exclude<FieldKind, 'bytes' | 'text' | 'ipv4' | 'ipv6'>,
  { offset, size }: FieldLayout,
  platform: Platform,
): Field {
  const littleEndian = kind !== 'network' && platform.littleEndian
  const signed = kind === 'signed' || kind === 'bool' || (kind === 'interface' && size === 4)
  const end = offset + size
  const readNumber = integerReader(size, signed, littleEndian)
  const writeNumber = integerWriter(size, signed, littleEndian)
  switch (kind) {
    case 'bigint':
      return {
        name,
        end,
        read: (bytes) => BigInt(readNumber(bytes, offset)),
        write(bytes, value) {
          writeNumber(bytes, offset, ofType(value, 'bigint', name), name)
        },
      }
    case 'words': {
      const ordered = (eight: Uint8Array) =>
        littleEndian ? eight : Uint8Array.from(eight, (_, i) => eight[i ^ 4] ?? 0)
      return {
        name,
        end,
        read: (bytes) => readNumber(ordered(bytes.subarray(offset, end)), 0),
        write(bytes, value) {
          writeNumber(bytes, offset, ofType(value, 'bigint', name), name)
          bytes.set(ordered(bytes.subarray(offset, end)), offset)
        },
      }
    }
    case 'bool':
      return {
        name,
        end,
        read: (bytes) => Number(readNumber(bytes, offset)) !== 0,
        write(bytes, value) {
          writeNumber(bytes, offset, ofType(value, 'boolean', name) ? 1 : 0, name)
        },
      }
    case 'interface':
      return {
        name,
        end,
        read: (bytes) => Number(readNumber(bytes, offset)),
        write(bytes, value) {
          writeNumber(bytes, offset, interfaceNumber(value, name, platform), name)
        },
      }
    default:
      return {
        name,
        end,
        read: (bytes) => Number(readNumber(bytes, offset)),
        write(bytes, value) {
          writeNumber(bytes, offset, wholeNumber(value, name), name)
        },
      }
  }
}

/** The number of an interface that is given by name or number. An unknown name is a TypeError. */
export function interfaceNumber(value: unknown, what: string, platform: Platform): number {
  if (typeof value === 'number') return wholeNumber(value, what)
  if (typeof value !== 'string') throw mustBe(what, 'the number or name of an interface', value)
  const index = value.includes('\0') ? undefined : platform.interfaceIndex(value)
  if (index === undefined) {
    throw misuse(
      TypeError,
      what,
      `must be an interface; there is no ${show(value)}`,
      `No such interface: ${show(value)}`,
    )
  }
  return index
}

/** The four bytes of `'127.0.0.1'`; anything else is a TypeError. */
export function ipv4Bytes(text: unknown, name = ''): Uint8Array {
  const bytes = typeof text === 'string' ? parseIPv4(text) : undefined
  if (!bytes) throw mustBe(name, 'a numeric IPv4 address', text)
  return bytes
}

/** The sixteen bytes of `'::1'`; anything else is a TypeError. */
export function ipv6Bytes(text: unknown, name = ''): Uint8Array {
  const bytes = typeof text === 'string' ? parseIPv6(text) : undefined
  if (!bytes) throw mustBe(name, 'a numeric IPv6 address', text)
  return bytes
}

/** The text before the first NUL, as UTF-8. */
export function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function fitting(bytes: Uint8Array, maxSize: number, name: string): Uint8Array {
  if (bytes.length > maxSize) {
    const text = `has room for ${maxSize} bytes, not ${bytes.length}`
    throw misuse(RangeError, name, text)
  }
  return bytes
}
