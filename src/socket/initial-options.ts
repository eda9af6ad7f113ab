import { constantOf } from '../binding.ts'
import { checkKeys, readKeys } from '../codec/known-keys.ts'
import { objectFrom } from '../codec/type-check.ts'
import { SocketError } from '../errors.ts'
import { optionByName, type SettableOptions } from '../protocols/index.ts'
import type { OpenDescriptor } from './open-descriptor.ts'
import { type EncodedOption, encodeOptions, writeEncoded } from './options.ts'

/** What a socket is created with. */
export interface InitialOptions {
  /**
   * Options by C name, set right after socket(2) and before bind(2) and connect(2), in this order:
   * `{ SO_MARK: 7, TCP_MAXSEG: 1200 }`. All names and values are checked before a socket is created.
   */
  options?: SettableOptions | undefined
}

const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const IPPROTO_IP = constantOf('IPPROTO_IP')
const IPPROTO_IPV6 = constantOf('IPPROTO_IPV6')
const SOCK_RAW = constantOf('SOCK_RAW')
/** Elsewhere an IPv6 socket has no options of IPv4. */
const MAPS_IPV4 = process.platform === 'linux'
const KNOWN: ReadonlySet<string> = new Set(['options'])
const NONE: readonly EncodedOption[] = []

/** The options to set, from the argument of a constructor. */
export function readInitialOptions(given: unknown): readonly EncodedOption[] {
  if (given === undefined) return NONE
  const read = readKeys(objectFrom(given, 'Options'), KNOWN)
  checkNotOptions(read, KNOWN)
  checkKeys(read, KNOWN, 'option')
  return encodeInitial(read)
}

/** The options to set, checked and encoded. */
export function encodeInitial({ options }: { options?: unknown }): readonly EncodedOption[] {
  return options === undefined ? NONE : encodeOptions(options)
}

/** Throws a TypeError for a socket option that is not in `options`, where it belongs. */
export function checkNotOptions(given: object, known: ReadonlySet<string>): void {
  const stray = Object.keys(given).find((key) => !known.has(key) && optionByName(key))
  if (stray !== undefined) {
    throw new TypeError(`${stray} is an option of the socket: give it as options: { ${stray}: … }`)
  }
}

/** Sets the options of a new socket. */
export function setInitial(descriptor: OpenDescriptor, options: readonly EncodedOption[]): void {
  for (const option of options) writeEncoded(descriptor, option)
}

/**
 * The options of a socket that is created for one of a host's addresses. IPv6 options do not apply
 * to its IPv4 addresses; IPv4 options apply to both, since Linux applies them to IPv4-mapped
 * addresses.
 */
export function optionsOfFamily(
  { family, type }: OpenDescriptor,
  options: readonly EncodedOption[],
): readonly EncodedOption[] {
  if (family === AF_INET) return options.filter(({ found }) => found.level !== IPPROTO_IPV6)
  if (family !== AF_INET6 || (MAPS_IPV4 && type !== SOCK_RAW)) return options
  return options.filter(({ found }) => found.level !== IPPROTO_IP)
}

/** Whether there are options of IPv4 and of IPv6, each for the addresses that have it. */
export function areForBoth(options: readonly EncodedOption[]): boolean {
  return [IPPROTO_IP, IPPROTO_IPV6].every((level) =>
    options.some(({ found }) => found.level === level),
  )
}

/** Whether an option was refused; trying another address would hide that. */
export function isOptionRefused(error: unknown): boolean {
  return error instanceof SocketError && error.syscall === 'setsockopt'
}
