import { isIPv4 } from 'node:net'
import {
  type Address,
  constants,
  type Inet6Address,
  type InetAddress,
  resolveSync,
} from '../../index.ts'
import { isMissing, string } from './arguments.ts'
import { SocketException } from './error.ts'
import { isInteger, kindOf } from './types.ts'
import type { State } from './state.ts'

/** Where something of the internet is. */
export type Place = InetAddress | Inet6Address

/** The address of a host for sockets of this kind; null where there is none. */
export function placeOf({ core }: State, host: string, port: number): Place | null {
  const { family } = core
  if (family !== 'AF_INET' && family !== 'AF_INET6') return null
  const four = family === 'AF_INET'
  if (host === 'localhost') return { family, address: four ? '127.0.0.1' : '::1', port }
  if (four && isIPv4(host)) return { family, address: host, port }
  try {
    const found = resolveSync(host, null, { family, type: 'SOCK_STREAM' })
    const first = found.map(({ address }) => address).find(isPlace)
    return first ? { ...first, port } : null
  } catch {
    return null
  }
}

/** All addresses of this machine, in the socket's family. */
export function anywhere({ core }: State, port: number): Place | null {
  if (core.family === 'AF_INET') return { family: 'AF_INET', address: '0.0.0.0', port }
  if (core.family === 'AF_INET6') return { family: 'AF_INET6', address: '::', port }
  return null
}

/** The host of an address, in numbers, as `connect` takes it. */
export function hostOf(place: Place): string {
  const scope = place.family === 'AF_INET6' ? (place.scopeId ?? 0) : 0
  return scope === 0 ? place.address : `${place.address}%${scope}`
}

/** Whether the address is one of the internet. */
export function isPlace(address: Address): address is Place {
  return address.family === 'AF_INET' || address.family === 'AF_INET6'
}

/** Notes where the socket is now, or whom it talks to. */
export function note(state: State, address: Address): void {
  if (!isPlace(address)) return
  state.host = hostOf(address)
  state.port = address.port
}

/** What `get_address_info` gives. */
export interface AddressInfo {
  /** The canonical name; `null` if there is none. */
  canonical_name: string | null
  /** The same, by the original's name for it. */
  cannon_name: string | null
  /** The address, in numbers. */
  ip: string
}

/** `get_address_info`, which gives null for whatever the resolver does not know. */
export function getAddressInfo(host: unknown, type: unknown, family: unknown): AddressInfo | null {
  if (typeof host !== 'string') {
    throw new SocketException(`string expected for address, ${kindOf(host)} given`)
  }
  const service = string(type, 'http', 'type')
  const wanted = isMissing(family) ? constants.AF_INET : family
  if (typeof wanted !== 'number') {
    throw new SocketException(
      `_getaddrinfo() expects argument 3 as number, ${kindOf(wanted)} given`,
    )
  }
  if (!isInteger(wanted)) return null
  try {
    const found = resolveSync(host === '' ? null : host, service, {
      family: wanted,
      type: 'SOCK_STREAM',
      flags: host === '' ? 0 : constants.AI_CANONNAME,
    })
    const name = found[0]?.canonicalName ?? null
    const place = found.map(({ address }) => address).find(isPlace)
    return place ? { canonical_name: name, cannon_name: name, ip: hostOf(place) } : null
  } catch {
    return null
  }
}
