import { inside, misuse } from '../../codec/misuse.ts'
import type { Platform } from '../../codec/platform.ts'
import { type AddressLike, decodeAddress, encodeAddress, toAddress } from '../address.ts'
import type { Inet6Address } from '../ipv6/address.ts'
import type { InetAddress } from './address.ts'

/** An IPv4 or IPv6 address with its port. */
export type Endpoint = InetAddress | Inet6Address

/** Encodes an IPv4 or IPv6 address for a struct with a sockaddr_storage. */
export function encodeEndpoint(
  like: AddressLike,
  platform: Platform,
  name = 'address',
): Uint8Array {
  return inside(name, () => {
    const address = toAddress(like, platform)
    if (address.family !== 'AF_INET' && address.family !== 'AF_INET6') {
      throw misuse(TypeError, '', `must be IPv4 or IPv6, not ${String(address.family)}`)
    }
    return encodeAddress(address, platform)
  })
}

/** Decodes the address in a sockaddr_storage; a RangeError if it is neither IPv4 nor IPv6. */
export function decodeEndpoint(bytes: Uint8Array, platform: Platform): Endpoint {
  const address = decodeAddress(bytes, platform)
  if (address?.family !== 'AF_INET' && address?.family !== 'AF_INET6') {
    throw new RangeError(`The address is neither IPv4 nor IPv6: ${String(address?.family)}`)
  }
  return address
}
