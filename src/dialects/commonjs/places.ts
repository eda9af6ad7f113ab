import { isIPv4, isIPv6 } from 'node:net'
import {
  type Address,
  type Inet6Address,
  type InetAddress,
  resolveSync,
  type Socket as Core,
  type UnixAbstractAddress,
  type UnixPathAddress,
} from '../../index.ts'
import { bytesOf, textOf } from '../shared/bytes-as-text.ts'
import { portOf } from './arguments.ts'
import { resolverError, systemError } from './error.ts'

/** Where something can be reached. */
export type Place = InetAddress | Inet6Address | UnixPathAddress | UnixAbstractAddress

/**
 * The places that a host and port are, at least one: an address in numbers, every address of a
 * name in the socket's family, or a path.
 */
export function placesOf(core: Core, host: unknown, port: unknown, syscall: string): Place[] {
  const { family } = core
  if (family === 'AF_UNIX') return [pathOf(host)]
  if (typeof host !== 'string') throw new TypeError('host must be an address or a name')
  if (family !== 'AF_INET' && family !== 'AF_INET6') throw systemError('EAFNOSUPPORT', syscall)
  const number = portOf(port) ?? portOfService(core, String(port))
  if (family === 'AF_INET' && isIPv4(host)) return [{ family, address: host, port: number }]
  if (family === 'AF_INET6' && isIPv6(host) && !host.includes('%')) {
    return [{ family, address: host, port: number }]
  }
  if (host.includes('\0')) throw resolverError('EAI_NONAME')
  const found = resolveSync(host, null, { family, type: 'SOCK_STREAM' })
  const places = found.map(({ address }) => address).filter(isInternet)
  if (places.length === 0) throw resolverError('EAI_NONAME')
  return places.map((place) => ({ ...place, port: number }))
}

/** Every address of this machine, in the socket's family. */
export function anywhere(core: Core): string {
  return core.family === 'AF_INET6' ? '::' : '0.0.0.0'
}

/** Whether it is the name that a socket has before it is bound. */
export function isNowhere(address: Address): boolean {
  if (!isInternet(address)) return !('path' in address) && !('abstract' in address)
  return address.port === 0 && (address.address === '0.0.0.0' || address.address === '::')
}

/**
 * The text of an address: IP in numbers, or a path, that of an abstract name beginning with NUL.
 * `connect` and `sendTo` take it. Empty where there is none.
 */
export function hostOf(address: Address | null): string {
  if (address === null) return ''
  if (isInternet(address)) {
    const scope = address.family === 'AF_INET6' ? (address.scopeId ?? 0) : 0
    return scope === 0 ? address.address : `${address.address}%${scope}`
  }
  if (address.family !== 'AF_UNIX') return ''
  if ('path' in address) return nameOf(address.path)
  return 'abstract' in address ? `\0${nameOf(address.abstract)}` : ''
}

/** The port of an address; null where it has none, or none yet. */
export function portIn(address: Address | null): number | null {
  return address !== null && isInternet(address) && address.port !== 0 ? address.port : null
}

function isInternet(address: Address): address is InetAddress | Inet6Address {
  return address.family === 'AF_INET' || address.family === 'AF_INET6'
}

function pathOf(path: unknown): Place {
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
  return portIn(first?.address ?? null) ?? 0
}
