import type { Address, Inet6Address, InetAddress, Socket } from '../../index.ts'

/** An IPv4 or IPv6 address. */
export type InternetAddress = InetAddress | Inet6Address

/** Whether it is an IPv4 or IPv6 address. */
export function isInternet(address: Address): address is InternetAddress {
  return address.family === 'AF_INET' || address.family === 'AF_INET6'
}

/** The text of an IP address, with its scope if it has one: `'fe80::1%2'`. */
export function hostOf(address: InternetAddress): string {
  const scope = address.family === 'AF_INET6' ? (address.scopeId ?? 0) : 0
  return scope === 0 ? address.address : `${address.address}%${scope}`
}

/** The wildcard address of a family: bind(2) takes it for every address of this machine. */
export function wildcard(family: 'AF_INET' | 'AF_INET6'): string {
  return family === 'AF_INET' ? '0.0.0.0' : '::'
}

/** The address of the peer; null if there is none, or no longer one. */
export function peerOf(socket: Socket): Address | null {
  try {
    return socket.remoteAddress
  } catch {
    return null
  }
}
