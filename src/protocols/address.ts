import { isUint8Array } from 'node:util/types'
import type { InOf, OutOf } from '../codec/codec.ts'
import { objectReader } from '../codec/object-reader.ts'
import { within } from '../codec/integers.ts'
import { describeType } from '../codec/describe-type.ts'
import { readKeys } from '../codec/known-keys.ts'
import { type Platform, perPlatform } from '../codec/platform.ts'
import * as addressFamilies from './address-families.ts'
import type { Family } from './family.ts'
import type { InetAddress } from './ip/address.ts'
import type { Inet6Address } from './ipv6/address.ts'
import type { UnixAbstractAddress, UnixPathAddress } from './unix/address.ts'

/** Every address family whose addresses are known, in the order of their names. */
export const everyFamily = /* @__PURE__ */ Object.values(addressFamilies)

/** An address of a family that is known here, told apart by `family`. */
export type KnownAddress = OutOf<(typeof everyFamily)[number]['address']>

/** An address of any other family. */
export interface UnknownAddress {
  /** The number of the family, as C has it. */
  family: number
  /** The whole sockaddr, its family field included. */
  bytes: Uint8Array
}

/** An address of a family that is known here as it may be given: some take more than they give. */
type KnownInput = InOf<(typeof everyFamily)[number]['address']>

/** No address; connecting a datagram socket to it dissolves its association. See connect(2). */
export interface UnspecifiedAddress {
  /** Always this. */
  family: 'AF_UNSPEC'
}

/** Where a socket is, or where its peer is. */
export type Address = KnownAddress | UnknownAddress

/** An address that was given, its family told. */
export type GivenAddress = Address | KnownInput | UnspecifiedAddress

/**
 * What is taken wherever an address is: an address, with its `family` left out where the other
 * fields tell it, or its text: `'127.0.0.1:80'`, `'[fe80::1%eth0]:80'`, `'/run/x.sock'`,
 * `'@abstract'`. Names of hosts are not addresses; see `resolve`.
 */
export type AddressLike =
  | string
  | GivenAddress
  | Omit<InetAddress, 'family'>
  | Omit<Inet6Address, 'family'>
  | Omit<UnixPathAddress, 'family'>
  | Omit<UnixAbstractAddress, 'family'>

// The methods of a family take its own addresses only; the table pairs each with its name.
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

/** The sockaddr of an address. Throws TypeError or RangeError where C can't hold it. */
export function encodeAddress(address: GivenAddress, platform: Platform): Uint8Array {
  const planned = plan(platform)
  const { family } = address
  if (typeof family === 'number') return encodeUnknown(address, planned, platform)
  if (family === 'AF_UNSPEC') {
    readUnspecified(address)
    return withFamily(new Uint8Array(platform.layout('sockaddr')?.size ?? 16), 0, planned, platform)
  }
  const known = planned.byName.get(family)
  if (!known) throw new TypeError(`No such address family: ${JSON.stringify(family)}`)
  return withFamily(known.family.address.encode(address, platform), known.number, planned, platform)
}

type Plan = ReturnType<typeof plan>

const readUnspecified = objectReader<UnspecifiedAddress>('the address', { family: true })
const readUnknown = objectReader<UnknownAddress>('the address', { family: true, bytes: true })

function encodeUnknown(address: UnknownAddress, planned: Plan, platform: Platform): Uint8Array {
  const { family, bytes } = readUnknown(address)
  const { at, size } = planned
  if (!isUint8Array(bytes)) throw new TypeError('bytes of an address must be a Uint8Array')
  if (bytes.length < at + size)
    throw new RangeError(`bytes of an address must hold its family, has ${bytes.length}`)
  return withFamily(bytes.slice(), within(family, 'family', 0, 256 ** size - 1), planned, platform)
}

/** Writes the family, and BSD's length. */
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

/** The address in a sockaddr; null where the kernel gave none at all, as it does for streams. */
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
    return { family: number, bytes: bytes.slice() } // shorter than its family's: keep what there is
  }
}

/**
 * The protocol of socket(2) as a family wants it: in network byte order, for those that do.
 *
 * @throws {RangeError} When the family's has 16 bits, and this has more.
 */
export function protocolForSocket(family: number, protocol: number, platform: Platform): number {
  if (!plan(platform).byNumber.get(family)?.networkProtocol) return protocol
  const host = within(protocol, 'protocol', 0, 0xffff)
  return platform.littleEndian ? ((host & 0xff) << 8) | (host >> 8) : host
}

let fields: Set<string> | undefined

/** The fields that addresses have, of whatever family. */
export function addressFields(): ReadonlySet<string> {
  return (fields ??= new Set(['bytes', ...families.flatMap(fieldsOf)]))
}

/** The fields that addresses of a family have. */
export function fieldsOf({ examples }: { examples: readonly object[] }): string[] {
  return examples.flatMap((example) => Object.keys(example))
}

/** An address from what a user may give for one: a copy, so that each key is read once. */
export function toAddress(like: AddressLike, platform: Platform): GivenAddress {
  if (typeof like === 'string') return parseAddressText(like, platform)
  const given: unknown = like
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`An address must be an object or a string, not ${describeType(given)}`)
  }
  const address = readKeys(given, addressFields()) as Partial<Inet6Address | UnixPathAddress>
  if (address.family !== undefined) return address as GivenAddress // in any form that its family takes
  if ('path' in address || 'abstract' in address) return unixOf(address) // its codec looks at the rest
  if ('address' in address) {
    const { address: text } = address
    const family = typeof text === 'string' && text.includes(':') ? 'AF_INET6' : 'AF_INET'
    return { ...address, address: text, family } as InetAddress | Inet6Address
  }
  throw new TypeError('An address must have a family, an address, a path or an abstract name')
}

function unixOf(address: object): UnixPathAddress {
  return { ...(address as UnixPathAddress), family: 'AF_UNIX' }
}

/** Reads an address from its text; throws a TypeError that names the text when it is none. */
export function parseAddressText(text: string, platform: Platform): Address {
  const unknown = /^family:(\d{1,5}):((?:[0-9a-f]{2})*)$/.exec(text)
  if (unknown) {
    const [, number, hex = ''] = unknown
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    return { family: within(Number(number), 'family', 0, 0xffff), bytes }
  }
  for (const family of families) {
    const address = family.parse(text, platform)
    if (address) return address as KnownAddress // a text says all of it
  }
  throw new TypeError(`Not an address: ${JSON.stringify(text)}`)
}

/** The text of an address, which {@link parseAddressText} takes back. */
export function formatAddressText(address: Address | KnownInput, platform: Platform): string {
  if (typeof address.family === 'number') {
    const { bytes } = address
    return `family:${address.family}:${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
  const family = families.find(({ name }) => name === address.family)
  if (!family) throw new TypeError(`No such address family: ${JSON.stringify(address.family)}`)
  return family.format(address, platform)
}
