import { platform } from '../binding.ts'
import { describeType } from '../codec/describe-type.ts'
import { checkKeys, readKeys } from '../codec/known-keys.ts'
import {
  type AddressLike,
  addressFields,
  everyFamily,
  fieldsOf,
  type GivenAddress,
  toAddress,
} from '../protocols/address.ts'
import type { FamilyName } from '../protocols/index.ts'

/** A host by name or number, and a port there, as a caller gave them. */
export interface Host {
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly family?: FamilyName | number | undefined
}

/** What connect and listen were given, read once: a host to look up or an address, and how. */
export type ReadTarget<Options> = { readonly options: Options } & (
  | { readonly host: Host; readonly address?: undefined }
  | { readonly host?: undefined; readonly address: GivenAddress }
)

const HOST: ReadonlySet<string> = new Set(['host', 'port', 'family'])
/** Families whose addresses the resolver gives; one of another is an address itself. */
const RESOLVED: ReadonlySet<unknown> = new Set([undefined, 'AF_INET', 'AF_INET6', 'AF_UNSPEC'])
/** Fields that say of an object that it is an address. */
const OF_ADDRESSES = ['address', 'path', 'abstract', 'bytes']

/**
 * Reads what connect and listen are given. Everything that is no option of theirs is of the host or
 * of the address; what neither knows is a TypeError that names it.
 *
 * @param verb For messages: `'connect to'`.
 * @param optional Whether the host may be left out.
 */
export function readTarget<Options extends object>(
  given: unknown,
  options: ReadonlySet<string>,
  verb: string,
  optional = false,
): ReadTarget<Options> {
  if (typeof given === 'string') {
    return { address: toAddress(given, platform), options: {} as Options }
  }
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Cannot ${verb} ${describeType(given)}: give a host, a path or an address`)
  }
  const known = new Set([...HOST, ...options, ...addressFields()])
  const all = readKeys(given, known)
  checkKeys(all, known, 'part of a target')
  const where: Record<string, unknown> = {}
  const how: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(all)) {
    if (value !== undefined) (options.has(key) ? how : where)[key] = value
  }
  const family = everyFamily.find(({ name }) => name === where['family'])
  for (const key of family ? fieldsOf(family) : []) {
    if (key in how) where[key] = how[key] // such as the protocol of AF_PACKET, which is both
  }
  if (isHost(where, optional)) {
    checkKeys(where, HOST, 'part of a host')
    return { host: where, options: how as Options }
  }
  checkFamily(where)
  const address = toAddress(where as unknown as AddressLike, platform)
  return { address, options: how as Options }
}

function isHost(where: Record<string, unknown>, optional: boolean): boolean {
  if ('host' in where) return true
  if (isAddress(where) || !optional || !RESOLVED.has(where['family'])) return false
  return Object.keys(where).every((key) => HOST.has(key))
}

function isAddress(where: Record<string, unknown>): boolean {
  return OF_ADDRESSES.some((key) => key in where)
}

/** What is neither a host nor an address, such as `{ cid, port }`, lacks its family. */
function checkFamily(where: Record<string, unknown>): void {
  if ('family' in where || isAddress(where)) return
  const keys = Object.keys(where)
  const families = everyFamily.filter(({ examples }) =>
    examples.some((example) => keys.every((key) => key in example)),
  )
  if (keys.length === 0 || families.length === 0) return
  const names = families.map(({ name }) => name).join(' or ')
  throw new TypeError(`An address with ${keys.join(', ')} must have its family: ${names}`)
}
