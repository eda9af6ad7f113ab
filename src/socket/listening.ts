import { constantOf } from '../binding.ts'
import { checkTerms } from '../engine/limit.ts'
import { abortError, SocketError } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import type { FamilyName, TypeName } from '../protocols/index.ts'
import { type AsyncWaitOptions, tell, WAIT } from './call-options.ts'
import { asResolved, resolve, type ResolveHints, resolveSync, type Resolved } from './resolve.ts'
import { Socket } from './socket.ts'
import { type Host, type ReadTarget, readTarget } from './target.ts'

/** How a listening socket is to be made. */
export interface ListeningOptions {
  /** `'SOCK_STREAM'` by default; `'SOCK_SEQPACKET'` for Unix. */
  type?: TypeName | number | undefined
  /** `'IPPROTO_MPTCP'` for Multipath TCP; the type's usual one by default. */
  protocol?: string | number | undefined
  /** How many connections may wait to be accepted; SOMAXCONN by default. */
  backlog?: number | undefined
  /** Lets several sockets share the port, connections spread among them; SO_REUSEPORT. */
  reusePort?: boolean | undefined
  /** Whether an IPv6 socket takes IPv4 connections too; true by default. See IPV6_V6ONLY. */
  dualStack?: boolean | undefined
}

/** Where to listen on a network. */
export interface HostPlace extends ListeningOptions {
  /** A name or numeric address; without it every address of this machine, IPv6 and IPv4. */
  host?: string | undefined
  /** A port or the name of a service; 0, as by default, takes any that is free. */
  port?: number | string | undefined
  /** Addresses of this family alone. */
  family?: FamilyName | number | undefined
}

/** Where to listen: on a network, or at an address of any family. */
export type Place = HostPlace | (Exclude<AddressLike, string> & ListeningOptions) | string

const AI_PASSIVE = constantOf('AI_PASSIVE')
const LISTENING: ReadonlySet<string> = new Set([
  'type',
  'protocol',
  'backlog',
  'reusePort',
  'dualStack',
])

/**
 * Makes a socket, binds it and listens. SO_REUSEADDR is set, except for Unix. A name that has
 * several addresses is tried in the system's order until one can be bound. A Unix path that
 * exists already is not removed.
 *
 * @throws {SocketError} As {@link resolve}, {@link Socket.bind} and {@link Socket.listen}.
 */
export async function listen(place: Place = {}, options?: AsyncWaitOptions): Promise<Socket> {
  const read = readPlace(place)
  const told = tell(options, WAIT.promise)
  const { signal } = checkTerms(told)
  if (signal?.aborted) throw abortError(signal)
  if (!read.host) return open(asResolved(read.address), read.options)
  return openFirst(await resolve(...question(read.host, read.options, told)), read)
}

/** {@link listen}, holding the thread while a name is looked up. */
export function listenSync(place: Place = {}): Socket {
  const read = readPlace(place)
  if (!read.host) return open(asResolved(read.address), read.options)
  return openFirst(resolveSync(...question(read.host, read.options, {})), read)
}

type ReadPlace = ReadTarget<ListeningOptions>

function readPlace(place: Place): ReadPlace {
  return readTarget(place, LISTENING, 'listen at', true)
}

/** Not the protocol: the resolver knows few, and {@link open} has it. */
function question<Wait extends AsyncWaitOptions>(
  { host, port = 0, family }: Host,
  { type = 'SOCK_STREAM' }: ListeningOptions,
  wait: Wait,
): [string | null, string | number, ResolveHints & Wait] {
  return [host ?? null, port, { family, type, flags: AI_PASSIVE, ...wait }]
}

function openFirst(candidates: Resolved[], { host, options }: ReadPlace): Socket {
  // Without a host the system names 0.0.0.0 first; the socket that takes both kinds is ::
  const ordered = host?.host === undefined ? [...candidates].sort(inet6First) : candidates
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

function open(
  { family, protocol: resolved, address }: Resolved,
  { type, protocol, backlog, reusePort, dualStack }: ListeningOptions,
): Socket {
  const socket = new Socket(family as FamilyName, type ?? 'SOCK_STREAM', protocol ?? resolved)
  try {
    if (family !== 'AF_UNIX') socket.setOption('SO_REUSEADDR', true)
    if (reusePort === true) socket.setOption('SO_REUSEPORT', true)
    if (family === 'AF_INET6') socket.setOption('IPV6_V6ONLY', dualStack === false)
    socket.bind(address)
    socket.listen(backlog)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}
