import { isIPv4 } from 'node:net'
import { type Address, resolveSync } from '../../index.ts'
import { hostOf, type InternetAddress, isInternet, wildcard } from '../shared/addresses.ts'
import type { State } from './state.ts'

/** The address of a host in the socket's family; null if there is none. */
export function addressOf({ core }: State, host: string, port: number): InternetAddress | null {
  const { family } = core
  if (family !== 'AF_INET' && family !== 'AF_INET6') return null
  if (host === 'localhost') {
    return { family, address: family === 'AF_INET' ? '127.0.0.1' : '::1', port }
  }
  if (family === 'AF_INET' && isIPv4(host)) return { family, address: host, port }
  try {
    const found = resolveSync(host, null, { family, type: 'SOCK_STREAM' })
    const first = found.map(({ address }) => address).find(isInternet)
    return first ? { ...first, port } : null
  } catch {
    return null
  }
}

/** The wildcard address of the socket's family; null if the family has none. */
export function anyAddress({ core: { family } }: State, port: number): InternetAddress | null {
  if (family !== 'AF_INET' && family !== 'AF_INET6') return null
  return { family, address: wildcard(family), port }
}

/** Records the local address of the socket, or that of its peer. */
export function record(state: State, address: Address): void {
  if (!isInternet(address)) return
  state.host = hostOf(address)
  state.port = address.port
}
