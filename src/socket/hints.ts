import { constantOf, constantOr } from '../binding.ts'
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
const SO_ACCEPTCONN = constantOf('SO_ACCEPTCONN')
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
      const { port = 0 } = subject
      const isPrivileged = port > 0 && port < FIRST_UNPRIVILEGED_PORT
      if (syscall === 'bind' && code === 'EACCES' && isPrivileged)
        return 'see net.ipv4.ip_unprivileged_port_start'
      return undefined
    },
  }
}

/** What an error of accept(2) says about the socket. */
export function acceptText(listener: OpenDescriptor): ErrorText {
  return {
    hint: (code) =>
      code === 'EINVAL' && getIntOption(listener.fd, SO_ACCEPTCONN) === 0
        ? 'the socket does not listen'
        : undefined,
  }
}

/** The errors for a value that the kernel does not know or accept. */
const OF_VALUES: ReadonlySet<string> = new Set(['EDOM', 'EINVAL', 'ENODEV', 'ENOENT', 'ERANGE'])

/**
 * What an error of setsockopt(2) or getsockopt(2) says about the option, and about a short value.
 */
export function optionText(
  syscall: 'setsockopt' | 'getsockopt',
  { name, where, details }: Option,
  socket: OpenDescriptor,
  value?: unknown,
): ErrorSubject & ErrorText {
  const { readOnly, writeOnly, needs } = details
  return {
    address: name,
    hint(code) {
      if (code === 'ENOPROTOOPT') {
        if (readOnly && syscall === 'setsockopt') return 'it can only be read'
        if (writeOnly && syscall === 'getsockopt') return 'it can only be set'
        return where.level === 'IPPROTO_IPV6' && socket.family === AF_INET
          ? 'the socket is AF_INET'
          : undefined
      }
      if (NOT_PERMITTED.has(code)) return needs && `needs ${needs}`
      const isShort = typeof value === 'string' || typeof value === 'number'
      return isShort && OF_VALUES.has(code) ? `the value is ${show(value)}` : undefined
    },
  }
}
