import { platform } from '../binding.ts'
import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'
import { type AboutNames, checkKeys, readKeys } from '../codec/known-keys.ts'
import {
  type AddressLike,
  addressFields,
  everyFamily,
  familiesWith,
  fieldsOf,
  type GivenAddress,
  toAddress,
} from '../protocols/address.ts'
import { isNoAddress, notAddress } from '../protocols/address-hint.ts'
import type {
  AddressFamilyName,
  AddressInputByFamily,
  FamilyName,
  InternetFamily,
  TypeName,
} from '../protocols/index.ts'
import type { InetAddress } from '../protocols/ip/address.ts'
import type { Inet6Address } from '../protocols/ipv6/address.ts'
import type { UnixAbstractAddress, UnixPathAddress } from '../protocols/unix/address.ts'
import type { WaitOptions } from './call-options.ts'
import { checkNotOptions } from './initial-options.ts'
import { checkService, type ResolveHints } from './resolve.ts'

/** An address of IPv4 or IPv6, whose family may be left out, or its text. */
export type InternetTarget<Family extends InternetFamily, Options> =
  | ((Omit<InetAddress, 'family'> | Omit<Inet6Address, 'family'>) & {
      /** `'AF_INET'` or `'AF_INET6'`; by default that of the address. */
      family?: Family
    } & Options)
  | `${number}.${number}.${number}.${number}`
  | `${number}.${number}.${number}.${number}:${number}`
  | `[${string}]`
  | `[${string}]:${number}`

/** An address with its family, which may be left out for Unix, or the text of a Unix address. */
export type FamilyTarget<Family extends AddressFamilyName, Options> =
  | (AddressInputByFamily[AddressFamilyName] & {
      /** The C name of the family. */
      family: Family
    } & Options)
  | ((Omit<UnixPathAddress, 'family'> | Omit<UnixAbstractAddress, 'family'>) & Options)
  | `${'@' | '/' | './' | '../'}${string}`

/** A host by name or number, and a port there, as the caller gave them. */
interface Host {
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly family?: FamilyName | number | undefined
}

/** The target of connect or listen, read once: a host to look up or an address, and options. */
export type ReadTarget<Options> = { readonly options: Options } & (
  | { readonly host: Host; readonly address?: undefined }
  | { readonly host?: undefined; readonly address: GivenAddress }
)

const HOST: ReadonlySet<string> = new Set(['host', 'port', 'family'])
/** What a place on a network may lack. */
const OF_HOSTS: ReadonlySet<string> = new Set([...HOST, 'scopeId', 'flowInfo'])
/** Names of families that the resolver knows; a target of another family is an address itself. */
const RESOLVED: ReadonlySet<unknown> = new Set([undefined, 'AF_INET', 'AF_INET6', 'AF_UNSPEC'])
/** Fields that make an object an address. */
const ADDRESS_FIELDS = ['address', 'path', 'abstract', 'bytes']

/** What Node calls parts of a target, and what they are here. */
export const NODE_NAMES: AboutNames = new Map(
  Object.entries({
    addr: 'address',
    hostname: 'host',
    ip: 'address',
    keepAlive: 'options: { SO_KEEPALIVE: true }',
    noDelay: 'options: { TCP_NODELAY: true }',
    recvBufferSize: 'options: { SO_RCVBUF: … }',
    reuseAddr: 'options: { SO_REUSEADDR: true }',
    sendBufferSize: 'options: { SO_SNDBUF: … }',
    socketPath: 'path',
    localPort: 'localAddress: { address, port }',
  }).map(([name, here]) => [name, `give it as ${here}`]),
)

/**
 * Reads the target of connect or listen. Whatever is no option of theirs belongs to the host or the
 * address; what neither knows is a TypeError that names it.
 *
 * @param verb For messages: `'connect to'`.
 * @param optional Whether the host may be left out.
 * @param instead What to do about keys that belong elsewhere.
 */
