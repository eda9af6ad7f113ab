import { hostname } from 'node:os'
import { constants, resolveSync, reverseSync, Socket as Core } from '../../index.ts'
import { swapped16 } from '../shared/byte-order.ts'
import { addressOf, lookUp, partsOf } from './addresses.ts'
import { guarded, resolverError } from './error.ts'
import { toInt32 } from './arguments.ts'
import { protocolNumber } from './protocols.ts'
import { select } from './select.ts'
import { Endpoint, type TeaSocket } from './socket.ts'

/** An object that wraps a socket, as one for TLS does. */
export interface SocketHolder {
  /** The wrapped socket. */
  getSocket(): TeaSocket
}

/** What {@link SocketConstructor.select} accepts. */
export type Selectable = TeaSocket | SocketHolder

/** Creates a {@link TeaSocket}, and has the constants. */
export interface SocketConstructor {
  /** Creates a socket of a family, type and protocol: constants below, or the system's numbers. */
  new (family: number, type: number, proto?: number): TeaSocket
  /** The prototype of every socket. */
  readonly prototype: TeaSocket

  /** IPv4. */
  readonly PF_INET: number
  /** IPv6. */
  readonly PF_INET6: number
  /** Unix sockets. */
  readonly PF_UNIX: number
  /** A stream of bytes. */
  readonly SOCK_STREAM: number
  /** Datagrams. */
  readonly SOCK_DGRAM: number
  /** Packets of a protocol, with their IP header on receive. Needs CAP_NET_RAW. */
  readonly SOCK_RAW: number
  /** TCP. */
  readonly IPPROTO_TCP: number
  /** UDP. */
  readonly IPPROTO_UDP: number
  /** Lets bind take an address that old connections still hold. */
  readonly SO_REUSEADDR: number
  /** Lets a datagram socket send to broadcast addresses. */
  readonly SO_BROADCAST: number
  /** Probes an idle connection, so that a vanished peer is noticed. */
  readonly SO_KEEPALIVE: number
  /** The pending error, which reading clears. */
  readonly SO_ERROR: number
  /** Sends small segments immediately. */
  readonly TCP_NODELAY: number

  /** Whether connect, bind, send and getNameInfo look up names; false by default. An addition. */
  resolveNames: boolean

  /** The number of a protocol: 6 for `'tcp'`. */
  getProtoByName(name: string): number
  /** The first address of a host; PF_INET by default. */
  getAddrInfo(name: string, family?: number): string
  /** The name of an address, or the address itself if it has no name. */
  getNameInfo(address: string, family?: number): string
  /** The name of this machine. */
  getHostName(): string
  /**
   * Waits until a socket is ready, and deletes those that are not from the arrays, which keep their
   * length. Holes are skipped. Anything but an array counts as an empty one.
   *
   * @param timeout Milliseconds; null waits indefinitely.
   * @returns How many descriptors are ready, summed over the arrays; 0 after the timeout.
   */
  select(
    read: Selectable[] | null,
    write: Selectable[] | null,
    except: Selectable[] | null,
    timeout: number | null,
  ): number
}

const { AF_INET, AF_PACKET, SOCK_NONBLOCK } = constants

/** A socket that {@link Socket} has created. */
export type Socket = TeaSocket

/** See {@link SocketConstructor}. */
export const Socket = function (...args: unknown[]): object {
  const target: unknown = new.target
  if (typeof target !== 'function') {
    throw new Error("Invalid call format. Please use the 'new' operator.")
  }
  if (args.length < 2) {
    throw new TypeError("Invalid call format. Use 'new Socket(family, type, [proto])'")
  }
  const [family = 0, type = 0, proto = 0] = [args[0], args[1], args[2]].map(toInt32)
  const made = [createCore(family, type, proto), family, type, proto] as const
  return Reflect.construct(Endpoint, made, target) as object
} as unknown as SocketConstructor

Object.assign(Socket, {
  PF_INET: constants.AF_INET,
  PF_INET6: constants.AF_INET6,
  PF_UNIX: constants.AF_UNIX,
  SOCK_STREAM: constants.SOCK_STREAM,
  SOCK_DGRAM: constants.SOCK_DGRAM,
  SOCK_RAW: constants.SOCK_RAW,
  IPPROTO_TCP: constants.IPPROTO_TCP,
  IPPROTO_UDP: constants.IPPROTO_UDP,
  SO_REUSEADDR: constants.SO_REUSEADDR,
  SO_BROADCAST: constants.SO_BROADCAST,
  SO_KEEPALIVE: constants.SO_KEEPALIVE,
  SO_ERROR: constants.SO_ERROR,
  TCP_NODELAY: constants.TCP_NODELAY,

  getProtoByName(name: unknown): number {
    const number = protocolNumber(String(name))
    if (number === undefined) throw new Error('Cannot retrieve protocol number')
    return number
  },

  getAddrInfo(name: unknown, family?: unknown): string {
    const text = String(name)
    if (text.includes('\0')) throw resolverError('EAI_NONAME', 'getaddrinfo')
    return guarded(() => {
      const [first] = resolveSync(text, null, { family: toInt32(family) || AF_INET })
      return partsOf(first?.address ?? null)[0]
    })
  },

  getNameInfo(address: unknown, family?: unknown): string {
    const given = addressOf(toInt32(family) || AF_INET, address, 0, 'getnameinfo')
    return guarded(() => reverseSync(given).host)
  },

  getHostName: (): string => hostname(),

  select(...args: unknown[]): number {
    if (args.length !== 4) {
      throw new TypeError('Bad argument count. Socket.select must be called with 4 arguments.')
    }
    return select(args.slice(0, 3), args[3], coreOfMember)
  },
})

Object.defineProperty(Socket, 'resolveNames', {
  get: () => lookUp.names,
  set: (names: unknown) => {
    lookUp.names = Boolean(names)
  },
  enumerable: true,
})
Object.defineProperty(Socket, 'prototype', { value: Endpoint.prototype, writable: false })
Object.defineProperty(Endpoint.prototype, 'constructor', {
  value: Socket,
  writable: true,
  configurable: true,
})

function createCore(family: number, type: number, proto: number): Core {
  return guarded(() => {
    // The protocol of a packet socket is in network byte order here, and in the host's in the core.
    const core = new Core(family, type, family === AF_PACKET ? swapped16(proto) : proto)
    if ((type & SOCK_NONBLOCK) !== 0) core.timeout = 0
    return core
  })
}

function coreOfMember(member: unknown): Core {
  const core = Endpoint.coreOf(member) ?? Endpoint.coreOf(wrappedIn(member))
  if (!core) throw new Error('Arguments must be arrays of Socket instances')
  return core
}

function wrappedIn(member: unknown): unknown {
  if (typeof member !== 'object' || member === null) return undefined
  const getSocket: unknown = Reflect.get(member, 'getSocket')
  return typeof getSocket === 'function' ? Reflect.apply(getSocket, member, []) : undefined
}
