import { constants, type Socket, SocketTimeoutError } from '../../index.ts'
import { wildcard } from '../shared/addresses.ts'
import { isMissing } from '../shared/arguments.ts'
import {
  describe,
  familyNumber,
  fill,
  hasPort,
  portArgument,
  type Read,
  readAddress,
  type SocketAddress,
  toCore,
} from './addresses.ts'
import { given, integer, object } from './arguments.ts'
import type { ControlMessage } from './control.ts'
import { SharedDescriptor } from './descriptor.ts'
import { contextOf, Handle } from './handle.ts'
import { clear, error, fail, failed } from './error.ts'
import { int } from './numbers.ts'
import { getOption, optionRow, setOption } from './options.ts'
import { type ReceivedMessage, receive, receiveMessage } from './receive.ts'
import { send, sendMessage } from './send.ts'

const { EAFNOSUPPORT, EINPROGRESS, EINVAL } = constants
const { SHUT_RD, SOCK_NONBLOCK, SOCK_CLOEXEC } = constants
const DEFAULT_BACKLOG = 128
const MAX_BACKLOG = 2 ** 30

/** An address in any form that is accepted. */
export type AddressGiven = string | readonly number[] | Partial<SocketAddress>

/** The credentials of the peer of a Unix socket. */
export interface PeerCredentials {
  /** The effective user; 4294967295 if unknown. */
  uid: number
  /** The effective group; 4294967295 if unknown. */
  gid: number
  /** The process; 0 if unknown. */
  pid: number
}

/**
 * A socket. Methods return null if they fail, and {@link UcodeSocket.error} says why; they never
 * throw. A socket converts to the text `<socket 0x5>`, which can be a key of a dictionary.
 */
export class UcodeSocket extends Handle {
  /** @internal */
  constructor(shared: SharedDescriptor | undefined, closedText?: string) {
    super(shared, closedText)
    Object.freeze(this)
  }

  /** @internal Wraps a socket of the core, which is closed with it. */
  static of(socket: Socket, nonblocking = false): UcodeSocket {
    return new UcodeSocket(SharedDescriptor.of(socket, nonblocking))
  }

  /**
   * Connects to an address; names are not resolved. A datagram socket only stores the address.
   *
   * @param port Replaces the port of the address.
   */
  connect(address: AddressGiven, port?: number | null): true | null {
    const shared = contextOf(this)
    if (!shared || !given(address, 'address') || !integer(port, 'port')) return null
    clear()
    const read = readAddress(address)
    const to = read && (isMissing(port) ? read : withPort(read, port))
    const socket = to && shared.socketFor(CONNECT)
    if (!socket) return null
    try {
      const remote = toCore(to, socket)
      if (shared.timeouts.blocking) socket.connectSync(remote, shared.timeouts.sendOptions)
      else if (!socket.startConnect(remote)) return fail(EINPROGRESS, CONNECT)
      return true
    } catch (caught) {
      if (caught instanceof SocketTimeoutError) return fail(EINPROGRESS, CONNECT)
      return failed(caught, CONNECT)
    }
  }

  /** Binds to a local address; by default to a free port of the wildcard address of its family. */
  bind(address?: AddressGiven | null): true | null {
    const shared = contextOf(this)
    if (!shared) return null
    clear()
    const read = isMissing(address) ? undefined : readAddress(address)
    if (read === null) return null
    return shared.call('bind()', (socket) => {
      const local = read ?? wildcardOf(socket)
      if (!local) return fail(EAFNOSUPPORT, 'Unsupported socket address family')
      socket.bind(toCore(local, socket))
      return true
    })
  }

  /**
   * Starts listening for connections.
   *
   * @param backlog How many connections may wait to be accepted; 128 by default.
   */
  listen(backlog?: number | null): true | null {
    const shared = contextOf(this)
    if (!shared || !integer(backlog, 'backlog')) return null
    clear()
    return shared.call('listen()', (socket) => {
      socket.listen(backlogOf(backlog))
      return true
    })
  }

