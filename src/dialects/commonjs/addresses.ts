import { isIPv4, isIPv6 } from 'node:net'
import {
  type Address,
  resolveSync,
  type Socket as Core,
  type UnixAbstractAddress,
  type UnixPathAddress,
} from '../../index.ts'
import { hostOf, type InternetAddress, isInternet } from '../shared/addresses.ts'
import { bytesOf, textOf } from '../shared/bytes-as-text.ts'
import { portNumber } from './arguments.ts'
import { resolverError, systemError } from './error.ts'

/** An address that sockets of the module have. */
export type SocketAddress = InternetAddress | UnixPathAddress | UnixAbstractAddress

/**
 * The addresses of a host and port, at least one: a numeric address, every address of a name in the
 * socket's family, or a path.
 */
export function addressesOf(
  core: Core,
  host: unknown,
  port: unknown,
  syscall: string,
): SocketAddress[] {
  const { family } = core
  if (family === 'AF_UNIX') return [pathOf(host)]
  if (typeof host !== 'string') throw new TypeError('host must be an address or a name')
  if (family !== 'AF_INET' && family !== 'AF_INET6') throw systemError('EAFNOSUPPORT', syscall)
  const number = portNumber(port) ?? portOfService(core, String(port))
  if (family === 'AF_INET' && isIPv4(host)) return [{ family, address: host, port: number }]
  if (family === 'AF_INET6' && isIPv6(host) && !host.includes('%')) {
    return [{ family, address: host, port: number }]
  }
  if (host.includes('\0')) throw resolverError('EAI_NONAME')
  const found = resolveSync(host, null, { family, type: 'SOCK_STREAM' })
  const addresses = found.map(({ address }) => address).filter(isInternet)
  if (addresses.length === 0) throw resolverError('EAI_NONAME')
  return addresses.map((address) => ({ ...address, port: number }))
}

/** Whether it is the address that a socket has before it is bound. */
export function isUnbound(address: Address): boolean {
  if (!isInternet(address)) return !('path' in address) && !('abstract' in address)
  return address.port === 0 && (address.address === '0.0.0.0' || address.address === '::')
}

/**
 * The text of an address: a numeric IP address, or a path; an abstract name begins with NUL.
 * `connect` and `sendTo` accept it. Empty if there is none.
 */
export function addressText(address: Address | null): string {
  if (address === null) return ''
  if (isInternet(address)) return hostOf(address)
  if (address.family !== 'AF_UNIX') return ''
  if ('path' in address) return nameOf(address.path)
  return 'abstract' in address ? `\0${nameOf(address.abstract)}` : ''
}

/** The port of an address; null if it has none, or none yet. */
export function portOf(address: Address | null): number | null {
  return address !== null && isInternet(address) && address.port !== 0 ? address.port : null
}

function pathOf(path: unknown): SocketAddress {
  if (typeof path !== 'string' || path === '') throw new TypeError('host must be a path')
  if (path.startsWith('\0')) return { family: 'AF_UNIX', abstract: bytesOf(path.slice(1)) }
  return { family: 'AF_UNIX', path: bytesOf(path) }
}

function nameOf(name: string | Uint8Array): string {
  return typeof name === 'string' ? name : textOf(name)
}

/** The port of a service by its name, for sockets of this type. */
function portOfService({ family, type }: Core, service: string): number {
  if (service.includes('\0')) throw resolverError('EAI_SERVICE')
  const [first] = resolveSync(null, service, {
    family: family as 'AF_INET',
    type: type as 'SOCK_STREAM',
  })
  return portOf(first?.address ?? null) ?? 0
}
