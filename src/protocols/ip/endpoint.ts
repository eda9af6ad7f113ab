import type { Platform } from '../../codec/platform.ts'
import { type AddressLike, decodeAddress, encodeAddress, toAddress } from '../address.ts'
import type { Inet6Address } from '../ipv6/address.ts'
import type { InetAddress } from './address.ts'

/** An IPv4 or an IPv6 address, with its port. */
export type Endpoint = InetAddress | Inet6Address

/** The sockaddr of an IPv4 or an IPv6 address, for a struct that has a sockaddr_storage. */
export function encodeEndpoint(like: AddressLike, platform: Platform): Uint8Array {
  const address = toAddress(like, platform)
  if (address.family !== 'AF_INET' && address.family !== 'AF_INET6') {
    throw new TypeError(`An address must be of IPv4 or IPv6, not ${String(address.family)}`)
  }
  return encodeAddress(address, platform)
}

/** The IPv4 or IPv6 address in a sockaddr_storage; a RangeError when it holds another. */
export function decodeEndpoint(bytes: Uint8Array, platform: Platform): Endpoint {
  const address = decodeAddress(bytes, platform)
  if (address?.family !== 'AF_INET' && address?.family !== 'AF_INET6') {
    throw new RangeError(`An address is neither of IPv4 nor of IPv6: ${String(address?.family)}`)
  }
  return address
}
