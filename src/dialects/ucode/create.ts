import { constants, Socket } from '../../index.ts'
import { given, integer } from './arguments.ts'
import { swapped16 } from '../shared/byte-order.ts'
import { SharedDescriptor } from './descriptor.ts'
import { clear, failed } from './error.ts'
import { int } from './numbers.ts'
import { UcodeSocket } from './socket.ts'

const { AF_INET, SOCK_NONBLOCK, SOCK_STREAM } = constants
const AF_PACKET: number | undefined = constants.AF_PACKET

/** Creates a socket of the core, which takes the protocol of AF_PACKET in host byte order. */
export function createSocket(domain: number, type: number, protocol: number): Socket {
  return new Socket(domain, type, domain === AF_PACKET ? swapped16(protocol) : protocol)
}

/**
 * Creates a socket.
 *
 * @param domain AF_INET by default.
 * @param type SOCK_STREAM by default; with SOCK_NONBLOCK added, its calls do not wait.
 * @param protocol The type's usual one by default; of AF_PACKET, in network byte order.
 */
export function create(
  domain?: number | null,
  type?: number | null,
  protocol?: number | null,
): UcodeSocket | null {
  if (!integer(domain, 'domain') || !integer(type, 'type')) return null
  if (!integer(protocol, 'protocol')) return null
  clear()
  const kind = int(type ?? SOCK_STREAM)
  try {
    const socket = createSocket(int(domain ?? AF_INET), kind, int(protocol ?? 0))
    return UcodeSocket.of(socket, (kind & SOCK_NONBLOCK) !== 0)
  } catch (error) {
    return failed(error, 'socket()')
  }
}

/**
 * Wraps an existing descriptor, which is closed with the socket. It is not checked: calls on a
 * descriptor that is not a socket fail.
 */
export function open(fd: number): UcodeSocket | null {
  if (!given(fd, 'fd') || !integer(fd, 'fd')) return null
  clear()
  if (fd >= 0) return new UcodeSocket(SharedDescriptor.numbered(fd))
  return new UcodeSocket(undefined, `<socket 0x${BigInt.asUintN(64, BigInt(fd)).toString(16)}>`)
}

/**
 * Creates two Unix sockets that are connected to each other.
 *
 * @param type SOCK_STREAM by default.
 */
export function pair(type?: number | null): [UcodeSocket, UcodeSocket] | null {
  if (!integer(type, 'type')) return null
  clear()
  const kind = int(type ?? SOCK_STREAM)
  const nonblocking = (kind & SOCK_NONBLOCK) !== 0
  try {
    const [one, other] = Socket.pair('AF_UNIX', kind)
    return [UcodeSocket.of(one, nonblocking), UcodeSocket.of(other, nonblocking)]
  } catch (error) {
    return failed(error, 'socketpair()')
  }
}
