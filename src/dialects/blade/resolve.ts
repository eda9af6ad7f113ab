import { constants, resolveSync } from '../../index.ts'
import { hostOf, isInternet } from '../shared/addresses.ts'
import { isFalsy, string } from './arguments.ts'
import { SocketException } from './error.ts'
import { isInteger, typeName } from './types.ts'

/** What `get_address_info` returns. */
export interface AddressInfo {
  /** The canonical name; `null` if there is none. */
  canonical_name: string | null
  /** The same, as the original spells it. */
  cannon_name: string | null
  /** The numeric address. */
  ip: string
}

/** `get_address_info`, which returns null for anything that the resolver does not know. */
export function getAddressInfo(host: unknown, type: unknown, family: unknown): AddressInfo | null {
  if (typeof host !== 'string') {
    throw new SocketException(`string expected for address, ${typeName(host)} given`)
  }
  const service = string(type, 'http', 'type')
  const wanted = isFalsy(family) ? constants.AF_INET : family
  if (typeof wanted !== 'number') {
    throw new SocketException(
      `_getaddrinfo() expects argument 3 as number, ${typeName(wanted)} given`,
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
    const address = found.map(({ address }) => address).find(isInternet)
    return address ? { canonical_name: name, cannon_name: name, ip: hostOf(address) } : null
  } catch {
    return null
  }
}
