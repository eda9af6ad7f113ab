import type { Address } from '../../protocols/address.ts'

/** An address as `node:net` reports it; none for other families than those of IP. */
export interface StreamAddress {
  /** `'127.0.0.1'`, `'::1'`. */
  readonly address?: string
  /** 0 to 65535. */
  readonly port?: number
  /** Which of the two it is. */
  readonly family?: 'IPv4' | 'IPv6'
}

const NONE: StreamAddress = {}

/**
 * Undefined if the kernel refuses to say.
 *
 * @param ask Asks the kernel.
 */
export function streamAddressOf(ask: () => Address): StreamAddress | undefined {
  try {
    const named = ask()
    if (named.family !== 'AF_INET' && named.family !== 'AF_INET6') return NONE
    const { address, port, family } = named
    return { address, port, family: family === 'AF_INET' ? 'IPv4' : 'IPv6' }
  } catch {
    return undefined // there is no peer any more
  }
}
