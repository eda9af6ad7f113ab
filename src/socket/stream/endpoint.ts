import type { Address } from '../../protocols/address.ts'

/** An address as `node:net` reports it; none for other families than those of IP. */
export interface Endpoint {
  readonly address?: string
  readonly port?: number
  readonly family?: 'IPv4' | 'IPv6'
}

const NONE: Endpoint = {}

/** @param ask Asks the kernel, which may refuse. */
export function endpointOf(ask: () => Address): Endpoint {
  try {
    const named = ask()
    if (named.family !== 'AF_INET' && named.family !== 'AF_INET6') return NONE
    const { address, port, family } = named
    return { address, port, family: family === 'AF_INET' ? 'IPv4' : 'IPv6' }
  } catch {
    return NONE // there is no peer any more
  }
}
