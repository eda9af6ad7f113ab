import { constantOf, constantOr, platform } from '../binding.ts'
import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'
import type { ErrorSubject, ErrorText } from '../errors.ts'
import { isTaken, limitsText, type Option } from '../protocols/option.ts'
import { getIntOption } from './int-option.ts'
import { familyName, protocolName, typeName } from './names.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

/** The likely cause of a refused option, if it is certain enough to mention. */

const IS_LINUX = process.platform === 'linux'
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const INTERNET: ReadonlySet<number> = new Set([AF_INET, AF_INET6])
const SOCK_RAW = constantOf('SOCK_RAW')
const SO_PROTOCOL = constantOr('SO_PROTOCOL', -1)
const NOT_PERMITTED: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])
/** The levels that sockets of each type and protocol have. */
const COMMON: ReadonlySet<string> = new Set(['SOL_SOCKET', 'IPPROTO_IP', 'IPPROTO_IPV6'])
/** Protocols whose sockets have the level of another too. */
const ALSO: Readonly<Record<string, string>> = {
  IPPROTO_MPTCP: 'IPPROTO_TCP',
  IPPROTO_UDPLITE: 'IPPROTO_UDP',
}
/** The errors for an option that the socket does not have: to set, and to get. */
const NOT_HERE: ReadonlySet<string> = new Set(['ENOPROTOOPT', 'EOPNOTSUPP'])
/** The errors for an address that is not a multicast group: to join, and to leave. */
const OF_GROUPS: ReadonlySet<string> = new Set(['EINVAL', 'EADDRNOTAVAIL'])
/** The errors for a value that the kernel does not know or accept. */
const OF_VALUES: ReadonlySet<string> = new Set([
  ...['EADDRNOTAVAIL', 'EDOM', 'EINVAL', 'ENODEV', 'ENOENT', 'ERANGE'],
])

/** The level of an option; of some it depends on the value or query. */
export function levelOf({ where, details }: Option, value: unknown): string {
  return details.levelOf?.(value) ?? where.level
}

/** Whether sockets of this family may have an option: some levels of two families are one number. */
export function isOfFamily({ where, details }: Option, { family }: OpenDescriptor): boolean {
  const wanted = platform.constant((details.testedOn ?? where.testedOn)[0]) ?? -1
  const isOfInternet = INTERNET.has(family) && INTERNET.has(wanted)
  return where.level === 'SOL_SOCKET' || family === wanted || isOfInternet
}

/** What a socket is, if sockets like it have no options of this level. */
function otherKind(
  { where, details }: Option,
  level: string,
  { family, type, fd }: OpenDescriptor,
): string | number | undefined {
  if (level === 'SOL_SOCKET') return undefined
  const [given, wantedType, wanted = level] = details.testedOn ?? where.testedOn
  const wantedFamily = level === 'IPPROTO_IPV6' ? AF_INET6 : platform.constant(given)
  // On Linux an IPv6 socket has the options of IPv4 too, unless it is raw.
  const hasBoth = family === AF_INET6 && wantedFamily === AF_INET
  const isOther = hasBoth ? level === 'IPPROTO_IP' && type === SOCK_RAW : family !== wantedFamily
  if (isOther) return familyName(family)
  if (!INTERNET.has(family) || COMMON.has(level)) return undefined
  if (typeName(type) !== wantedType) return typeName(type)
  const protocol = protocolName(getIntOption(fd, SO_PROTOCOL))
  if (typeof protocol !== 'string') return undefined
  const isLike = protocol === wanted || ALSO[protocol] === wanted || !wanted.startsWith('IPPROTO_')
  return isLike ? undefined : protocol
}

/** The multicast group in the value of an option. */
function groupIn(value: unknown): string | undefined {
  const group = isObject(value) ? value['group'] : undefined
  return typeof group === 'string' ? group : undefined
}

/** 224.0.0.0/4 and ff00::/8. */
const MULTICAST = /^(22[4-9]|23\d|ff[\da-f]{2}:)/i

/**
 * What an error of setsockopt(2) or getsockopt(2) says about the option, and about a short value or
 * a multicast group.
 *
 * @param value What is set or asked about.
 */
export function optionText(
  syscall: 'setsockopt' | 'getsockopt',
  row: Option,
  socket: OpenDescriptor,
  value: unknown,
): ErrorSubject & ErrorText {
  const { name, details } = row
  const { readOnly, writeOnly, needs, causes, takes, unit } = details
  return {
    address: name,
    hint(code) {
      const group = groupIn(value)
      if (code === 'ENOPROTOOPT') {
        if (readOnly && syscall === 'setsockopt') return 'it can only be read'
        if (writeOnly && syscall === 'getsockopt') return 'it can only be set'
      }
      const other = NOT_HERE.has(code) ? otherKind(row, levelOf(row, value), socket) : undefined
      if (other !== undefined) {
        const isOfOther = group !== undefined && other === 'AF_INET'
        return `${isOfOther ? 'the group is AF_INET6, ' : ''}the socket is ${other}`
      }
      if (group !== undefined && OF_GROUPS.has(code) && !MULTICAST.test(group))
        return `${group} is not a multicast group`
      if (
        IS_LINUX &&
        takes &&
        typeof value === 'number' &&
        OF_VALUES.has(code) &&
        !isTaken(takes, value)
      )
        return `it takes ${limitsText(takes, unit)}, not ${value}`
      const isShort = typeof value === 'string' || typeof value === 'number'
      const role = syscall === 'setsockopt' ? 'value' : 'query'
      const given = isShort && OF_VALUES.has(code) ? `the ${role} is ${show(value)}` : undefined
      const cause = syscall === 'setsockopt' ? causes?.[code] : undefined
      if (cause !== undefined) return given === undefined ? cause : `${given}: ${cause}`
      return NOT_PERMITTED.has(code) ? needs && `needs ${needs}` : given
    },
  }
}
