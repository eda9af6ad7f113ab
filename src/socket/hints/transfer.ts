import { constantOf, constantOr, native, platform } from '../../binding.ts'
import type { ErrorSubject, ErrorText } from '../../errors.ts'
import { decodeAddress } from '../../protocols/address.ts'
import { emptyNameBuffer, lastName, type Sockaddr } from '../addresses.ts'
import type { EncodedControl } from '../control.ts'
import { getIntOption } from '../int-option.ts'
import { typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { MOST_BUFFERS } from '../send/unsent-views.ts'
import { addressText, isForeign, isIPv4 } from './address.ts'
import { listens } from './listener.ts'
import { noInterface, shortFrame } from './packet.ts'

// The likely cause of a refused send or receive, if it is certain enough to mention.

const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const AF_NETLINK = constantOr('AF_NETLINK', -1)
const AF_PACKET = constantOr('AF_PACKET', -1)
const AF_UNIX = constantOf('AF_UNIX')
const SOCK_DGRAM = constantOf('SOCK_DGRAM')
const SOCK_RAW = constantOf('SOCK_RAW')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const IPPROTO_IP = constantOf('IPPROTO_IP')
const IPPROTO_IPV6 = constantOf('IPPROTO_IPV6')
const IPPROTO_TCP = constantOf('IPPROTO_TCP')
const IPPROTO_UDP = constantOf('IPPROTO_UDP')
const IP_TRANSPARENT = constantOr('IP_TRANSPARENT', -1)
const IPV6_FREEBIND = constantOr('IPV6_FREEBIND', -1)
const ENOTCONN = constantOf('ENOTCONN')
const SO_PROTOCOL = constantOr('SO_PROTOCOL', -1)
const SO_SNDBUF = constantOf('SO_SNDBUF')
/** What Linux reserves of SO_SNDBUF for each message. */
const OVERHEAD = 32
/** `most` is the data of a UDP datagram: 65535 bytes without the headers that count. */
const OVER_IPV4 = {
  prefix: 'IP',
  ...{ most: 65_507, headers: 28, level: IPPROTO_IP },
  ...{ discover: constantOr('IP_MTU_DISCOVER', -1), mtu: constantOr('IP_MTU', -1) },
}
const OVER_IPV6 = {
  prefix: 'IPV6',
  ...{ most: 65_527, headers: 48, level: IPPROTO_IPV6 },
  ...{ discover: constantOr('IPV6_MTU_DISCOVER', -1), mtu: constantOr('IPV6_MTU', -1) },
}
/** The data of a packet of 576 bytes. */
const FITS_EVERY_PATH = 548
/** Of IPv6 the numbers are the same. */
const UNFRAGMENTED: ReadonlySet<number> = new Set([
  constantOr('IP_PMTUDISC_DO', -1),
  constantOr('IP_PMTUDISC_PROBE', -1),
])
/** With these, the length of a datagram is not that of the data of one call. */
const OF_OTHER_LENGTH = [constantOr('UDP_CORK', -1), constantOr('UDP_SEGMENT', -1)]
const IS_LINUX = process.platform === 'linux'

/** What was sent, and how. */
interface Send {
  readonly length: number
  readonly buffers?: number
  readonly to?: Sockaddr | undefined
  readonly control?: EncodedControl | undefined
}

/** What an error of send(2), sendto(2) or sendmsg(2) says about the socket, address and data. */
export function sendText(
  syscall: string,
  socket: OpenDescriptor,
  send: Send,
): ErrorSubject & ErrorText {
  const { to, control } = send
  const address = to && addressText(syscall, socket, to)
  return {
    ...address,
    hint(code) {
      const known =
        control?.causeOf(code) ??
        (control && sourceCause(code, socket, control)) ??
        address?.hint?.(code)
      if (known !== undefined) return known
      if (code === 'EMSGSIZE') return sizeCause(socket, send)
      return IS_LINUX ? stateCause(code, socket, send) : undefined
    },
  }
}

/** What an error of a receive says about the socket. */
export function receiveText(socket: OpenDescriptor): ErrorText {
  return {
    hint(code) {
      const { family, type } = socket
      const isOfUnix = IS_LINUX && code === 'EINVAL' && family === AF_UNIX && type === SOCK_STREAM
      return (code === 'ENOTCONN' || isOfUnix) && hasNoPeer(socket)
        ? notConnected(socket)
        : undefined
    },
  }
}

/** Why a socket in this state sends nothing. */
function stateCause(
  code: string,
  socket: OpenDescriptor,
  { length, to }: Send,
): string | undefined {
  const { family, type } = socket
  switch (code) {
    case 'EDESTADDRREQ':
      return to ? undefined : 'connect first, or give an address'
    case 'ENOTCONN':
      if (!hasNoPeer(socket) || (to && type !== SOCK_STREAM)) return undefined
      return type === SOCK_DGRAM ? 'connect first, or give an address' : notConnected(socket)
    case 'EISCONN':
      return to && type === SOCK_STREAM
        ? 'a connected stream takes no address: use send'
        : undefined
    case 'EINVAL':
      return family === AF_PACKET && type === SOCK_RAW ? shortFrame(socket, length, to) : undefined
    case 'EOPNOTSUPP':
      if (hasNoUrgentData(socket)) return `MSG_OOB is for streams, the socket is ${typeName(type)}`
      return to && family === AF_UNIX && type === SOCK_STREAM && hasNoPeer(socket)
        ? `a stream takes no address: ${notConnected(socket)}`
        : undefined
    case 'ENXIO':
      return family === AF_PACKET ? noInterface(socket, to) : undefined
    case 'EPIPE':
      return isTcp(socket) ? endOfTcp(socket) : undefined
    default:
      return undefined
  }
}

/** Whether a socket refuses MSG_OOB, and nothing else, with EOPNOTSUPP. */
function hasNoUrgentData(socket: OpenDescriptor): boolean {
  return socket.type !== SOCK_STREAM && (isInternet(socket) || socket.family === AF_UNIX)
}

/**
 * Why TCP sends nothing more. Says nothing of a connection that has ended: whether the peer has
 * reset it can no longer be told.
 */
function endOfTcp(socket: OpenDescriptor): string | undefined {
  if (!hasNoPeer(socket)) return 'this side has shut down sending'
  const isNew = native.getsockname(socket.fd, emptyNameBuffer()) === 0 && portOfLastName() === 0
  return isNew || listens(socket) ? notConnected(socket) : undefined
}

function portOfLastName(): number | undefined {
  const name = lastName()
  return name && 'port' in name ? name.port : undefined
}

function notConnected(socket: OpenDescriptor): string {
  return listens(socket) ? 'the socket listens: use what accept() returns' : 'connect first'
}

function hasNoPeer({ fd }: OpenDescriptor): boolean {
  return native.getpeername(fd, emptyNameBuffer()) === -ENOTCONN
}

function isTcp(socket: OpenDescriptor): boolean {
  const isStream = isInternet(socket) && socket.type === SOCK_STREAM
  return isStream && getIntOption(socket.fd, SO_PROTOCOL) === IPPROTO_TCP
}

function isInternet({ family }: OpenDescriptor): boolean {
  return family === AF_INET || family === AF_INET6
}

/** How long a refused message was, and what it may be. */
function sizeCause(
  socket: OpenDescriptor,
  { length, buffers = 1, to, control }: Send,
): string | undefined {
  const { family, type, fd } = socket
  if (buffers > MOST_BUFFERS)
    return `the data is ${buffers} buffers, one call takes ${MOST_BUFFERS}`
  const size = `the data is ${length} bytes`
  if (!IS_LINUX) return size
  if ((family === AF_UNIX && type !== SOCK_STREAM) || family === AF_NETLINK) {
    const most = getIntOption(fd, SO_SNDBUF) - OVERHEAD
    return length > most ? `${size}, SO_SNDBUF allows ${most}` : size
  }
  const isUdp =
    isInternet(socket) && type === SOCK_DGRAM && getIntOption(fd, SO_PROTOCOL) === IPPROTO_UDP
  if (!isUdp) return size
  const isOther = OF_OTHER_LENGTH.some((option) => getIntOption(fd, option, IPPROTO_UDP) > 0)
  return isOther || control?.has('UDP_SEGMENT') === true
    ? undefined
    : datagramCause(socket, length, size, to)
}

function datagramCause(
  socket: OpenDescriptor,
  length: number,
  size: string,
  to: Sockaddr | undefined,
): string | undefined {
  const { prefix, most, headers, level, discover, mtu } = isOverIPv4(socket, to)
    ? OVER_IPV4
    : OVER_IPV6
  if (length > most) return `${size}, a datagram takes ${most}`
  const known = getIntOption(socket.fd, mtu, level)
  // What fits is refused because of an earlier one, which ICMP has reported as too long.
  if (length <= (known < 0 ? FITS_EVERY_PATH : known - headers)) return undefined
  if (!UNFRAGMENTED.has(getIntOption(socket.fd, discover, level))) return size
  const limit = known < 0 ? '' : `: ${prefix}_MTU is ${known}`
  return `${size}, and ${prefix}_MTU_DISCOVER forbids fragments${limit}`
}

/** Whether a socket sends this by IPv4, be it of IPv6. */
function isOverIPv4({ family, fd }: OpenDescriptor, to: Sockaddr | undefined): boolean {
  if (family === AF_INET) return true
  if (to) return isIPv4(decodeAddress(to.bytes, platform))
  return native.getpeername(fd, emptyNameBuffer()) === 0 && isIPv4(lastName())
}

/** The errors for a source that is not of this machine: of IPv4, and of IPv6. */
const OF_SOURCES: ReadonlySet<string> = new Set(['EINVAL', 'ENETUNREACH'])

/** What is wrong with the source or interface in a control message. */
function sourceCause(
  code: string,
  { family, type, fd }: OpenDescriptor,
  control: EncodedControl,
): string | undefined {
  const [name, part] =
    family === AF_INET ? ['IP_PKTINFO', 'localAddress'] : ['IPV6_PKTINFO', 'address']
  const value = control.valueOf(name)
  if (value === undefined) return undefined
  const { interfaceIndex, [part]: source } = value
  if (code === 'ENODEV' && typeof interfaceIndex === 'number' && interfaceIndex > 0)
    return platform.interfaceName(interfaceIndex) === undefined
      ? `no interface has the number ${interfaceIndex}, as ${name}.interfaceIndex`
      : undefined
  const takesAny =
    type === SOCK_RAW ||
    getIntOption(fd, IP_TRANSPARENT, IPPROTO_IP) > 0 ||
    (family === AF_INET6 && getIntOption(fd, IPV6_FREEBIND, IPPROTO_IPV6) > 0)
  return OF_SOURCES.has(code) && !takesAny && typeof source === 'string' && isForeign(source)
    ? `no interface has ${source}, as ${name}.${part}`
    : undefined
}
