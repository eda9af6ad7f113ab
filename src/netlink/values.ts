import { platform } from '../binding.ts'
import { type Codec, tooShort } from '../codec/codec.ts'
import { textUpToNul } from '../codec/field.ts'
import { wholeNumber } from '../codec/integers.ts'
import { inside } from '../codec/misuse.ts'
import { byte, int, ipv4, ipv6, uint64, uint, ushort } from '../codec/values.ts'
import { arrayFrom, ofType, withoutNul } from '../codec/type-check.ts'
import { memoryInfo, type MemoryInfo } from '../protocols/socket/memory-info.ts'
import { tcpInfo, type TcpInfo } from '../protocols/tcp/info.ts'
import { type Attribute, type AttributeInput, attributeList } from './attributes.ts'

const bigEndian = { ...platform, littleEndian: false }

/** The first attribute of this type; undefined if there is none. */
export function attributeOf(attributes: readonly Attribute[], type: number): Attribute | undefined {
  const list = arrayFrom(attributes, 'Attributes')
  const number = inside('type', () => wholeNumber(type, ''), undefined, platform)
  return list.find((attribute) => attribute.type === number)
}

function read<T>(codec: Codec<T>, attributes: readonly Attribute[], type: number): T | undefined {
  const attribute = attributeOf(attributes, type)
  if (!attribute) return undefined
  const { data, networkOrder } = attribute
  const size = codec.maxSize(platform)
  if (data.length !== size) throw tooShort(`attribute ${type}`, data, size)
  return codec.decode(data, networkOrder ? bigEndian : platform)
}

/** The value of the first attribute of this type, 8 bits; undefined if there is none. */
export function u8Of(attributes: readonly Attribute[], type: number): number | undefined {
  return read(byte, attributes, type)
}

/** The value of the first attribute of this type, 16 bits; undefined if there is none. */
export function u16Of(attributes: readonly Attribute[], type: number): number | undefined {
  return read(ushort, attributes, type)
}

/** The value of the first attribute of this type, 32 bits; undefined if there is none. */
export function u32Of(attributes: readonly Attribute[], type: number): number | undefined {
  return read(uint, attributes, type)
}

/**
 * The value of the first attribute of this type, 32 bits with a sign; undefined if there is none.
 */
export function s32Of(attributes: readonly Attribute[], type: number): number | undefined {
  return read(int, attributes, type)
}

/** The value of the first attribute of this type, 64 bits; undefined if there is none. */
export function u64Of(attributes: readonly Attribute[], type: number): bigint | undefined {
  return read(uint64, attributes, type)
}

/** The text of the first attribute of this type, up to its NUL; undefined if there is none. */
export function textOf(attributes: readonly Attribute[], type: number): string | undefined {
  const attribute = attributeOf(attributes, type)
  return attribute && textUpToNul(attribute.data)
}

/** The IPv4 or IPv6 address in the first attribute of this type; undefined if there is none. */
export function ipOf(attributes: readonly Attribute[], type: number): string | undefined {
  const attribute = attributeOf(attributes, type)
  if (!attribute) return undefined
  const { data } = attribute
  if (data.length === 4) return ipv4.decode(data, platform)
  if (data.length === 16) return ipv6.decode(data, platform)
  throw new RangeError(`Cannot read attribute ${type}: ${data.length} bytes, needs 4 or 16`)
}

/**
 * The first attribute of this type as TCP_INFO, such as INET_DIAG_INFO of a TCP connection;
 * undefined if there is none.
 */
export function tcpInfoOf(attributes: readonly Attribute[], type: number): TcpInfo | undefined {
  const attribute = attributeOf(attributes, type)
  return attribute && tcpInfo.decode(attribute.data, platform)
}

/**
 * The first attribute of this type as SO_MEMINFO, such as INET_DIAG_SKMEMINFO and
 * UNIX_DIAG_MEMINFO; undefined if there is none.
 */
export function memoryInfoOf(
  attributes: readonly Attribute[],
  type: number,
): MemoryInfo | undefined {
  const attribute = attributeOf(attributes, type)
  return attribute && memoryInfo.decode(attribute.data, platform)
}

/** The attributes within the first attribute of this type; undefined if there is none. */
export function attributesOf(
  attributes: readonly Attribute[],
  type: number,
): Attribute[] | undefined {
  const attribute = attributeOf(attributes, type)
  return attribute && attributeList.decode(attribute.data, platform)
}

/** An attribute of 8 bits. */
export function u8(type: number, value: number): AttributeInput {
  return { type, data: byte.encode(value, platform) }
}

/** An attribute of 16 bits. */
export function u16(type: number, value: number): AttributeInput {
  return { type, data: ushort.encode(value, platform) }
}

/** An attribute of 32 bits. */
export function u32(type: number, value: number): AttributeInput {
  return { type, data: uint.encode(value, platform) }
}

/** An attribute of 32 bits with a sign. */
export function s32(type: number, value: number): AttributeInput {
  return { type, data: int.encode(value, platform) }
}

/** An attribute of 64 bits. */
export function u64(type: number, value: bigint): AttributeInput {
  return { type, data: uint64.encode(value, platform) }
}

/** An attribute of text, UTF-8, with C's terminating NUL. */
export function text(type: number, value: string): AttributeInput {
  const given = withoutNul(ofType(value, 'string', 'Text'), 'Text')
  return { type, data: new TextEncoder().encode(`${given}\0`) }
}

/** An attribute with an IPv4 address, or an IPv6 address. */
export function ip(type: number, address: string): AttributeInput {
  const given: unknown = address
  const codec = typeof given === 'string' && given.includes(':') ? ipv6 : ipv4
  return { type, data: codec.encode(address, platform) }
}

/** An attribute that contains attributes. */
export function nested(type: number, attributes: readonly AttributeInput[]): AttributeInput {
  return { type, nested: true, data: attributes }
}
