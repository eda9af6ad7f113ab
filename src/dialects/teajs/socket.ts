import { endianness, hostname } from 'node:os'
import { constants, resolveSync, reverseSync, Socket as Core } from '../../index.ts'
import { addressOf, lookUp, partsOf, type Peer } from './addresses.ts'
import type { Buffer, Bytes } from './buffer.ts'
import { Endpoint } from './endpoint.ts'
import { resolverError, translated } from './errors.ts'
import { toInt32 } from './numbers.ts'
import { protocolNumber } from './protocols.ts'
import { select } from './select.ts'

/** Has a socket within, as a wrapper for TLS does. */
export interface SocketHolder {
  /** The socket within. */
  getSocket(): Socket
}

/** What {@link SocketConstructor.select} looks at. */
export type Selectable = Socket | SocketHolder

/**
 * A socket, blocking until it is told otherwise. What the system refuses is an Error with the C
 * library's text, and with Node's `code`, `errno` and `syscall`.
 */
export interface Socket {
  /** The family that the methods go by; may be changed. */
  family: number
  /** The type that the methods go by; may be changed. */
  type: number
  /** The protocol that it was made with. */
  proto: number

  /** Lets calls wait (true, as at first), or answer false where they would have to (false). */
  setBlocking(mode: boolean): void
  /**
   * Connects to a numeric address; the port may be left out for PF_UNIX.
   *
   * @returns false while the connection is under way, which blocking sockets wait for. It then is
   *   writable when it is done, and `getOption(Socket.SO_ERROR)` says how it went.
   */
  connect(address: string, port?: number | string): boolean
  /** Binds to a numeric address; `''` has Linux pick a name for a Unix socket. */
  bind(address: string, port?: number | string): this
  /** Begins to take connections; 5 may wait by default. */
  listen(backlog?: number): this
  /** Takes a connection: a blocking socket. */
  accept(): Socket | false
  /**
   * Sends bytes, or the UTF-8 of anything else. A blocking socket sends all.
   *
   * @returns How many bytes went; false when none could without waiting.
   */
  send(data: unknown, address?: string, port?: number | string): number | false
  /**
   * Receives at most `num` bytes. A Buffer is always truthy: look at its length for the end.
   *
   * @returns A Buffer, of length 0 at the end of a stream; false when nothing has come.
   */
  receive(num: number): Buffer | false
  /** The other end; on a datagram or raw socket who sent what was received last. */
  getPeerName(): Peer
  /** Sets an option of SOL_SOCKET, or TCP_NODELAY, to an int, or to bytes (an addition). */
  setOption(name: number, value: number | boolean | Bytes): this
  /** The value of an option as an int. */
  getOption(name: number): number
  /** The value of an option as bytes, at most `length` of them. */
  getOption(name: number, length: number): Buffer
  /** Closes it; a second time is `Bad file descriptor`. */
  close(): void
}

/** Makes a {@link Socket}, and has the constants. */
export interface SocketConstructor {
  /** Makes a socket of a family, type and protocol: constants below, or the system's numbers. */
  new (family: number, type: number, proto?: number): Socket
  /** What every Socket has. */
  readonly prototype: Socket

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
  /** Lets datagrams go to broadcast addresses. */
  readonly SO_BROADCAST: number
  /** Asks a silent peer now and then whether it is there. */
  readonly SO_KEEPALIVE: number
  /** The error that is pending; reading clears it. */
  readonly SO_ERROR: number
  /** Sends small segments at once. */
  readonly TCP_NODELAY: number

  /** Has connect, bind, send and getNameInfo look up names; false at first. An addition. */
  resolveNames: boolean

  /** The number of a protocol: 6 of `'tcp'`. */
  getProtoByName(name: string): number
  /** The first address of a host; PF_INET by default. */
  getAddrInfo(name: string, family?: number): string
  /** The name of an address, or the address itself where it has none. */
  getNameInfo(address: string, family?: number): string
  /** The name of this machine. */
  getHostName(): string
  /**
   * Waits until a socket is ready, and deletes those that are not from the arrays, which keep their
   * length. Holes are passed over. Anything but an array is an empty one.
   *
   * @param timeout Milliseconds; null for ever.
   * @returns How many descriptors are ready, summed over the arrays; 0 at the end of the time.
   */
  select(
    read: Selectable[] | null,
    write: Selectable[] | null,
    except: Selectable[] | null,
    timeout: number | null,
  ): number
}

const { AF_INET, AF_PACKET, SOCK_NONBLOCK } = constants

/** See {@link SocketConstructor}. */
export const Socket = Object.assign(
  function Socket(...args: unknown[]): object {
    const target: unknown = new.target
    if (typeof target !== 'function') {
      throw new Error("Invalid call format. Please use the 'new' operator.")
    }
    if (args.length < 2) {
      throw new TypeError("Invalid call format. Use 'new Socket(family, type, [proto])'")
    }
    const [family = 0, type = 0, proto = 0] = [args[0], args[1], args[2]].map(toInt32)
    const made = [makeCore(family, type, proto), family, type, proto] as const
    return Reflect.construct(Endpoint, made, target) as object
  },
  {
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
      try {
        const [first] = resolveSync(text, null, { family: toInt32(family) || AF_INET })
        return partsOf(first?.address ?? null)[0]
      } catch (error) {
        throw translated(error)
      }
    },

    getNameInfo(address: unknown, family?: unknown): string {
      const given = addressOf(toInt32(family) || AF_INET, address, 0, 'getnameinfo')
      try {
        return reverseSync(given).host
      } catch (error) {
        throw translated(error)
      }
    },

    getHostName: (): string => hostname(),

    select(...args: unknown[]): number {
      if (args.length !== 4) {
        throw new TypeError('Bad argument count. Socket.select must be called with 4 arguments.')
      }
      return select(args.slice(0, 3), args[3], coreOfMember)
    },
  },
) as unknown as SocketConstructor

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

function makeCore(family: number, type: number, proto: number): Core {
  try {
    const core = new Core(family, type, family === AF_PACKET ? swapped(proto) : proto)
    if ((type & SOCK_NONBLOCK) !== 0) core.timeout = 0
    return core
  } catch (error) {
    throw translated(error)
  }
}

/** A packet socket's protocol is given in network byte order here, and in the host's to the core. */
function swapped(proto: number): number {
  const short = proto & 0xffff
  return endianness() === 'LE' ? ((short & 0xff) << 8) | (short >> 8) : short
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
