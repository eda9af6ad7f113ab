import type { InOf, OutOf } from '../codec/codec.ts'
import { objectReader } from '../codec/object-reader.ts'
import { within } from '../codec/integers.ts'
import { show } from '../codec/show.ts'
import { readKeys, whatItHas } from '../codec/known-keys.ts'
import { suggestion } from '../codec/nearest.ts'
import { type Platform, perPlatform } from '../codec/platform.ts'
import { bytesFrom } from '../codec/type-check.ts'
import { isNoAddress, notAddress, notAnObject, unknownAddress } from './address-hint.ts'
import * as addressFamilies from './address-families.ts'
import type { Family } from './family.ts'
import { OTHER_NAMES } from './other-names.ts'
import type { InetAddress } from './ip/address.ts'
import type { Inet6Address } from './ipv6/address.ts'
import { abstractPath, type UnixAbstractAddress, type UnixPathAddress } from './unix/address.ts'

/** Every address family whose addresses are known, in the order of their names. */
export const everyFamily = /* @__PURE__ */ Object.values(addressFamilies)

/** An address of a known family, distinguished by `family`. */
export type KnownAddress = OutOf<(typeof everyFamily)[number]['address']>

/** An address of any other family. */
export interface UnknownAddress {
  /** The number of the family in C. */
  family: number
  /** The whole sockaddr, including its family field. */
  bytes: Uint8Array
}

/** An address of a known family as input: some families accept more than they return. */
type KnownInput = InOf<(typeof everyFamily)[number]['address']>

/** No address. Connecting a datagram socket to it dissolves its association; see connect(2). */
export interface UnspecifiedAddress {
  /** The family. */
  family: 'AF_UNSPEC'
}

/** The address of a socket or of its peer. */
export type Address = KnownAddress | UnknownAddress

/** An address as input, with its family. */
export type GivenAddress = Address | KnownInput | UnspecifiedAddress

/**
 * What every call accepts as an address: an object, whose `family` may be left out where the other
 * fields determine it, or text: `'127.0.0.1:80'`, `'[fe80::1%eth0]:80'`, `'/run/x.sock'`,
 * `'@abstract'`. Host names are not addresses; see `resolve`.
 */
export type AddressLike =
  | string
  | GivenAddress
  | Omit<InetAddress, 'family'>
  | Omit<Inet6Address, 'family'>
  | Omit<UnixPathAddress, 'family'>
  | Omit<UnixAbstractAddress, 'family'>

// The methods of a family take only its own addresses, which the look-up by name ensures.
type AnyFamily = Family<KnownAddress, KnownInput>
const families = everyFamily as unknown as readonly AnyFamily[]

const plan = perPlatform((platform) => {
  const byName = new Map<string, { number: number; family: AnyFamily }>()
  const byNumber = new Map<number, AnyFamily>()
  for (const family of families) {
    const number = platform.constant(family.name)
    if (number === undefined) continue
    byName.set(family.name, { number, family })
    byNumber.set(number, family)
  }
  const { sa_family, sa_len } = platform.layout('sockaddr')?.fields ?? {}
  return {
    byName,
    byNumber,
    at: sa_family?.offset ?? 0,
    size: sa_family?.size ?? 2,
    lengthAt: sa_len?.offset,
  }
})

/** Encodes an address as a sockaddr. Throws a TypeError or RangeError if C cannot represent it. */
export function encodeAddress(address: GivenAddress, platform: Platform): Uint8Array {
  const planned = plan(platform)
  const { family } = address
  if (typeof family === 'number') return encodeUnknown(address, planned, platform)
  if (family === 'AF_UNSPEC') {
    readUnspecified(address)
    return withFamily(new Uint8Array(platform.layout('sockaddr')?.size ?? 16), 0, planned, platform)
  }
  const known = planned.byName.get(family)
  if (!known) throw noFamily(family, planned)
  return withFamily(known.family.address.encode(address, platform), known.number, planned, platform)
}

type Plan = ReturnType<typeof plan>

function noFamily(family: unknown, { byName }: Plan): TypeError {
  const near = typeof family === 'string' ? suggestion(family, byName.keys(), OTHER_NAMES) : ''
  return new TypeError(`No address family ${show(family)}${near}`)
}

const readUnspecified = objectReader<UnspecifiedAddress>('the address', { family: true })
const readUnknown = objectReader<UnknownAddress>('the address', { family: true, bytes: true })

/** With a number, an address has bytes; its fields go with the name of the family. */
function checkNamedFamily(address: UnknownAddress, { byNumber }: Plan): void {
  if ('bytes' in address) return
  const { family } = address as UnknownAddress
  const name = NODE_FAMILIES[family] ?? byNumber.get(family)?.name
  if (name !== undefined) throw new TypeError(`family must be '${name}', not ${family}`)
}

/** In C, these are the numbers of other families. */
const NODE_FAMILIES: Readonly<Record<number, string>> = { 4: 'AF_INET', 6: 'AF_INET6' }

function encodeUnknown(address: UnknownAddress, planned: Plan, platform: Platform): Uint8Array {
  checkNamedFamily(address, planned)
  const { family, bytes } = readUnknown(address)
  const { at, size } = planned
  const given = bytesFrom(bytes, 'bytes of an address')
  if (given.length < at + size)
    throw new RangeError(`bytes of an address must hold its family, has ${given.length}`)
  return withFamily(given.slice(), within(family, 'family', 0, 256 ** size - 1), planned, platform)
}

