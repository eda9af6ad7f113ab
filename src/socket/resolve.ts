import { domainToASCII } from 'node:url'
import { numbers, constantOr, native, platform } from '../binding.ts'
import type { AddressAnswer, AddressEntry, AddressQuery, NameAnswer } from '../calls.ts'
import { parseIPv4, parseIPv6 } from '../codec/inet.ts'
import { within } from '../codec/integers.ts'
import { show } from '../codec/show.ts'
import { withoutNul } from '../codec/type-check.ts'
import { type BackgroundCall, inBackground, inBackgroundSync } from '../engine/background.ts'
import { checkWaitOptions } from '../engine/wait-limits.ts'
import { traced, tracedAsync } from '../error-stack.ts'
import { abortError, errorOf, type ErrorSubject, type ErrorText, SocketError } from '../errors.ts'
import { type Address, type AddressLike, decodeAddress, toAddress } from '../protocols/address.ts'
import type {
  AddressByFamily,
  AnyFamily,
  FamilyName,
  InternetFamily,
  IpProtocolName,
  NameFlags,
  ReportedFamily,
  ResolverFlags,
  TypeName,
} from '../protocols/index.ts'
import { NAME_FLAGS, RESOLVER_FLAGS } from '../protocols/resolver-flags.ts'
import { sockaddrOf } from './addresses.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Form,
  type Given,
  readOptions,
  type WaitOptions,
} from './call-options.ts'
import { familyName, numberOf, typeName } from './names.ts'

/** Restricts the answers of getaddrinfo(3). */
export interface ResolveHints {
  /** Only addresses of this family. */
  family?: FamilyName | number | undefined
  /** For sockets of this type alone; by default each address is returned once per type. */
  type?: TypeName | number | undefined
  /** For sockets of this protocol alone. */
  protocol?: IpProtocolName | number | undefined
  /** `'AI_CANONNAME'`, a list of names, or a sum of constants. */
  flags?: ResolverFlags
}

/** One answer of getaddrinfo(3): arguments for socket(2), and an address for connect(2). */
export interface Resolved<Family extends AnyFamily = AnyFamily> {
  /** The family of the address: a C name, or a number. */
  family: ReportedFamily[Family]
  /** `'SOCK_STREAM'` …: a C name, or a number. */
  type: TypeName | number
  /** `IPPROTO_*` as a number. */
  protocol: number
  /** The address, with the port of the service. */
  address: AddressByFamily[Family]
  /** With AI_CANONNAME, on the first answer. */
  canonicalName?: string
}

/** The names of an address: host and service. */
export interface NameInfo {
  /** The name of the host, or its address as text. */
  host: string
  /** The name of the service, or its port as text. */
  service: string
}

const RESOLVE = callOptions(['family', 'type', 'protocol', 'flags'], { flags: RESOLVER_FLAGS })
const REVERSE = callOptions(['flags'], { flags: NAME_FLAGS })

const AI_NUMERICHOST = constantOr('AI_NUMERICHOST', 0)
const NUMBERS = constantOr('NI_NUMERICHOST', 0) | constantOr('NI_NUMERICSERV', 0)

/**
 * Looks up the addresses of a host and service on another thread, and returns all answers in the
 * system's order (RFC 6724). Names that are not ASCII are looked up in their IDNA form. Up to 16
 * look-ups run at the same time; more wait for their turn. Numeric addresses and ports need no
 * look-up.
 *
 * @param host A name or a numeric address; null for this machine (with AI_PASSIVE: all its addresses).
 * @param service A name (`'https'`) or a port.
 * @throws {SocketError} The resolver's own code: `EAI_NONAME` if there is no such name or it has no
 *   address, `EAI_AGAIN` if the name server does not answer, `EAI_SERVICE`, `EAI_FAMILY`,
 *   `EAI_SOCKTYPE`, `EAI_BADFLAGS`; `errno` is set with `EAI_SYSTEM`.
 * @throws {SocketTimeoutError} At the deadline; at once if it has passed, unless it is numeric. With
 *   `timeout: 0`, EAGAIN unless it is numeric.
 * @throws {TypeError} If a name contains NUL, a port as text is not plain digits (`'+80'`), or the
 *   family is Node's 4 or 6.
 * @throws {RangeError} If the port is above 65535.
 * @see {@link https://man7.org/linux/man-pages/man3/getaddrinfo.3.html getaddrinfo(3)}
 */
export async function resolve(
  host: string | null,
  service?: string | number | null,
  hints?: ResolveHints & AsyncWaitOptions,
): Promise<Resolved<InternetFamily>[]> {
  return await tracedAsync(async () => {
    const given = readOptions(hints, RESOLVE, 'promise')
    const query = ask(host, service, given, 'promise')
    const limits = checkWaitOptions(given)
    if (limits.signal?.aborted) throw abortError(limits.signal)
    const lookup = lookupOf(query)
    return answersOf(query, isNumeric(query) ? lookup.call() : await inBackground(lookup, limits))
  })
}

