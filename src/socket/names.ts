import { platform } from '../binding.ts'
import { bitsOf, type FlagTable } from '../codec/flags.ts'
import { isOfOtherKind, notNumber, unknownNameOfKind } from './known-names.ts'
import { FAMILIES } from '../protocols/family-numbers.ts'
import type { FamilyName, IpProtocolName, TypeName } from '../protocols/index.ts'
import { IP_PROTOCOLS } from '../protocols/ip-protocols.ts'
import { PROTOCOLS } from '../protocols/socket-protocols.ts'
import { SOCKET_TYPES } from '../protocols/socket-types.ts'

/** The number of a C name, or the number itself; anything else is a TypeError or RangeError. */
export function numberOf(nameOrNumber: unknown, what: string): number {
  if (typeof nameOrNumber === 'number') {
    if (Number.isInteger(nameOrNumber) && nameOrNumber >= -(2 ** 31) && nameOrNumber < 2 ** 31) {
      return nameOrNumber
    }
    throw new RangeError(`${what} must be an integer of 32 bits, not ${nameOrNumber}`)
  }
  if (typeof nameOrNumber !== 'string') {
    throw notNumber(nameOrNumber, what)
  }
  const number = platform.constant(nameOrNumber)
  if (number === undefined || isOfOtherKind(nameOrNumber, what))
    throw unknownNameOfKind(nameOrNumber, what)
  return number
}

/**
 * Throws a TypeError for the name of a protocol of another family. Its number is that of some
 * protocol of this one.
 */
export function checkProtocolOf(family: number, protocol: unknown): void {
  if (typeof protocol !== 'string') return
  const name = familyName(family)
  const known = Object.hasOwn(PROTOCOLS, name)
    ? PROTOCOLS[name as keyof typeof PROTOCOLS]
    : undefined
  if (known && !Object.hasOwn(known, protocol))
    throw new TypeError(`${protocol} is not a protocol of ${name}`)
}

/**
 * The bits of flags: a number, the C name of one, or a list of names.
 *
 * @param what Names the argument in messages: `'flags'`.
 * @param table The flags by their names.
 */
export function flagsOf(flags: unknown, what: string, table: FlagTable): number {
  if (typeof flags === 'number') return numberOf(flags, what)
  if (flags === undefined) {
    throw new TypeError(`${what} must not be undefined: is there a constant of that name?`)
  }
  return bitsOf(flags, what, table, platform)
}

/** The numbers of those families that this platform has. */
export function familyNumbers(names: readonly string[]): ReadonlySet<number> {
  const known = names.map((name) => platform.constant(name))
  return new Set(known.filter((number) => number !== undefined))
}

/** Looks up the C name of a number in a table, which is read at the first call. */
function namer<Name extends string>(
  table: Readonly<Record<Name, object>>,
): (number: number) => Name | number {
  let names: Map<number | undefined, Name> | undefined
  return (number) => {
    names ??= new Map(Object.keys(table).map((name) => [platform.constant(name), name as Name]))
    return names.get(number) ?? number
  }
}

/** `'AF_INET'` of 2: the C name of an address family; the number where it has none here. */
export const familyName = /* @__PURE__ */ namer<FamilyName>(FAMILIES)

/** `'SOCK_STREAM'` of 1: the C name of a type of socket; the number where it has none here. */
export const typeName = /* @__PURE__ */ namer<TypeName>(SOCKET_TYPES)

/** `'IPPROTO_TCP'` of 6: the C name of a protocol of IP; the number where it has none here. */
export const protocolName = /* @__PURE__ */ namer<IpProtocolName>(IP_PROTOCOLS)
