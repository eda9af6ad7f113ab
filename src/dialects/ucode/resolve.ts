import { type Address, constants, resolveSync, type Resolved, reverseSync } from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { numberOf } from '../shared/constants.ts'
import {
  describe,
  familyNumber,
  isKnown,
  readAddress,
  type SocketAddress,
  toCore,
} from './addresses.ts'
import { given, integer, object, text } from './arguments.ts'
import { clear, fail, failed } from './error.ts'
import { conversionError, int, num, unsignedLong } from './numbers.ts'
import { stringify } from './stringify.ts'

const { AI_ADDRCONFIG, AI_V4MAPPED, EAI_SERVICE } = constants

/** The hints of getaddrinfo(3). */
export interface AddressHints {
  /** Sum of AI_*. */
  flags?: number | null
  /** AF_INET or AF_INET6; 0 for both. */
  family?: number | null
  /** SOCK_STREAM …; 0 for all. */
  socktype?: number | null
  /** IPPROTO_TCP …; 0 for all. */
  protocol?: number | null
}

/** One answer of the resolver. */
export interface AddressInfo {
  /** The flags of the request. */
  flags: number
  /** AF_INET or AF_INET6. */
  family: number
  /** SOCK_STREAM … */
  socktype: number
  /** IPPROTO_TCP … */
  protocol: number
  /** The address, with the port of the service. */
  addr: SocketAddress | null
  /** The canonical name, with AI_CANONNAME on the first answer. */
  canonname: string | null
}

/** The names of an address. */
export interface NameInfo {
  /** The name of the host, or its address. */
  hostname: string
  /** The name of the service, or its port. */
  service: string
}

/** Hints as numbers. */
export interface Hints {
  readonly flags: number
  readonly family: number
  readonly socktype: number
  readonly protocol: number
}

const HINTS = ['flags', 'family', 'socktype', 'protocol'] as const

/** A field of the hints cannot be converted. */
interface BadHint {
  readonly field: string
  readonly error: number
}

function readHints(hints: object): Hints | BadHint {
  const numbers = { flags: 0, family: 0, socktype: 0, protocol: 0 }
  for (const field of HINTS) {
    const number = num((hints as AddressHints)[field])
    if (!Number.isFinite(number)) return { field, error: conversionError(number) }
    numbers[field] = int(number)
  }
  return numbers
}

/** Hints as numbers, or the fallback if there are none that can be converted. */
export function hintsOr(hints: object | null | undefined, fallback: Hints): Hints {
  if (isMissing(hints)) return fallback
  const read = readHints(hints)
  return 'error' in read ? fallback : read
}

/** The text of a service or port; null if it is missing. */
export function serviceText(service: unknown): string | null {
  return isMissing(service) ? null : upToNul(stringify(service))
}

/** Asks the resolver; null, with the error recorded, if it has no answer. */
export function lookUp(
  host: string | null,
  service: string | null,
  { flags, family, socktype, protocol }: Hints,
): Resolved[] | null {
  try {
    const port = service === null ? null : portText(service, host)
    if (port === undefined) return fail(EAI_SERVICE, LOOK_UP)
    return resolveSync(host && upToNul(host), port, { flags, family, type: socktype, protocol })
  } catch (error) {
    return failed(error, LOOK_UP)
  }
}

const LOOK_UP = 'getaddrinfo()'

/**
 * The service for the core; undefined if there is none. The original converts the result of
 * strtoul(3) to an int, takes its low 16 bits as the port, and rejects a negative one.
 */
function portText(service: string, host: string | null): string | null | undefined {
  if (service === '') return host === null ? '0' : null
  const number = unsignedLong(service)
  if (number === undefined) return service
  const port = Number(BigInt.asIntN(32, number))
  return port < 0 ? undefined : String(port & 0xffff)
}

function upToNul(value: string): string {
  return value.split('\0', 1)[0] ?? ''
}

/**
 * Looks up the addresses of a host, and the port of a service.
 *
 * @param hostname A name or a numeric address, which may be in brackets.
 * @param service A name or a port; without it, port 0.
 */
export function addrinfo(
  hostname: string,
  service?: unknown,
  hints?: AddressHints | null,
): AddressInfo[] | null {
  const good = given(hostname, 'hostname') && text(hostname, 'hostname') && object(hints, 'hints')
  if (!good) return null
  clear()
  const asked = isMissing(hints)
    ? { flags: AI_V4MAPPED | AI_ADDRCONFIG, family: 0, socktype: 0, protocol: 0 }
    : readHints(hints)
  if ('error' in asked) {
    return fail(asked.error, `Unable to convert field ${asked.field} to integer`)
  }
  const [, bare = hostname] = /^\[(.+)\]$/s.exec(hostname) ?? []
  const found = lookUp(bare, serviceText(service), asked)
  return found === null ? null : found.map((one) => describeResolved(one, asked.flags))
}

function describeResolved(
  { family, type, protocol, address, canonicalName }: Resolved,
  flags: number,
): AddressInfo {
  return {
    flags,
    family: familyNumber(family),
    socktype: typeNumber(type),
    protocol,
    addr: isKnown(address) ? describe(address) : null,
    canonname: canonicalName ?? null,
  }
}

/** The number of a socket type of the core. */
export function typeNumber(type: string | number): number {
  return numberOf(type) ?? 0
}

/**
 * Looks up the names of an address.
 *
 * @param flags Sum of NI_*.
 */
export function nameinfo(
  address: string | readonly number[] | Partial<SocketAddress>,
  flags?: number | null,
): NameInfo | null {
  if (!given(address, 'address') || !integer(flags, 'flags')) return null
  clear()
  const read = readAddress(address)
  if (!read) return null
  try {
    const { host, service } = reverseSync(toCore(read), { flags: int(flags ?? 0) })
    return { hostname: host, service }
  } catch (error) {
    return failed(error, 'getnameinfo()')
  }
}

/** Whether it is a loopback address. */
export function isLoopback(address: Address): boolean {
  return address.family === 'AF_INET'
    ? address.address.startsWith('127.')
    : address.family === 'AF_INET6' && address.address === '::1'
}

/** Whether it is a link-local address. */
export function isLinkLocal(address: Address): boolean {
  if (address.family === 'AF_INET') return address.address.startsWith('169.254.')
  return address.family === 'AF_INET6' && /^fe[89ab]/.test(address.address)
}