export function readTarget<Options extends object>(
  given: unknown,
  options: ReadonlySet<string>,
  verb: string,
  optional = false,
  instead = NODE_NAMES,
): ReadTarget<Options> {
  if (typeof given === 'string') {
    return { address: toAddress(given, platform), options: {} as Options }
  }
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Cannot ${verb} ${show(given)}: give ${rightTarget(given, optional)}`)
  }
  if (isNoAddress(given)) throw notAddress(given, 'A target must be an object or a string', true)
  const known = new Set([...HOST, ...options, ...addressFields()])
  const all = readKeys(given, known)
  checkNotOptions(all, known)
  checkKeys(all, known, 'part of a target', instead)
  const where: Record<string, unknown> = {}
  const how: Record<string, unknown> = {}
  // { path: undefined } is not {}, which is every address of this machine.
  const isPlace = all['host'] !== undefined || isAddress(all)
  for (const [key, value] of Object.entries(all)) {
    const isOption = options.has(key)
    if (value === null && !isOption) {
      throw new TypeError(
        `${key} must not be null${key === 'host' && optional ? WITHOUT_HOST : ''}`,
      )
    }
    if (value !== undefined) (isOption ? how : where)[key] = value
    else if (!isOption && !isPlace && !OF_HOSTS.has(key)) {
      if (RESOLVED.has(all['family'])) throw new TypeError(`${key} must not be undefined`)
      where[key] = value // for the codec of the family to refuse
    }
  }
  checkBeside(how['options'], known)
  const family = everyFamily.find(({ name }) => name === where['family'])
  for (const key of family ? fieldsOf(family) : []) {
    if (key in how) where[key] = how[key] // such as the protocol of AF_PACKET, which is both
  }
  if (isHost(where)) {
    if (!optional && !('host' in where)) {
      throw new TypeError("host is missing: for this machine, host: 'localhost'")
    }
    if (where['host'] === '*') throw everywhere(optional)
    checkKeys(where, HOST, 'part of a host')
    return { host: where, options: how as Options }
  }
  checkFamily(where)
  checkNoName(where)
  const address = toAddress(where as unknown as AddressLike, platform)
  return { address, options: how as Options }
}

/**
 * The arguments of {@link resolve} for the host of a target. Without the protocol, which goes to
 * socket(2) instead: the resolver knows few.
 */
export function lookupArguments<Extra extends ResolveHints & WaitOptions>(
  { host = {}, options }: ReadTarget<{ type?: TypeName | number | undefined }>,
  extra: Extra,
): [host: string | null, port: number | string, hints: ResolveHints & Extra] {
  const { host: name = null, port = 0, family } = host
  const { type = 'SOCK_STREAM' } = options
  checkService(port, 'port')
  return [name, port, { family, type, ...extra }]
}

const WITHOUT_HOST = '; without a host, it is every address of this machine'

/** Throws a TypeError for part of a target among the options of the socket. */
function checkBeside(options: unknown, known: ReadonlySet<string>): void {
  const stray = hasNames(options) && Object.keys(options).find((key) => known.has(key))
  if (typeof stray === 'string')
    throw new TypeError(`No option ${stray}: it belongs beside options, not in them`)
}

const HOST_NAME = /^[a-z\d-]+(\.[a-z\d-]+)*$/i

/** Throws a TypeError for the name of a host in place of an IP address. */
function checkNoName({ address, family }: Record<string, unknown>): void {
  if (!RESOLVED.has(family) || typeof address !== 'string') return
  if (HOST_NAME.test(address) && /[g-z]/i.test(address))
    throw new TypeError(`address must be numeric, not ${show(address)}; a name is given as host`)
}

/** The error for the host `'*'`, which the resolver of some systems finds. */
function everywhere(isListening: boolean): TypeError {
  const cure = isListening ? WITHOUT_HOST : ''
  return new TypeError(`host must be a name or a numeric address, not '*'${cure}`)
}

/** What to pass instead of an invalid target: instead of a port, an object with it. */
function rightTarget(given: unknown, isListening: boolean): string {
  if (typeof given !== 'number') return 'a host, a path or an address'
  return isListening ? `{ port: ${given} }` : `{ host: 'localhost', port: ${given} }`
}

function isHost({ host, ...where }: Record<string, unknown>): boolean {
  if (host !== undefined) return true
  const { family } = where
  const isResolved = typeof family === 'number' || RESOLVED.has(family)
  return isResolved && Object.keys(where).every((key) => HOST.has(key))
}

function isAddress(where: Record<string, unknown>): boolean {
  return ADDRESS_FIELDS.some((key) => where[key] !== undefined)
}

/** A target that is neither a host nor an address, such as `{ cid, port }`, lacks its family. */
function checkFamily(where: Record<string, unknown>): void {
  if ('family' in where || isAddress(where)) return
  const keys = Object.keys(where)
  const names = familiesWith(keys)
  if (names === '') return
  throw new TypeError(`An address with ${keys.join(', ')} must have its family: ${names}`)
}