/** Writes the family field, and BSD's length byte. */
function withFamily(
  bytes: Uint8Array,
  family: number,
  { at, size, lengthAt }: Plan,
  platform: Platform,
): Uint8Array {
  if (size === 1) bytes[at] = family
  else {
    bytes[at] = platform.littleEndian ? family & 255 : family >> 8
    bytes[at + 1] = platform.littleEndian ? family >> 8 : family & 255
  }
  if (lengthAt !== undefined) bytes[lengthAt] = bytes.length
  return bytes
}

/** Decodes a sockaddr; null if the kernel returned none, as it does for streams. */
export function decodeAddress(bytes: Uint8Array, platform: Platform): Address | null {
  const { byNumber, at, size } = plan(platform)
  if (bytes.length < at + size) return null
  const first = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  const number =
    size === 1 ? first : platform.littleEndian ? first | (second << 8) : (first << 8) | second
  const family = byNumber.get(number)
  if (!family) return { family: number, bytes: bytes.slice() }
  try {
    return family.address.decode(bytes, platform)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { family: number, bytes: bytes.slice() } // shorter than its family: keep the bytes
  }
}

/**
 * The protocol argument of socket(2), which some families take in network byte order.
 *
 * @throws {RangeError} If the family's protocols have 16 bits, and this one has more.
 */
export function protocolForSocket(family: number, protocol: number, platform: Platform): number {
  if (!plan(platform).byNumber.get(family)?.networkProtocol) return protocol
  const host = within(protocol, 'protocol', 0, 0xffff)
  return platform.littleEndian ? ((host & 0xff) << 8) | (host >> 8) : host
}

let fields: Set<string> | undefined

/** The fields of addresses of all families. */
export function addressFields(): ReadonlySet<string> {
  return (fields ??= new Set(['bytes', ...families.flatMap(fieldsOf)]))
}

/** The fields of addresses of one family. */
export function fieldsOf({ examples }: { examples: readonly object[] }): string[] {
  return examples.flatMap((example) => Object.keys(example))
}

const MUST_BE = 'An address must be an object or a string'

/** Converts what a caller passed as an address. Copies it, so that each key is read once. */
export function toAddress(like: AddressLike, platform: Platform): GivenAddress {
  if (typeof like === 'string') return parseAddressText(like, platform)
  const given: unknown = like
  if (typeof given !== 'object' || given === null) {
    throw notAnObject(given, MUST_BE)
  }
  if (Object.getPrototypeOf(given) !== Object.prototype && isNoAddress(given))
    throw notAddress(given, MUST_BE)
  const address = readKeys(given, addressFields()) as Partial<Inet6Address | UnixPathAddress>
  if (address.family !== undefined) return address as GivenAddress // in any form of its family
  if ('path' in address || 'abstract' in address) return unixOf(address) // its codec checks the rest
  if ('address' in address) {
    const { address: text } = address
    if (typeof text === 'string' && HARDWARE.test(text))
      throw new TypeError(
        "A hardware address needs its family: 'AF_PACKET', with an interfaceIndex, or 'AF_BLUETOOTH'",
      )
    const family = typeof text === 'string' && text.includes(':') ? 'AF_INET6' : 'AF_INET'
    return { ...address, address: text, family } as InetAddress | Inet6Address
  }
  throw new TypeError(
    'host' in given
      ? "An address has no host, but a numeric address: { address: '127.0.0.1', port }; names are looked up by the functions connect, listen and bind"
      : `An address must have a family, an address, a path or an abstract name${whatItHas(given)}${familyFor(Object.keys(address))}`,
  )
}

const HARDWARE = /^[\da-f]{2}([:-][\da-f]{2}){5}$/i

function familyFor(keys: readonly string[]): string {
  const names = familiesWith(keys)
  return names === '' ? '' : `; family may be ${names}`
}

/** `"'AF_CAN' or 'AF_PACKET'"`: the families whose addresses have these fields; `''` for none. */
export function familiesWith(keys: readonly string[]): string {
  if (keys.length === 0) return ''
  const all = families.filter((one) => keys.every((key) => fieldsOf(one).includes(key)))
  return all.map(({ name }) => `'${name}'`).join(' or ')
}

function unixOf(address: { path?: unknown }): UnixPathAddress {
  const { path } = address
  // With its family, as the kernel's answers have, it is the path that it says.
  if (typeof path === 'string' && path.startsWith('@')) throw abstractPath(path)
  return { ...(address as UnixPathAddress), family: 'AF_UNIX' }
}

/** Parses the text of an address. Throws a TypeError with the text if it is not one. */
export function parseAddressText(text: string, platform: Platform): Address {
  const unknown = /^family:(\d{1,5}):((?:[0-9a-f]{2})*)$/.exec(text)
  if (unknown) {
    const [, number, hex = ''] = unknown
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    return { family: within(Number(number), 'family', 0, 0xffff), bytes }
  }
  for (const family of families) {
    const address = family.parse(text, platform)
    if (address) return address as KnownAddress // the text has all fields
  }
  throw unknownAddress(text)
}

/** Formats an address as text that {@link parseAddressText} parses. */
export function formatAddressText(address: Address | KnownInput, platform: Platform): string {
  if (typeof address.family === 'number') {
    const { bytes } = address
    return `family:${address.family}:${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
  const family = families.find(({ name }) => name === address.family)
  if (!family) throw noFamily(address.family, plan(platform))
  return family.format(address, platform)
}
