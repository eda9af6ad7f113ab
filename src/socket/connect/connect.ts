import { deadlineAfter, millisecondsUntil } from '../../engine/deadline.ts'
import { checkWaitOptions } from '../../engine/wait-limits.ts'
import { abortError, type ErrorSubject, SocketTimeoutError } from '../../errors.ts'
import type { AddressLike } from '../../protocols/address.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily } from '../../protocols/index.ts'
import { subjectOf } from '../addresses.ts'
import { type AsyncWaitOptions, readOptions, WAIT, type WaitOptions } from '../call-options.ts'
import { openSocket, type SocketCreationOptions } from '../open-socket.ts'
import { asResolved, resolve, resolveSync } from '../resolve.ts'
import type { Socket } from '../socket.ts'
import {
  type FamilyTarget,
  type InternetTarget,
  lookupArguments,
  type ReadTarget,
  readTarget,
} from '../target.ts'
import { interleave } from './attempt-schedule.ts'
import { type SocketOpener, race, raceSync } from './happy-eyeballs.ts'

/**
 * How to create the socket of a connection, and how long that may take; the second argument of
 * {@link connect} wins. The signal is for {@link connect} alone.
 */
export interface ConnectOptions extends SocketCreationOptions, AsyncWaitOptions {
  /** The address to bind to before connecting. */
  localAddress?: AddressLike | undefined
}

/** A host by name or number, and what to connect to there. */
export interface HostConnectTarget<Family extends AnyFamily = AnyFamily> extends ConnectOptions {
  /** A name or a numeric address. */
  host: string
  /** A port, or the name of a service. */
  port: number | string
  /** Addresses of this family alone. */
  family?: Family | undefined
}

/** What to connect to: a host, or an address of any family. */
export type ConnectTarget =
  | HostConnectTarget
  | (Exclude<AddressLike, string> & ConnectOptions)
  | string

const CONNECT: ReadonlySet<string> = new Set([
  'type',
  'protocol',
  'localAddress',
  'timeout',
  'signal',
])

/**
 * Creates a socket and connects it. Names are resolved, and the addresses of a host are tried as
 * RFC 8305 says: families in turns, the next one after 250 ms or as soon as one has failed; the
 * first to answer wins, the others are closed.
 *
 * `timeout` covers everything, the look-up too. With 0 each address is tried once.
 *
 * @throws {SocketError} As `resolve` and {@link Socket.connect}, when there was one address.
 * @throws {AggregateError} When there were several and all failed: `errors` has one for each in
 *   the order in which they failed, `code` is that of the first.
 * @throws {SocketTimeoutError} At the deadline; nothing is left open. `errors` has those of the
 *   addresses that had failed by then.
 */
export function connect<Family extends InternetFamily = InternetFamily>(
  target: HostConnectTarget<Family> | InternetTarget<Family, ConnectOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<Family>>
/** Connects to an address with its family, or of Unix. */
export function connect<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ConnectOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<Family>>
/** Connects to any target. */
export function connect(target: ConnectTarget, options?: AsyncWaitOptions): Promise<Socket>
export async function connect(target: ConnectTarget, options?: AsyncWaitOptions): Promise<Socket> {
  const read = readConnectTarget(target)
  const given = readOptions(options, WAIT.promise)
  const { timeout, signal } = checkWaitOptions({ ...read.options, ...given })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = read.host
      ? await resolve(...lookupArguments(read, { timeout, signal }))
      : [asResolved(read.address)]
    if (signal?.aborted) throw abortError(signal)
    const left = timeLeft(timeout, deadline)
    return await race(interleave(candidates), openFor(read), { timeout: left, signal })
  } catch (error) {
    throw withWholeTimeout(error, timeout, read)
  }
}

/** Blocking form of {@link connect}: takes no `signal`. */
export function connectSync<Family extends InternetFamily = InternetFamily>(
  target: HostConnectTarget<Family> | InternetTarget<Family, ConnectOptions>,
  options?: WaitOptions,
): Socket<Family>
/** Connects to an address with its family, or of Unix. */
export function connectSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ConnectOptions>,
  options?: WaitOptions,
): Socket<Family>
/** Connects to any target. */
export function connectSync(target: ConnectTarget, options?: WaitOptions): Socket
export function connectSync(target: ConnectTarget, options?: WaitOptions): Socket {
  const read = readConnectTarget(target)
  const { timeout } = checkWaitOptions({ ...read.options, ...readOptions(options, WAIT.sync) })
  const deadline = deadlineAfter(timeout)
  try {
    const candidates = read.host
      ? resolveSync(...lookupArguments(read, { timeout }))
      : [asResolved(read.address)]
    return raceSync(interleave(candidates), openFor(read), timeLeft(timeout, deadline))
  } catch (error) {
    throw withWholeTimeout(error, timeout, read)
  }
}

type ReadConnectTarget = ReadTarget<ConnectOptions>

function readConnectTarget(target: ConnectTarget): ReadConnectTarget {
  const read: ReadConnectTarget = readTarget(target, CONNECT, 'connect to')
  if (read.host && read.host.port === undefined) {
    throw new TypeError(`Cannot connect to ${String(read.host.host)} without a port`)
  }
  return read
}

function openFor({ options }: ReadConnectTarget): SocketOpener {
  const { localAddress } = options
  return (candidate) =>
    openSocket(candidate, options, (socket) => {
      if (localAddress !== undefined) socket.bind(localAddress)
    })
}

function timeLeft(timeout: number | null, deadline: number): number | null {
  return timeout === null || timeout === 0 ? timeout : Math.max(1, millisecondsUntil(deadline))
}

/** A step that ran out of time knows neither the caller's timeout nor the target. */
function withWholeTimeout(
  error: unknown,
  timeout: number | null,
  target: ReadConnectTarget,
): unknown {
  if (!(error instanceof SocketTimeoutError) || timeout === null) return error
  const { errors = [] } = error
  return new SocketTimeoutError(error.syscall, timeout, { ...subjectOfTarget(target), errors })
}

function subjectOfTarget({ host, address }: ReadConnectTarget): ErrorSubject {
  if (!host) return subjectOf(address)
  const { host: name = '', port } = host
  return typeof port === 'number' ? { address: name, port } : { address: `${name}:${port}` }
}