/** An address that needs no look-up, in the form of a look-up's answer. */
export function asResolved(like: AddressLike): Resolved {
  const address = toAddress(like, platform) as Address
  return { family: address.family, type: 'SOCK_STREAM', protocol: 0, address }
}

/**
 * Blocking form of {@link resolve}: blocks until the system's resolver has answered, or until the
 * deadline. A worker that waits can be terminated.
 */
export function resolveSync(
  host: string | null,
  service?: string | number | null,
  hints?: ResolveHints & WaitOptions,
): Resolved<InternetFamily>[] {
  return traced(() => {
    const given = readOptions(hints, RESOLVE, 'sync')
    const query = ask(host, service, given, 'sync')
    const limits = checkWaitOptions(given)
    const lookup = lookupOf(query)
    return answersOf(query, isNumeric(query) ? lookup.call() : inBackgroundSync(lookup, limits))
  })
}

function lookupOf(query: AddressQuery): BackgroundCall<AddressAnswer> {
  return {
    syscall: 'getaddrinfo',
    start: () => native.getaddrinfoAsync(...query),
    call: () => native.getaddrinfo(...query),
  }
}

/**
 * Looks up the names of an address on another thread. If there is no name, returns the number.
 *
 * @param options `flags`: `'NI_DGRAM'`, several names, or the sum of the constants; NI_NAMEREQD makes a missing name an error.
 * @throws {SocketError} `EAI_NONAME` with NI_NAMEREQD; `EAI_FAMILY` for an address without names.
 * @throws {SocketTimeoutError} At the deadline. With `timeout: 0`, EAGAIN unless `flags` ask for
 *   numbers only.
 * @see {@link https://man7.org/linux/man-pages/man3/getnameinfo.3.html getnameinfo(3)}
 */
export async function reverse(
  address: AddressLike,
  options?: { flags?: NameFlags } & AsyncWaitOptions,
): Promise<NameInfo> {
  return await tracedAsync(async () => {
    const { bytes, subject } = sockaddrOf(address)
    const { flags = 0, ...wait } = readOptions(options, REVERSE, 'promise')
    const limits = checkWaitOptions(wait)
    if (limits.signal?.aborted) throw abortError(limits.signal)
    const lookup = reverseLookupOf(bytes, flags)
    const answer = wantsNumbers(flags) ? lookup.call() : await inBackground(lookup, limits)
    return namesOf(answer, subject.address)
  })
}

/**
 * Blocking form of {@link reverse}: blocks until the system's resolver has answered, or until the
 * deadline. A worker that waits can be terminated.
 */
export function reverseSync(
  address: AddressLike,
  options?: { flags?: NameFlags } & WaitOptions,
): NameInfo {
  return traced(() => {
    const { bytes, subject } = sockaddrOf(address)
    const { flags = 0, ...wait } = readOptions(options, REVERSE, 'sync')
    const limits = checkWaitOptions(wait)
    const lookup = reverseLookupOf(bytes, flags)
    const answer = wantsNumbers(flags) ? lookup.call() : inBackgroundSync(lookup, limits)
    return namesOf(answer, subject.address)
  })
}

function reverseLookupOf(bytes: Uint8Array, flags: number): BackgroundCall<NameAnswer> {
  return {
    syscall: 'getnameinfo',
    start: () => native.getnameinfoAsync(bytes, flags),
    call: () => native.getnameinfo(bytes, flags),
  }
}

/** Whether both names shall be numbers, which needs no look-up. */
function wantsNumbers(flags: number): boolean {
  return NUMBERS !== 0 && (flags & NUMBERS) === NUMBERS
}

/** The answer; -errno where the addon has no resolver for this platform. */
function known<T extends AddressAnswer | NameAnswer>(syscall: string, answer: T | number): T {
  if (typeof answer === 'number') throw errorOf(syscall, answer)
  return answer
}

function namesOf(answer: NameAnswer, address?: string): NameInfo {
  const [code, errno, host = '', service = ''] = known('getnameinfo', answer)
  if (code !== 0)
    throw resolverError('getnameinfo', code, errno, address === undefined ? {} : { address })
  return { host, service }
}

function ask(
  host: unknown,
  service: unknown,
  hints: Given<ResolveHints>,
  form: Form,
): AddressQuery {
  if (typeof service === 'function' && form === 'promise')
    throw new TypeError('service must be a string or a number, not a function: await the promise')
  const { family = 0, type = 0, protocol = 0, flags = 0 } = hints
  return [
    checkHost(host),
    checkService(service),
    flags,
    familyOf(family),
    numberOf(type, 'type'),
    numberOf(protocol, 'protocol'),
  ]
}

