import { constantOf } from '../../binding.ts'
import { checkWaitOptions } from '../../engine/wait-limits.ts'
import { abortError, SocketError } from '../../errors.ts'
import type { AddressLike } from '../../protocols/address.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily } from '../../protocols/index.ts'
import { type AsyncWaitOptions, readOptions, WAIT } from '../call-options.ts'
import { openSocket, type SocketCreationOptions } from '../open-socket.ts'
import { asResolved, resolve, type Resolved, resolveSync } from '../resolve.ts'
import type { Socket } from '../socket.ts'
import {
  type FamilyTarget,
  type InternetTarget,
  lookupArguments,
  type ReadTarget,
  readTarget,
} from '../target.ts'

/** How to create a listening socket. */
export interface ListenOptions extends SocketCreationOptions {
  /** How many connections may wait to be accepted; SOMAXCONN by default. */
  backlog?: number | undefined
  /** Lets several sockets share the port, connections spread among them; SO_REUSEPORT. */
  reusePort?: boolean | undefined
  /** Whether an IPv6 socket takes IPv4 connections too; true by default. See IPV6_V6ONLY. */
  dualStack?: boolean | undefined
}

/** Where to listen on a network. */
export interface HostListenTarget<Family extends AnyFamily = AnyFamily> extends ListenOptions {
  /** A name or numeric address; without it every address of this machine, IPv6 and IPv4. */
  host?: string | undefined
  /** A port or the name of a service; 0, the default, takes any free port. */
  port?: number | string | undefined
  /** Addresses of this family alone. */
  family?: Family | undefined
}

/** Where to listen: on a network, or at an address of any family. */
export type ListenTarget =
  | HostListenTarget
  | (Exclude<AddressLike, string> & ListenOptions)
  | string

const AI_PASSIVE = constantOf('AI_PASSIVE')
const LISTEN: ReadonlySet<string> = new Set([
  'type',
  'protocol',
  'backlog',
  'reusePort',
  'dualStack',
])

/**
 * Creates a socket, binds it and listens. SO_REUSEADDR is set, except for Unix. A name that has
 * several addresses is tried in the system's order until one can be bound. An existing Unix path is
 * not removed.
 *
 * @throws {SocketError} As `resolve`, {@link Socket.bind} and {@link Socket.listen}.
 */
export function listen<Family extends InternetFamily = InternetFamily>(
  target?: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<Family>>
/** Listens at an address with its family, or of Unix. */
export function listen<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ListenOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<Family>>
/** Listens at any target. */
export function listen(target?: ListenTarget, options?: AsyncWaitOptions): Promise<Socket>
export async function listen(
  target: ListenTarget = {},
  options?: AsyncWaitOptions,
): Promise<Socket> {
  const read = readListenTarget(target)
  const given = readOptions(options, WAIT.promise)
  const { signal } = checkWaitOptions(given)
  if (signal?.aborted) throw abortError(signal)
  return openFirst(
    read,
    read.host
      ? await resolve(...lookupArguments(read, { flags: AI_PASSIVE, ...given }))
      : [asResolved(read.address)],
  )
}

/** Blocking form of {@link listen}: blocks while a name is looked up. */
export function listenSync<Family extends InternetFamily = InternetFamily>(
  target?: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
): Socket<Family>
/** Listens at an address with its family, or of Unix. */
export function listenSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ListenOptions>,
): Socket<Family>
/** Listens at any target. */
export function listenSync(target?: ListenTarget): Socket
export function listenSync(target: ListenTarget = {}): Socket {
  const read = readListenTarget(target)
  return openFirst(
    read,
    read.host
      ? resolveSync(...lookupArguments(read, { flags: AI_PASSIVE }))
      : [asResolved(read.address)],
  )
}

type ReadListenTarget = ReadTarget<ListenOptions>

function readListenTarget(target: ListenTarget): ReadListenTarget {
  return readTarget(target, LISTEN, 'listen at', true)
}

/** Listens at the first address that lets it. */
function openFirst({ host, options }: ReadListenTarget, candidates: Resolved[]): Socket {
  // Without a host the system lists 0.0.0.0 first; the socket that takes both families is ::
  const ordered = host && host.host === undefined ? [...candidates].sort(inet6First) : candidates
  let failure: unknown
  for (const candidate of ordered) {
    try {
      return open(candidate, options)
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      failure ??= error
    }
  }
  throw failure
}

function inet6First(one: Resolved, other: Resolved): number {
  return Number(other.family === 'AF_INET6') - Number(one.family === 'AF_INET6')
}

function open(candidate: Resolved, options: ListenOptions): Socket {
  const { family, address } = candidate
  const { backlog, reusePort, dualStack } = options
  return openSocket(candidate, options, (socket) => {
    if (family !== 'AF_UNIX') socket.setOption('SO_REUSEADDR', true)
    if (reusePort === true) socket.setOption('SO_REUSEPORT', true)
    if (family === 'AF_INET6') socket.setOption('IPV6_V6ONLY', dualStack === false)
    socket.bind(address)
    socket.listen(backlog)
  })
}
