import { constantOf, constantOr } from '../binding.ts'
import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'
import type { ErrorSubject, ErrorText } from '../errors.ts'
import type { Option } from '../protocols/option.ts'
import type { Sockaddr } from './addresses.ts'
import { getIntOption } from './int-option.ts'
import { familyName, typeName } from './names.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

/** The likely cause of a refusal, if it is certain enough to mention. */

const SOCK_DGRAM = constantOf('SOCK_DGRAM')
const SOCK_RAW = constantOf('SOCK_RAW')
const AF_PACKET = constantOr('AF_PACKET', -1)
const AF_INET = constantOf('AF_INET')
const INTERNET: ReadonlySet<number> = new Set([AF_INET, constantOf('AF_INET6')])
const ICMP: ReadonlySet<number> = new Set([
  constantOf('IPPROTO_ICMP'),
  constantOf('IPPROTO_ICMPV6'),
])
const AF_UNIX = constantOf('AF_UNIX')
const SO_ACCEPTCONN = constantOf('SO_ACCEPTCONN')
const SO_PROTOCOL = constantOr('SO_PROTOCOL', -1)
const WITH_PORTS: ReadonlySet<number> = new Set([
  constantOf('IPPROTO_TCP'),
  constantOf('IPPROTO_UDP'),
  constantOr('IPPROTO_UDPLITE', -1),
  constantOr('IPPROTO_MPTCP', -1),
])
const NOT_PERMITTED: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])
const FIRST_UNPRIVILEGED_PORT = 1024

/**
 * What an error of socket(2) or socketpair(2) says about the arguments; `given` are the caller's.
 */
export function creationText(
  call: string,
  [family, type, protocol]: readonly [family: number, type: number, protocol: number],
  given: unknown,
): ErrorText {
  const names = [familyName(family), typeName(type), typeof given === 'string' ? given : protocol]
  return {
    call: `${call}(${names.join(', ')})`,
    hint(code) {
      const isInternet = INTERNET.has(family)
      if (code === 'EPROTONOSUPPORT' && isInternet && type === SOCK_RAW && protocol === 0)
        return 'a raw socket needs a protocol'
      if (!NOT_PERMITTED.has(code)) return undefined
      if (isInternet && type === SOCK_DGRAM && ICMP.has(protocol))
        return 'see net.ipv4.ping_group_range'
      return family === AF_PACKET || (isInternet && type === SOCK_RAW)
        ? 'needs CAP_NET_RAW'
        : undefined
    },
  }
}

/** What an error of bind(2), connect(2) or a send says about the address. */
export function addressText(
  syscall: string,
  socket: OpenDescriptor,
  { family, subject }: Sockaddr,
): ErrorSubject & ErrorText {
  return {
    ...subject,
    hint(code) {
      const own = familyName(socket.family)
      const differs = family !== own && family !== 'AF_UNSPEC'
      if (differs && (code === 'EINVAL' || code === 'EAFNOSUPPORT')) return `the socket is ${own}`
      if (code === 'EPROTOTYPE' && socket.family === AF_UNIX)
        return `the socket there is not ${typeName(socket.type)}`
      const { port = -1 } = subject
      const refusal = syscall === 'connect' ? 'ECONNREFUSED' : 'EINVAL'
      if (syscall !== 'bind' && port === 0 && code === refusal && hasPorts(socket))
        return 'the port is 0, as of an address without one'
      const isPrivileged = port > 0 && port < FIRST_UNPRIVILEGED_PORT
      if (syscall === 'bind' && code === 'EACCES' && isPrivileged)
        return 'see net.ipv4.ip_unprivileged_port_start'
      return undefined
    },
  }
}

/** Whether the destinations of a socket have ports; those of ICMP and of raw sockets have none. */
function hasPorts({ family, type, fd }: OpenDescriptor): boolean {
  const isRaw = type === SOCK_RAW
  return INTERNET.has(family) && !isRaw && WITH_PORTS.has(getIntOption(fd, SO_PROTOCOL))
}

/** What an error of listen(2) or accept(2) says about the socket. */
export function listenerText(syscall: 'listen' | 'accept', socket: OpenDescriptor): ErrorText {
  return {
    hint(code) {
      if (code === 'EOPNOTSUPP') {
        const kind = `a ${typeName(socket.type)} socket of ${familyName(socket.family)}`
        return `${kind} ${syscall === 'listen' ? 'does not listen' : 'accepts no connections'}`
      }
      if (code === 'EINVAL' && syscall === 'accept' && getIntOption(socket.fd, SO_ACCEPTCONN) === 0)
        return 'the socket does not listen'
      return undefined
    },
  }
}

/** The errors for an option that the socket does not have: to set, and to get. */
const NOT_HERE: ReadonlySet<string> = new Set(['ENOPROTOOPT', 'EOPNOTSUPP'])
/** The errors for an address that is not a multicast group: to join, and to leave. */
const OF_GROUPS: ReadonlySet<string> = new Set(['EINVAL', 'EADDRNOTAVAIL'])
/** The errors for a value that the kernel does not know or accept. */
const OF_VALUES: ReadonlySet<string> = new Set(['EDOM', 'EINVAL', 'ENODEV', 'ENOENT', 'ERANGE'])

/** The level of an option; of some it depends on the value or query. */
export function levelOf({ where, details }: Option, value: unknown): string {
  return details.levelOf?.(value) ?? where.level
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
  const { readOnly, writeOnly, needs } = details
  return {
    address: name,
    hint(code) {
      const group = groupIn(value)
      if (code === 'ENOPROTOOPT') {
        if (readOnly && syscall === 'setsockopt') return 'it can only be read'
        if (writeOnly && syscall === 'getsockopt') return 'it can only be set'
      }
      const isOfOther = levelOf(row, value) === 'IPPROTO_IPV6' && socket.family === AF_INET
      if (isOfOther && NOT_HERE.has(code))
        return `${group === undefined ? '' : 'the group is AF_INET6, '}the socket is AF_INET`
      if (group !== undefined && OF_GROUPS.has(code) && !MULTICAST.test(group))
        return `${group} is not a multicast group`
      if (NOT_PERMITTED.has(code)) return needs && `needs ${needs}`
      const isShort = typeof value === 'string' || typeof value === 'number'
      const role = syscall === 'setsockopt' ? 'value' : 'query'
      return isShort && OF_VALUES.has(code) ? `the ${role} is ${show(value)}` : undefined
    },
  }
}
