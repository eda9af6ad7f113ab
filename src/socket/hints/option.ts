import { constantOf, constantOr, platform } from '../../binding.ts'
import { isObject } from '../../codec/object-reader.ts'
import { show } from '../../codec/show.ts'
import type { ErrorSubject, ErrorText } from '../../errors.ts'
import { everyOption } from '../../protocols/index.ts'
import { isTaken, limitsText, type Option } from '../../protocols/option.ts'
import { getIntOption } from '../int-option.ts'
import { familyName, protocolName, typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

// The likely cause of a refused option, if it is certain enough to mention.

const IS_LINUX = process.platform === 'linux'
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const AF_UNIX = constantOf('AF_UNIX')
const INTERNET: ReadonlySet<number> = new Set([AF_INET, AF_INET6])
const SOCK_RAW = constantOf('SOCK_RAW')
const SOCK_STREAM = constantOf('SOCK_STREAM')
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
/** The errors for an option that sockets of this type do not have. */
const NOT_OF_TYPE: ReadonlySet<string> = new Set([...NOT_HERE, 'EINVAL', 'EPROTO'])
/** The errors of SOL_SOCKET for an option of other sockets: to set or get, and to get. */
const NOT_OF_SOCKET: ReadonlySet<string> = new Set(['EOPNOTSUPP', 'ENODATA'])
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

/** What a socket is, if sockets like it have no options of this level. */
function otherKind(
  { where, details }: Option,
  level: string,
  { family, type, fd }: OpenDescriptor,
): string | number | undefined {
  const [given, wantedType, wanted = level] = details.testedOn ?? where.testedOn
  const wantedFamily = level === 'IPPROTO_IPV6' ? AF_INET6 : platform.constant(given)
  // On Linux an IPv6 socket has the options of IPv4 too, unless it is raw.
  const hasBoth = family === AF_INET6 && wantedFamily === AF_INET
  const isOther = hasBoth ? level === 'IPPROTO_IP' && type === SOCK_RAW : family !== wantedFamily
  if (isOther) return familyName(family)
  if (!INTERNET.has(family)) return undefined
  const protocol = protocolName(getIntOption(fd, SO_PROTOCOL))
  if (COMMON.has(level)) return protocol === 'IPPROTO_MPTCP' ? protocol : undefined
  if (typeName(type) !== wantedType) return typeName(type)
  if (typeof protocol !== 'string') return undefined
  const isLike = protocol === wanted || ALSO[protocol] === wanted || !wanted.startsWith('IPPROTO_')
  return isLike ? undefined : protocol
}

/** What a socket is that refuses an option of SOL_SOCKET because of its kind. */
function kindWithout(
  { name, details }: Option,
  code: string,
  { family, type, fd }: OpenDescriptor,
): string | number | undefined {
  if (!IS_LINUX || !NOT_OF_SOCKET.has(code) || name === 'SO_RESERVE_MEM') return undefined
  const isOfUnix = details.testedOn?.[0] === 'AF_UNIX'
  if (isOfUnix ? family !== AF_UNIX : !INTERNET.has(family)) return familyName(family)
  if (code !== 'EOPNOTSUPP') return undefined
  return type === SOCK_STREAM ? protocolName(getIntOption(fd, SO_PROTOCOL)) : typeName(type)
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
  const { needs, causes, takes, unit, readOnly } = details
  const takesAnycast = name.endsWith('_ANYCAST')
  return {
    address: name,
    hint(code) {
      const group = groupIn(value)
      const other = notHere(syscall, code, row, socket, levelOf(row, value))
      if (other !== undefined) {
        const isOfOther = group !== undefined && other === OF_INET
        return `${isOfOther ? 'the group is AF_INET6, ' : ''}${other}`
      }
      if (group !== undefined && !takesAnycast && OF_GROUPS.has(code) && !MULTICAST.test(group))
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
      const isCaused = syscall === 'setsockopt' || readOnly === true || NOT_PERMITTED.has(code)
      const cause = isCaused ? causes?.[code] : undefined
      if (cause !== undefined) return given === undefined ? cause : `${given}: ${cause}`
      return NOT_PERMITTED.has(code) ? needs && `needs ${needs}` : given
    },
  }
}

const OF_INET = 'the socket is AF_INET'

/** Why a socket does not have an option to set or to get. */
function notHere(
  syscall: 'setsockopt' | 'getsockopt',
  code: string,
  row: Option,
  socket: OpenDescriptor,
  level: string,
): string | undefined {
  const { readOnly, writeOnly, types } = row.details
  if (NOT_HERE.has(code)) {
    if (readOnly && syscall === 'setsockopt') return 'it can only be read'
    if (writeOnly && syscall === 'getsockopt') return 'it can only be set'
  }
  const isOfSocket = level === 'SOL_SOCKET'
  const other = isOfSocket
    ? kindWithout(row, code, socket)
    : NOT_HERE.has(code) && otherKind(row, level, socket)
  if (other !== undefined && other !== false) return `the socket is ${other}`
  const type = typeName(socket.type)
  const isOfType = !types || !NOT_OF_TYPE.has(code) || types.includes(`${type}`)
  return isOfType ? undefined : `the socket is ${type}`
}

/** A level or option as the caller gave it, and its number. */
export type GivenNumber = readonly [given: unknown, number: number]

/**
 * What an error says about an option that was given by level and number, with the bytes of its
 * value: the names, if they are known, and nothing about the value.
 */
export function rawOptionText(
  syscall: 'setsockopt' | 'getsockopt',
  socket: OpenDescriptor,
  [givenLevel, level]: GivenNumber,
  [given, number]: GivenNumber,
): ErrorSubject & ErrorText {
  const ofLevel = everyOption().filter(
    (row) => platform.constant(row.where.level) === level && isOfFamily(row, socket),
  )
  const same = ofLevel.filter(({ name }) => platform.constant(name) === number)
  const unusable = syscall === 'setsockopt' ? 'readOnly' : 'writeOnly'
  const row = same.find(({ details }) => !details[unusable]) ?? same[0]
  const name = typeof given === 'string' ? given : row?.name
  const levelName = typeof givenLevel === 'string' ? givenLevel : ofLevel[0]?.where.level
  return {
    address: name ?? `${levelName ?? `level ${level}`} option ${number}`,
    hint(code) {
      if (!row) return undefined
      const { needs, causes } = row.details
      if (NOT_PERMITTED.has(code)) {
        return causes?.[code] ?? (needs && `needs ${needs}`)
      }
      return NOT_HERE.has(code) ? notHere(syscall, code, row, socket, row.where.level) : undefined
    },
  }
}

/** Whether sockets of this family may have an option: some levels of two families are one number. */
function isOfFamily({ where, details }: Option, { family }: OpenDescriptor): boolean {
  const wanted = platform.constant((details.testedOn ?? where.testedOn)[0]) ?? -1
  const isOfInternet = INTERNET.has(family) && INTERNET.has(wanted)
  return where.level === 'SOL_SOCKET' || family === wanted || isOfInternet
}
