import { kindOf } from '../codec/kind-of.ts'
import { deadlineAfter, millisecondsUntil } from '../engine/deadline.ts'
import { checkTerms } from '../engine/limit.ts'
import { abortError, type ErrorSubject, SocketTimeoutError } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import type { FamilyName, TypeName } from '../protocols/index.ts'
import { subjectOf } from './addresses.ts'
import type { AsyncWaitOptions, WaitOptions } from './handle.ts'
import { type Open, interleave, race, raceSync } from './racing.ts'
import { asResolved, resolve, type ResolveHints, resolveSync } from './resolve.ts'
import { Socket } from './socket.ts'

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

/**
 * Makes a socket and connects it. Names are resolved, and where a host has several addresses they
 * are tried as RFC 8305 says: families in turns, the next after 250 ms or as soon as one has
 * failed; the first to answer wins, the others are closed.
 *
 * `timeout` covers everything, the look-up too.
 *
 * @throws {SocketError} As {@link resolve} and {@link Socket.connect}, when there was one address.
 * @throws {AggregateError} When there were several and all failed: `errors` has one for each in
 *   the order in which they failed, `code` is that of the first.
 * @throws {SocketTimeoutError} At the deadline; nothing is left open.
 */
export async function connect(target: Target, options: AsyncWaitOptions = {}): Promise<Socket> {
  const { timeout, signal } = checkTerms({ ...waitingOf(target), ...options })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = isHost(target)
      ? await resolve(target.host, target.port, { ...hintsOf(target), timeout, signal })
      : [asResolved(target)]
    if (signal?.aborted) throw abortError(signal)
    const terms = { timeout: timeLeft(timeout, deadline), signal }
    return await race(interleave(candidates), opener(target), terms)
  } catch (error) {
    throw inWhole(error, timeout, target)
  }
}

/** {@link connect}, holding the thread; the look-up takes as long as the system's resolver does. */
export function connectSync(target: Target, options: WaitOptions = {}): Socket {
  const { timeout } = checkTerms({ ...waitingOf(target), ...options })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = isHost(target)
      ? resolveSync(target.host, target.port, hintsOf(target))
      : [asResolved(target)]
    return raceSync(interleave(candidates), opener(target), timeLeft(timeout, deadline))
  } catch (error) {
    throw inWhole(error, timeout, target)
  }
}

function timeLeft(timeout: number | null, deadline: number): number | null {
  return timeout === null ? null : Math.max(1, millisecondsUntil(deadline))
}

/** A step that ran out of time knows neither the whole time nor where to: both are the caller's. */
function inWhole(error: unknown, timeout: number | null, target: Target): unknown {
  if (!(error instanceof SocketTimeoutError) || timeout === null) return error
  return new SocketTimeoutError(error.syscall, timeout, subjectOfTarget(target))
}

function subjectOfTarget(target: Target): ErrorSubject {
  if (!isHost(target)) return subjectOf(asResolved(target).address)
  const { host, port } = target
  return typeof port === 'number' ? { address: host, port } : { address: `${host}:${port}` }
}

function isHost(target: Target): target is HostTarget {
  if (typeof target === 'string') return false
  const given: unknown = target
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Cannot connect to ${kindOf(given)}: give a host, a path or an address`)
  }
  return 'host' in target
}

function waitingOf(target: Target): AsyncWaitOptions {
  if (typeof target !== 'object') return {}
  const { timeout, signal }: AsyncWaitOptions = target
  return { timeout, signal }
}

/** Not the protocol: the resolver knows few, and the opener has it. */
function hintsOf({ family, type = 'SOCK_STREAM' }: HostTarget): ResolveHints {
  return { family, type }
}

function opener(target: Target): Open {
  const {
    type = 'SOCK_STREAM',
    protocol,
    localAddress,
  }: ConnectionOptions = typeof target === 'object' ? target : {}
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