  /**
   * Accepts a connection.
   *
   * @param address Receives the fields of the peer's address.
   * @param flags SOCK_NONBLOCK, SOCK_CLOEXEC.
   */
  accept(address?: object | null, flags?: number | null): UcodeSocket | null {
    const shared = contextOf(this)
    if (!shared || !object(address, 'address') || !integer(flags, 'flags')) return null
    clear()
    const bits = int(flags ?? 0)
    if ((bits & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) !== 0) return fail(EINVAL, ACCEPT)
    return shared.call(ACCEPT, (socket) => {
      const accepted = socket.acceptSync(shared.timeouts.receiveOptions)
      const descriptor = SharedDescriptor.of(accepted, false)
      descriptor.timeouts.inherit(shared.timeouts)
      try {
        if ((bits & SOCK_NONBLOCK) !== 0) descriptor.makeNonblocking()
        if (!isMissing(address)) fillPeer(address, accepted)
        return new UcodeSocket(descriptor)
      } catch (error) {
        descriptor.close() // the caller's object refused the address
        throw error
      }
    })
  }

  /**
   * Sends data; a value that is not a string is sent as its text. A blocking stream sends all of
   * it.
   *
   * @param flags Sum of MSG_*; MSG_NOSIGNAL is always set.
   * @param address The destination; the peer by default.
   * @returns How many bytes were sent.
   */
  send(data: unknown, flags?: number | null, address?: AddressGiven | null): number | null {
    const shared = contextOf(this)
    if (!shared || !given(data, 'data') || !integer(flags, 'flags')) return null
    clear()
    return send(shared, data, flags, address)
  }

  /**
   * Sends data with control messages.
   *
   * @param data A string, an array of buffers to send together, or a value that is sent as its
   *   text.
   * @param ancillary Control messages, or the raw bytes of some.
   * @param address The destination, as an object.
   * @param flags Sum of MSG_*; MSG_NOSIGNAL is always set.
   * @returns How many bytes were sent.
   */
  sendmsg(
    data?: unknown,
    ancillary?: readonly (ControlMessage | Partial<ControlMessage>)[] | string | null,
    address?: Partial<SocketAddress> | null,
    flags?: number | null,
  ): number | null {
    const shared = contextOf(this)
    if (!shared || !object(address, 'address') || !integer(flags, 'flags')) return null
    return sendMessage(shared, data, ancillary, address, flags)
  }

  /**
   * Receives data.
   *
   * @param length Bytes at most; 4096 by default.
   * @param flags Sum of MSG_*.
   * @param address Receives the fields of the sender's address.
   * @returns `''` at the end of the stream, or for an empty datagram.
   */
  recv(length?: number | null, flags?: number | null, address?: object | null): string | null {
    const shared = contextOf(this)
    if (!shared || !integer(length, 'length') || !integer(flags, 'flags')) return null
    if (!object(address, 'address')) return null
    clear()
    return receive(shared, length, flags, address)
  }

  /**
   * Receives data with flags, sender and control messages.
   *
   * @param sizes The size of a buffer, or of several that are filled in turn; none by default.
   * @param ancillarySize The size of the buffer for control messages; none by default.
   * @param flags Sum of MSG_*.
   */
  recvmsg(
    sizes?: number | readonly number[] | null,
    ancillarySize?: number | null,
    flags?: number | null,
  ): ReceivedMessage | null {
    const shared = contextOf(this)
    if (!shared || !integer(ancillarySize, 'ancillary length') || !integer(flags, 'flags'))
      return null
    return receiveMessage(shared, sizes, ancillarySize, flags, ofCore)
  }

