// Constants as arguments: the numbers, or the names that they have in C.

import type { FamilyName, TypeName } from '../../index.ts'
import * as constants from './constants.ts'
import { isMissing, shown } from './arguments.ts'
import { systemError } from './error.ts'

/** A constant of the module, or its name. */
export type Name = number | string

const FAMILIES: readonly string[] = ['AF_INET', 'AF_INET6', 'AF_UNIX']
const TYPES: readonly string[] = [
  ...['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_RDM', 'SOCK_SEQPACKET'],
]
const HALVES: readonly string[] = ['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR']
const numbers = new Map<string, number>(Object.entries(constants))

/** The family of a new socket; which numbers there are is for the system to say. */
export function familyOf(family: unknown): FamilyName | number {
  if (isMissing(family)) return constants.AF_INET
  const number = numberIn(FAMILIES, family)
  if (number === undefined) throw new TypeError(`unknown address family: ${shown(family)}`)
  if (!isInt(number)) throw systemError('EAFNOSUPPORT', 'socket')
  return number
}

/** The type of a new socket. */
export function typeOf(type: unknown): TypeName | number {
  if (isMissing(type)) return constants.SOCK_STREAM
  const number = numberIn(TYPES, type)
  if (number === undefined) throw new TypeError(`unknown socket type: ${shown(type)}`)
  if (!isInt(number)) throw systemError('EINVAL', 'socket')
  return number
}

/** Which halves of a connection are to be shut. */
export function halvesOf(what: unknown): number {
  if (isMissing(what)) return constants.SHUT_RDWR
  const number = numberIn(HALVES, what)
  if (number === undefined || !HALVES.some((name) => numbers.get(name) === number)) {
    throw new TypeError(`unknown shutdown mode: ${shown(what)}`)
  }
  return number
}

/** The number that the core's name for a family or type stands for; itself where it has none. */
export function numberOf(name: string | number): number {
  return typeof name === 'number' ? name : (numbers.get(name) ?? -1)
}

function numberIn(names: readonly string[], given: unknown): number | undefined {
  if (typeof given === 'number') return given
  return typeof given === 'string' && names.includes(given) ? numbers.get(given) : undefined
}

function isInt(number: number): boolean {
  return number === (number | 0)
}
