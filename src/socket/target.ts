import { platform } from '../binding.ts'
import { kindOf } from '../codec/kind-of.ts'
import { checkKeys, nearest } from '../codec/known-keys.ts'
import {
  type AddressLike,
  everyFamily,
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
/** Fields that only addresses have, whatever their family. */
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
    throw new TypeError(`Cannot ${verb} ${kindOf(given)}: give a host, a path or an address`)
  }
  const where: Record<string, unknown> = {}
  const how: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (value !== undefined) (options.has(key) ? how : where)[key] = value
  }
  for (const key of fieldsOf(where['family'])) {
    if (key in how) where[key] = how[key] // such as the protocol of AF_PACKET, which is both
  }
  if (!isHost(where, optional)) {
    checkSpelling(where, options)
    const address = toAddress(where as unknown as AddressLike, platform)
    return { address, options: how as Options }
  }
  checkKeys(where, new Set([...HOST, ...options]), 'part of a target')
  return { host: where, options: how as Options }
}

/** The fields that addresses of a family have. */
function fieldsOf(family: unknown): string[] {
  const found = everyFamily.find(({ name }) => name === family)
  return (found?.examples ?? []).flatMap((example) => Object.keys(example))
}

/** Which of the two it is; what is neither, such as `{ cid, port }`, lacks its family. */
function isHost(where: Record<string, unknown>, optional: boolean): boolean {
  if ('host' in where) return true
  if (OF_ADDRESSES.some((key) => key in where)) return false
  if (!optional || !RESOLVED.has(where['family'])) return false
  return Object.keys(where).every((key) => HOST.has(key))
}

/** An address without a family, or with a word too many, is told what its words would fit. */
function checkSpelling(where: Record<string, unknown>, options: ReadonlySet<string>): void {
  if ('family' in where || OF_ADDRESSES.some((key) => key in where)) return
  const families = everyFamily.filter(({ examples }) =>
    examples.some((example) => Object.keys(where).every((key) => key in example)),
  )
  const keys = Object.keys(where).join(', ')
  if (keys !== '' && families.length > 0) {
    const names = families.map(({ name }) => name).join(' or ')
    throw new TypeError(`An address with ${keys} must have its family: ${names}`)
  }
  for (const key of Object.keys(where)) {
    const near = nearest(key, ['host', 'path', 'address', 'abstract', ...options])
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    throw new TypeError(`Unknown part of a target: ${key}${hint}`)
  }
}