/** @throws {TypeError} For Node's 4 and 6, which in C are families that have no names. */
function familyOf(family: unknown): number {
  if (family !== 4 && family !== 6) return numberOf(family, 'family')
  throw new TypeError(`family must be 'AF_INET' or 'AF_INET6', not ${family}`)
}

function checkHost(host: unknown): string | null {
  if (host === null || host === undefined) return null
  if (typeof host !== 'string')
    throw new TypeError(`host must be a string or null, not ${show(host)}${orderFor(host)}`)
  withoutNul(host, 'host')
  if (/^[\x01-\x7f]*$/.test(host)) return host
  // '' means that no such name can exist; the resolver reports that.
  return domainToASCII(host) || host
}

/** What to say about an object in place of the host or service. */
function orderFor(given: unknown): string {
  return typeof given === 'object' ? '; the order is host, service, { options }' : ''
}

/**
 * The service of a look-up as text.
 *
 * @param what Its name in messages: a target calls it port.
 */
export function checkService(service: unknown, what = 'service'): string | null {
  if (service === null || service === undefined) return null
  if (typeof service === 'number') return String(within(service, 'port', 0, 65535))
  if (typeof service !== 'string') {
    const order = what === 'port' ? '' : orderFor(service)
    throw new TypeError(`${what} must be a string or a number, not ${show(service)}${order}`)
  }
  withoutNul(service, what)
  if (/^\d+$/.test(service)) within(Number(service), 'port', 0, 65535)
  else if (/^$|^\s*[+-]?\d+$/.test(service)) {
    // strtoul(3) would take it, and turn what is below 0 or above 65535 into some other port.
    throw new TypeError(
      `${what} must be ${what === 'port' ? 'digits' : 'a port in digits'} alone, or a name, not ${show(service)}`,
    )
  }
  return service
}

/** Whether the answer needs no look-up, and so no thread. If so, adds AI_NUMERICHOST. */
function isNumeric(query: AddressQuery): boolean {
  const [host, service] = query
  if (service !== null && !/^\d+$/.test(service)) return false
  if (host === null) return true
  if (!isNumericHost(host)) return false
  query[2] |= AI_NUMERICHOST
  return true
}

/** Whether a host is an address. */
export function isNumericHost(host: string): boolean {
  return (parseIPv4(host) ?? parseIPv6(host.replace(/%.*$/s, ''))) !== undefined
}

function answersOf(
  [host, service, , family]: AddressQuery,
  answer: AddressAnswer,
): Resolved<InternetFamily>[] {
  const [code, errno, ...found] = known('getaddrinfo', answer)
  if (code !== 0)
    throw resolverError('getaddrinfo', code, errno, {
      ...(host === null && service === null ? {} : { address: host ?? service ?? '' }),
      hint: (name) => causeOf(name, host ?? '', service, family),
    })
  return found.flatMap(readEntry)
}

function readEntry([
  number,
  type,
  protocol,
  bytes,
  canonicalName,
]: AddressEntry): Resolved<InternetFamily>[] {
  const address = decodeAddress(bytes, platform) as AddressByFamily[InternetFamily] | null
  if (!address) return []
  const family = familyName(number) as InternetFamily
  const entry = { family, type: typeName(type), protocol, address }
  return [canonicalName === null ? entry : { ...entry, canonicalName }]
}

const IN_BRACKETS = /^\[([\da-f:.]+(?:%.*)?)\]$/is
/** The errors for a family that is not that of the host, or that the resolver does not know. */
const OF_FAMILIES: ReadonlySet<string> = new Set(['EAI_ADDRFAMILY', 'EAI_FAMILY'])
const WITH_PORT = /^(?:\[.*\]|[^:]+):\d+$/s

/** What is wrong with a host or service that no look-up finds, if that is certain. */
function causeOf(
  code: string,
  host: string,
  service: string | null,
  family: number,
): string | undefined {
  if (OF_FAMILIES.has(code)) return `the family is ${familyName(family)}`
  if (code === 'EAI_SERVICE' && service !== null) return `the service is ${show(service)}`
  const [, bare] = IN_BRACKETS.exec(host) ?? []
  if (bare !== undefined) return `a host has no brackets: ${show(bare)}`
  return WITH_PORT.test(host) ? 'a host has no port: give it separately' : undefined
}

function resolverError(
  syscall: string,
  code: number,
  errno: number,
  subject: ErrorSubject & ErrorText,
): SocketError {
  const [name = `EAI_${code}`] =
    Object.entries(numbers).find(([known, value]) => known.startsWith('EAI_') && value === code) ??
    []
  const system = name === 'EAI_SYSTEM' // then errno has the reason
  const reason = system ? native.strerror(errno) : native.gaiStrerror(code)
  return new SocketError(syscall, system ? -errno : 0, name, reason, subject)
}