  /**
   * Sets an option.
   *
   * @param level SOL_SOCKET, IPPROTO_IP …
   * @param option SO_REUSEADDR …
   * @param value A number, a boolean, a string or an object, by the type of the option.
   */
  setopt(level: number, option: number, value: unknown): true | null {
    const shared = contextOf(this)
    if (!shared || !isOption(level, option) || !given(value, 'value')) return null
    clear()
    const row = optionRow(level, option)
    return row && setOption(shared, row, value)
  }

  /** Reads an option; see {@link UcodeSocket.setopt}. */
  getopt(level: number, option: number): unknown {
    const shared = contextOf(this)
    if (!shared || !isOption(level, option)) return null
    clear()
    const row = optionRow(level, option)
    return row && getOption(shared, row)
  }

  /** The number of the descriptor; -1 if the socket is closed. */
  fileno(): number {
    const shared = contextOf(this)
    if (!shared) return -1
    clear()
    return shared.fd
  }

  /**
   * Shuts down one direction of a connection, or both.
   *
   * @param how SHUT_RD (the default), SHUT_WR or SHUT_RDWR.
   */
  shutdown(how?: number | null): true | null {
    const shared = contextOf(this)
    if (!shared || !integer(how, 'how')) return null
    clear()
    return shared.call('shutdown()', (socket) => {
      socket.shutdown(int(how ?? SHUT_RD))
      return true
    })
  }

  /** The credentials of the peer of a Unix socket. */
  peercred(): PeerCredentials | null {
    const shared = contextOf(this)
    if (!shared) return null
    clear()
    return shared.call('getsockopt()', (socket) => {
      const { uid, gid, pid } = socket.getOption('SO_PEERCRED')
      return { uid, gid, pid }
    })
  }

  /** The address of the peer. */
  peername(): SocketAddress | null {
    const shared = contextOf(this)
    if (!shared) return null
    clear()
    return shared.call('getpeername()', ({ remoteAddress }) => describe(remoteAddress))
  }

  /** The local address. */
  sockname(): SocketAddress | null {
    const shared = contextOf(this)
    if (!shared) return null
    clear()
    return shared.call('getsockname()', ({ localAddress }) => describe(localAddress))
  }

  /** Closes the socket. */
  close(): true | null {
    const shared = contextOf(this)
    if (!shared) return null
    clear()
    Handle.release(this)
    return shared.close() || null
  }

  /** The last error of this or any other socket: the module's `error`. */
  error(numeric?: false | null): string | null
  /** The number of the last error. */
  error(numeric: true): number | null
  error(numeric?: unknown): string | number | null {
    return error(numeric)
  }
}

const CONNECT = 'connect()'
const ACCEPT = 'accept4()'

function isOption(level: unknown, option: unknown): boolean {
  return (
    given(level, 'level') &&
    integer(level, 'level') &&
    given(option, 'option') &&
    integer(option, 'option')
  )
}

function withPort(address: Read, port: number): Read | null {
  if (!hasPort(address)) {
    return fail(EINVAL, 'Port argument is only valid for IPv4 and IPv6 addresses')
  }
  const good = portArgument(port)
  return good === null ? null : { ...address, port: good }
}

/** The wildcard address of the socket's family, and any port. */
function wildcardOf({ family }: Socket): Read | undefined {
  if (family !== 'AF_INET' && family !== 'AF_INET6') return undefined
  return { family, address: wildcard(family), port: 0 }
}

/** The backlog for listen(2). */
export function backlogOf(backlog: number | null | undefined): number {
  return Math.min(Math.max(0, int(backlog ?? DEFAULT_BACKLOG)), MAX_BACKLOG)
}

function fillPeer(address: object, accepted: Socket): void {
  try {
    fill(address, accepted.remoteAddress)
  } catch {
    // The peer is already gone; accept(2) would still return its family.
    Reflect.set(address, 'family', familyNumber(accepted.family))
  }
}

function ofCore(socket: Socket): UcodeSocket {
  return UcodeSocket.of(socket)
}
