import { deadlineAfter, millisecondsUntil } from '../engine/deadline.ts'
import { checkTerms } from '../engine/limit.ts'
import { abortError, type ErrorSubject, SocketTimeoutError } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import type { FamilyName, TypeName } from '../protocols/index.ts'
import { subjectOf } from './addresses.ts'
import { type AsyncWaitOptions, tell, WAIT, type WaitOptions } from './call-options.ts'
import { type Open, interleave, race, raceSync } from './racing.ts'
import { asResolved, resolve, type ResolveHints, resolveSync } from './resolve.ts'
import { Socket } from './socket.ts'
import { type ReadTarget, readTarget } from './target.ts'

/**
 * How the socket of a connection is to be made, and how long that may take; what the second
 * argument says goes before. The signal is for {@link connect} alone.
 */
export interface ConnectionOptions extends AsyncWaitOptions {
  /** `'SOCK_STREAM'` by default; `'SOCK_SEQPACKET'` for Unix. */
  type?: TypeName | number | undefined
  /** `'IPPROTO_MPTCP'` for Multipath TCP; the type's usual one by default. */
  protocol?: string | number | undefined
  /** The address to bind to before connecting. */
  localAddress?: AddressLike | undefined
}

/** A host by name or number, and what to connect to there. */
export interface HostTarget extends ConnectionOptions {
  /** A name or a numeric address. */
  host: string
  /** A port, or the name of a service. */
  port: number | string
  /** Addresses of this family alone. */
  family?: FamilyName | number | undefined
}

/** What to connect to: a host, or an address of any family. */
export type Target = HostTarget | (Exclude<AddressLike, string> & ConnectionOptions) | string

const CONNECTION: ReadonlySet<string> = new Set([
  'type',
  'protocol',
  'localAddress',
  'timeout',
  'signal',
])

/**
 * Makes a socket and connects it. Names are resolved, and where a host has several addresses they
 * are tried as RFC 8305 says: families in turns, the next after 250 ms or as soon as one has
 * failed; the first to answer wins, the others are closed.
 *
 * `timeout` covers everything, the look-up too. With 0 each address is tried once.
 *
 * @throws {SocketError} As {@link resolve} and {@link Socket.connect}, when there was one address.
 * @throws {AggregateError} When there were several and all failed: `errors` has one for each in
 *   the order in which they failed, `code` is that of the first.
 * @throws {SocketTimeoutError} At the deadline; nothing is left open. `errors` has those of the
 *   addresses that had failed by then.
 */
export async function connect(target: Target, options?: AsyncWaitOptions): Promise<Socket> {
  const read = readConnection(target)
  const { timeout, signal } = checkTerms({ ...read.options, ...tell(options, WAIT.promise) })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = read.host
      ? await resolve(read.host.host ?? null, read.host.port, hintsOf(read, { timeout, signal }))
      : [asResolved(read.address)]
    if (signal?.aborted) throw abortError(signal)
    const terms = { timeout: timeLeft(timeout, deadline), signal }
    return await race(interleave(candidates), opener(read.options), terms)
  } catch (error) {
    throw inWhole(error, timeout, read)
  }
}

/** {@link connect}, holding the thread. */
export function connectSync(target: Target, options?: WaitOptions): Socket {
  const read = readConnection(target)
  const { timeout } = checkTerms({ ...read.options, ...tell(options, WAIT.sync) })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = read.host
      ? resolveSync(read.host.host ?? null, read.host.port, hintsOf(read, { timeout }))
      : [asResolved(read.address)]
    return raceSync(interleave(candidates), opener(read.options), timeLeft(timeout, deadline))
  } catch (error) {
    throw inWhole(error, timeout, read)
  }
}

type ReadConnection = ReadTarget<ConnectionOptions>

function readConnection(target: Target): ReadConnection {
  const read: ReadConnection = readTarget(target, CONNECTION, 'connect to')
  if (read.host && read.host.port === undefined) {
    throw new TypeError(`Cannot connect to ${String(read.host.host)} without a port`)
  }
  return read
}

function timeLeft(timeout: number | null, deadline: number): number | null {
  return timeout === null || timeout === 0 ? timeout : Math.max(1, millisecondsUntil(deadline))
}

/** A step that ran out of time knows neither the whole time nor where to: both are the caller's. */
function inWhole(error: unknown, timeout: number | null, read: ReadConnection): unknown {
  if (!(error instanceof SocketTimeoutError) || timeout === null) return error
  const { errors = [] } = error
  return new SocketTimeoutError(error.syscall, timeout, { ...subjectOfTarget(read), errors })
}

function subjectOfTarget({ host, address }: ReadConnection): ErrorSubject {
  if (!host) return subjectOf(address)
  const { host: name = '', port } = host
  return typeof port === 'number' ? { address: name, port } : { address: `${name}:${port}` }
}

/** Not the protocol: the resolver knows few, and the opener has it. */
function hintsOf<Wait extends WaitOptions>(
  { host, options: { type = 'SOCK_STREAM' } }: ReadConnection,
  wait: Wait,
): ResolveHints & Wait {
  return { family: host?.family, type, ...wait }
}

function opener({ type = 'SOCK_STREAM', protocol, localAddress }: ConnectionOptions): Open {
  return ({ family, protocol: resolved }) => {
    const socket = new Socket(family as FamilyName, type, protocol ?? resolved)
    try {
      if (localAddress !== undefined) socket.bind(localAddress)
      return socket
    } catch (error) {
      socket.close()
      throw error
    }
  }
}
