import { constantOf, constantOr, native, platform } from '../../binding.ts'
import type { ErrorSubject, ErrorText } from '../../errors.ts'
import {
  type Address,
  decodeAddress,
  encodeAddress,
  parseAddressText,
} from '../../protocols/address.ts'
import { emptyNameBuffer, lastName, type Sockaddr } from '../addresses.ts'
import { getIntOption } from '../int-option.ts'
import { interfaces } from '../interfaces.ts'
import { familyName, typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { listens } from './listener.ts'
import { permissionCause } from './permission.ts'

// The likely cause of a refused address, if it is certain enough to mention.

const SOCK_DGRAM = constantOf('SOCK_DGRAM')
const SOCK_RAW = constantOf('SOCK_RAW')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const AF_INET6 = constantOf('AF_INET6')
const INTERNET: ReadonlySet<number> = new Set([constantOf('AF_INET'), AF_INET6])
const AF_UNIX = constantOf('AF_UNIX')
const SO_BINDTOIFINDEX = constantOr('SO_BINDTOIFINDEX', -1)
const SO_BROADCAST = constantOf('SO_BROADCAST')
const SO_PROTOCOL = constantOr('SO_PROTOCOL', -1)
const IPPROTO_IPV6 = constantOf('IPPROTO_IPV6')
const IPV6_V6ONLY = constantOf('IPV6_V6ONLY')
const WITH_PORTS: ReadonlySet<number> = new Set([
  constantOf('IPPROTO_TCP'),
  constantOf('IPPROTO_UDP'),
  constantOr('IPPROTO_UDPLITE', -1),
  constantOr('IPPROTO_MPTCP', -1),
])
const EADDRNOTAVAIL = constantOf('EADDRNOTAVAIL')

/** A call with an address that the kernel has refused. */
interface Refused {
  readonly syscall: string
  readonly code: string
  readonly socket: OpenDescriptor
  /** The family of the address. */
  readonly family: string | number
  /** The address as the kernel got it. */
  readonly to: Address | null
}

/** What an error of bind(2), connect(2) or a send says about the address. */
export function addressText(
  syscall: string,
  socket: OpenDescriptor,
  { bytes, family, subject }: Sockaddr,
): ErrorSubject & ErrorText {
  return {
    ...subject,
    hint(code) {
      const to = decodeAddress(bytes, platform)
      const refused = { syscall, code, socket, family, to }
      for (const causeOf of CAUSES) {
        const cause = causeOf(refused)
        if (cause !== undefined) return cause
      }
      return undefined
    },
  }
}

/** Each knows one cause; the first that applies is mentioned. */
const CAUSES: readonly ((refused: Refused) => string | undefined)[] = [
  ({ syscall, code, socket, family }) => {
    const own = familyName(socket.family)
    // Linux sends IPv4 from a datagram socket of IPv6, but does not bind it.
    const isSent =
      syscall !== 'bind' &&
      socket.family === AF_INET6 &&
      socket.type === SOCK_DGRAM &&
      family === 'AF_INET'
    const differs = family !== own && family !== 'AF_UNSPEC' && !isSent
    return differs && (code === 'EINVAL' || code === 'EAFNOSUPPORT')
      ? `the socket is ${own}`
      : undefined
  },
  ({ code, socket: { family, type } }) =>
    code === 'EPROTOTYPE' && family === AF_UNIX
      ? `the socket there is not ${typeName(type)}`
      : undefined,
  ({ syscall, code, socket, to }) => {
    const refusal = syscall === 'connect' ? 'ECONNREFUSED' : 'EINVAL'
    return syscall !== 'bind' && code === refusal && portOf(to) === 0 && hasPorts(socket)
      ? 'the port is 0, as of an address without one'
      : undefined
  },
  ({ syscall, code, to }) => permissionCause(syscall, code, to),
  ({ syscall, code, to }) =>
    syscall === 'bind' && code === 'ENOENT' && to?.family === 'AF_UNIX' && !endsWithSlash(to)
      ? 'no file can be created there: does the folder exist?'
      : undefined,
  ({ syscall, code, to }) =>
    syscall === 'bind' && code === 'EADDRINUSE' && to?.family === 'AF_UNIX' && 'path' in to
      ? 'the path exists: remove it, if no socket uses it'
      : undefined,
  ({ syscall, code, socket, to }) =>
    syscall !== 'bind' &&
    code === 'EACCES' &&
    isIPv4(to) &&
    socket.type !== SOCK_STREAM &&
    getIntOption(socket.fd, SO_BROADCAST) === 0
      ? 'a broadcast address needs SO_BROADCAST'
      : undefined,
  ({ syscall, code, socket }) =>
    syscall === 'bind' && code === 'EINVAL' && isBound(socket)
      ? 'the socket is already bound'
      : undefined,
  ({ syscall, code, socket: { family, type, fd }, to }) =>
    (syscall === 'bind' ? code === 'EINVAL' : OF_IPV6_ONLY.has(code)) &&
    family === AF_INET6 &&
    type !== SOCK_RAW &&
    isIPv4(to) &&
    getIntOption(fd, IPV6_V6ONLY, IPPROTO_IPV6) === 1
      ? 'the socket is IPv6 only: see IPV6_V6ONLY'
      : undefined,
  ({ syscall, code, socket: { fd }, to }) =>
    (syscall === 'bind' || syscall === 'connect') &&
    code === 'EINVAL' &&
    to?.family === 'AF_INET6' &&
    OF_A_LINK.test(to.address) &&
    to.scopeId === undefined &&
    getIntOption(fd, SO_BINDTOIFINDEX) === 0
      ? `an address of a link needs its interface, for example '${to.address}%eth0'`
      : undefined,
  ({ syscall, code, socket, to }) =>
    syscall === 'bind' &&
    code === 'EADDRNOTAVAIL' &&
    (to?.family === 'AF_INET' || to?.family === 'AF_INET6') &&
    !ofAnInterface(to.address)
      ? `no interface has this address: see interfaces(), or ${
          socket.family === AF_INET6 ? 'IPV6_FREEBIND' : 'IP_FREEBIND'
        }`
      : undefined,
  ({ syscall, code, socket }) => {
    if (syscall !== 'connect' || code !== 'EISCONN') return undefined
    return listens(socket)
      ? 'the socket listens: connect another one'
      : 'the socket is connected: use another one'
  },
]

/** The errors of a socket for IPv6 only for an IPv4 address: to send, and to connect. */
const OF_IPV6_ONLY: ReadonlySet<string> = new Set(['ENETUNREACH', 'EAFNOSUPPORT'])
/** fe80::/10, and the multicast groups of an interface or link. */
const OF_A_LINK = /^(fe[89ab][\da-f]|ff[\da-f][12]):/
const MAPPED = /^::ffff:\d+\./

function portOf(address: Address | null): number | undefined {
  return address?.family === 'AF_INET' || address?.family === 'AF_INET6' ? address.port : undefined
}

/** The path of a socket cannot end with a slash, whether the folder exists or not. */
function endsWithSlash(address: Address): boolean {
  return 'path' in address && String(address.path).endsWith('/')
}

/** Whether an interface has this address; it may not be in use yet. */
function ofAnInterface(address: string): boolean {
  const own = address.replace(/^::ffff:(?=\d+\.)/, '')
  return interfaces().some(({ addresses }) =>
    addresses.some((one) => 'address' in one.address && one.address.address === own),
  )
}

/** Whether this machine cannot send from an address, because no interface has it. */
export function isForeign(address: string): boolean {
  const own = parseAddressText(address, platform)
  const fd = native.socket(
    constantOf(own.family === 'AF_INET' ? 'AF_INET' : 'AF_INET6'),
    SOCK_DGRAM,
    0,
  )
  if (fd < 0) return false
  try {
    return (
      native.bind(fd, encodeAddress(own, platform)) === -EADDRNOTAVAIL && !ofAnInterface(address)
    )
  } finally {
    native.close(fd)
  }
}

/** Whether an address is IPv4, as it is or mapped. */
export function isIPv4(address: Address | null): boolean {
  return (
    address?.family === 'AF_INET' ||
    (address?.family === 'AF_INET6' && MAPPED.test(address.address))
  )
}

/** Whether a socket has a name of its own, which bind(2) does not change. */
function isBound({ fd, type }: OpenDescriptor): boolean {
  if (native.getsockname(fd, emptyNameBuffer()) < 0) return false
  const name = lastName()
  if (name?.family === 'AF_UNIX') return 'path' in name || 'abstract' in name
  return type !== SOCK_RAW && (portOf(name) ?? 0) !== 0
}

/** Whether the destinations of a socket have ports; those of ICMP and of raw sockets have none. */
function hasPorts({ family, type, fd }: OpenDescriptor): boolean {
  const isRaw = type === SOCK_RAW
  return INTERNET.has(family) && !isRaw && WITH_PORTS.has(getIntOption(fd, SO_PROTOCOL))
}
