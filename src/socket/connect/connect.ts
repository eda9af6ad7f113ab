import { endOf, type TimeLimit } from '../../engine/deadline.ts'
import { timeoutError } from '../../engine/timeout-error.ts'
import { checkWaitOptions, type WaitLimits } from '../../engine/wait-limits.ts'
import { traced, tracedAsync } from '../../error-stack.ts'
import { abortError, type ErrorSubject, SocketTimeoutError } from '../../errors.ts'
import type { AddressLike } from '../../protocols/address.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily } from '../../protocols/index.ts'
import { subjectOf } from '../addresses.ts'
import {
  type AsyncWaitOptions,
  type Form,
  noSignal,
  readOptions,
  WAIT_FOR_TARGET,
  type WaitOptions,
} from '../call-options.ts'
import { encodeInitial } from '../initial-options.ts'
import { openSocket, type SocketCreationOptions, type SocketRecipe } from '../open-socket.ts'
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
 * How to create the socket of a connection, and how long that may take. The second argument of
 * {@link connect} takes precedence. {@link connectSync} refuses a `signal`.
 */
export interface ConnectOptions extends SocketCreationOptions, AsyncWaitOptions {
  /** The address to bind to before connecting. */
  localAddress?: AddressLike | undefined
}

/** A host by name or number, and the port or service. */
export interface HostConnectTarget<Family extends AnyFamily = AnyFamily> extends ConnectOptions {
  /** A name or a numeric address. */
  host: string
  /** A port, or the name of a service. */
  port: number | string
  /** Only addresses of this family. */
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
  'options',
  'localAddress',
  'timeout',
  'deadline',
  'signal',
])

/**
 * Creates a socket and connects it. Names are resolved, and the addresses of a host are tried as in
 * RFC 8305: families alternate, and the next attempt starts after 250 ms or as soon as one has
 * failed. The first to connect wins; the others are closed.
 *
 * `timeout` and `deadline` cover everything, including the look-up. With a timeout of 0, or once
 * the deadline has passed, each address is tried once.
 *
 * @throws {SocketError} As `resolve` and {@link Socket.connect}, if there was one address.
 * @throws {AggregateError} If there were several and all failed: `errors` has one for each in the
 *   order in which they failed, `code` is that of the first.
 * @throws {SocketTimeoutError} At the deadline; nothing is left open. `errors` has those of the
 *   addresses that had failed by then.
 * @example
 * ```ts
 * const web = { host: 'example.com', port: 80 }
 * const socket = await connect({ ...web, timeout: 5000, options: { TCP_NODELAY: true } })
 * const log = await connect({ path: '/dev/log', type: 'SOCK_DGRAM' })
 * ```
 */
export function connect<Family extends InternetFamily = InternetFamily>(
  target: HostConnectTarget<Family> | InternetTarget<Family, ConnectOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Connects to an address with a `family`, or a Unix address. */
export function connect<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ConnectOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Connects to any target. */
export function connect(target: ConnectTarget, options?: AsyncWaitOptions): Promise<Socket>
export async function connect(target: ConnectTarget, options?: AsyncWaitOptions): Promise<Socket> {
  return await tracedAsync(async () => {
    const read = readConnectTarget(target, 'promise')
    const given = readOptions(options, WAIT_FOR_TARGET, 'promise')
    const wait = { ...read.options, ...given }
    const { timeout, deadline, signal } = wait
    const limits = startNow(checkWaitOptions(wait))
    try {
      const candidates = read.host
        ? await resolve(...lookupArguments(read, { timeout, deadline, signal }))
        : [asResolved(read.address)]
      if (signal?.aborted) throw abortError(signal)
      return await race(interleave(candidates), openFor(read), limits)
    } catch (error) {
      throw withWholeTimeout(error, limits, read)
    }
  })
}

/** Blocking form of {@link connect}: takes no `signal`. */
export function connectSync<Family extends InternetFamily = InternetFamily>(
  target: HostConnectTarget<Family> | InternetTarget<Family, ConnectOptions>,
  options?: WaitOptions,
): Socket<NoInfer<Family>>
/** Connects to an address with a `family`, or a Unix address. */
export function connectSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ConnectOptions>,
  options?: WaitOptions,
): Socket<NoInfer<Family>>
/** Connects to any target. */
export function connectSync(target: ConnectTarget, options?: WaitOptions): Socket
export function connectSync(target: ConnectTarget, options?: WaitOptions): Socket {
  return traced(() => {
    const read = readConnectTarget(target, 'sync')
    const wait = { ...read.options, ...readOptions(options, WAIT_FOR_TARGET, 'sync') }
    const { timeout, deadline } = wait
    const limits = startNow(checkWaitOptions(wait))
    try {
      const candidates = read.host
        ? resolveSync(...lookupArguments(read, { timeout, deadline }))
        : [asResolved(read.address)]
      return raceSync(interleave(candidates), openFor(read), limits)
    } catch (error) {
      throw withWholeTimeout(error, limits, read)
    }
  })
}

type ReadConnectTarget = ReadTarget<ConnectOptions> & SocketRecipe

function readConnectTarget(target: ConnectTarget, form: Form): ReadConnectTarget {
  const read = readTarget<ConnectOptions>(target, CONNECT, 'connect to')
  if (form === 'sync' && read.options.signal !== undefined) throw noSignal('part of a target')
  if (read.host && read.host.port === undefined) {
    throw new TypeError(`Cannot connect to ${String(read.host.host)} without a port`)
  }
  return { ...read, toSet: encodeInitial(read.options) }
}

function openFor(read: ReadConnectTarget): SocketOpener {
  const { localAddress } = read.options
  return (candidate) =>
    openSocket(candidate, read, {
      after(socket) {
        if (localAddress !== undefined) socket.bind(localAddress)
      },
    })
}

/** The timeout of a call of several steps begins before the first of them. */
function startNow(limits: WaitLimits): WaitLimits {
  return { ...limits, deadline: endOf(limits) }
}

/** A step that ran out of time knows neither the caller's timeout nor the target. */
function withWholeTimeout(error: unknown, limits: TimeLimit, target: ReadConnectTarget): unknown {
  if (!(error instanceof SocketTimeoutError)) return error
  const { errors = [] } = error
  return timeoutError(error.syscall, limits, { ...subjectOfTarget(target), errors })
}

function subjectOfTarget({ host, address }: ReadConnectTarget): ErrorSubject {
  if (!host) return subjectOf(address)
  const { host: name = '', port } = host
  return typeof port === 'number' ? { address: name, port } : { address: `${name}:${port}` }
}
