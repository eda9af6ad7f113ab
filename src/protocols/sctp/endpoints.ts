import { type Codec, tooShort } from '../../codec/codec.ts'
import { inside } from '../../codec/misuse.ts'
import type { Platform } from '../../codec/platform.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'

/** How many addresses to reserve space for when reading. */
const MAX_ADDRESSES = 64

/** A sockaddr_storage that may hold no address: of a socket, rather than of one peer. */
export function encodeOptional(like: AddressLike | null, platform: Platform): Uint8Array {
  return like === null ? new Uint8Array(0) : encodeEndpoint(like, platform)
}

/** The address in a sockaddr_storage; null if it holds none. */
export function decodeOptional(bytes: Uint8Array, platform: Platform): Endpoint | null {
  return familyOf(bytes, platform) === 0 ? null : decodeEndpoint(bytes, platform)
}

/** sa_family, at the beginning on Linux, which alone has SCTP's options here. */
function familyOf(bytes: Uint8Array, { littleEndian }: Platform): number {
  if (bytes.length < 2) throw tooShort('an address', bytes, 2)
  return new DataView(bytes.buffer, bytes.byteOffset, 2).getUint16(0, littleEndian)
}

/** Addresses one after the other, each as long as its family has it. */
export const packedAddresses: Codec<Endpoint[], readonly AddressLike[]> = {
  probes: () => [],
  maxSize: (platform) => MAX_ADDRESSES * sizeFor('sockaddr_in6', platform),
  encode(addresses, platform) {
    const each = arrayFrom(addresses, '').map((like, i) =>
      inside(`[${i}]`, () => encodeEndpoint(like, platform, '')),
    )
    const all = new Uint8Array(each.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const one of each) {
      all.set(one, at)
      at += one.length
    }
    return all
  },
  decode: (bytes, platform) => decodePacked(bytes, platform),
}

/** Reads addresses one after the other, up to the end or to this many. */
export function decodePacked(bytes: Uint8Array, platform: Platform, most = Infinity): Endpoint[] {
  const addresses: Endpoint[] = []
  for (let at = 0; at < bytes.length && addresses.length < most; ) {
    const rest = bytes.subarray(at)
    const isIPv4 = familyOf(rest, platform) === platform.constant('AF_INET')
    const size = sizeFor(isIPv4 ? 'sockaddr_in' : 'sockaddr_in6', platform)
    addresses.push(decodeEndpoint(rest.subarray(0, size), platform))
    at += size
  }
  return addresses
}

function sizeFor(name: string, platform: Platform): number {
  return platform.layout(name)?.size ?? 28
}
