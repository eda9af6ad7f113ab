import { traced, tracedAsync } from '../error-stack.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily, TypeName } from '../protocols/index.ts'
import { type AsyncWaitOptions, noMore, ONE_TARGET } from './call-options.ts'
import {
  type BindingForm,
  type BoundSocketOptions,
  type GivenTarget,
  type LocalHost,
  type LocalTarget,
  openBound,
  openBoundSync,
  type ReadLocalTarget,
  readLocalTarget,
} from './open-bound.ts'
import type { Socket } from './socket.ts'
import type { FamilyTarget, InternetTarget } from './target.ts'

/** How to create a socket that is bound. */
export interface BindOptions extends BoundSocketOptions {
  /** `'SOCK_DGRAM'` by default. */
  type?: TypeName | number | undefined
}

/** Where to bind on a network. */
export interface HostBindTarget<Family extends AnyFamily = AnyFamily>
  extends BindOptions,
    LocalHost<Family> {}

/** Where to bind: on a network, or at an address of any family. */
export type BindTarget = LocalTarget<BindOptions>

/**
 * Creates a socket, for datagrams unless `type` says otherwise, and binds it. Without a host it
 * receives at every address of this machine, from IPv6 and IPv4; with `dualStack: false`, from IPv6
 * only. If a name has several addresses, they are tried in the system's order until one can be
 * bound. An existing Unix path is not removed.
 *
 * @throws {SocketError} As `resolve`, {@link Socket.setOption} and {@link Socket.bind}.
 * @example
 * ```ts
 * const syslog = await bind({ port: 514, options: { IPV6_RECVPKTINFO: true } })
 * const local = await bind({ host: '127.0.0.1' }) // any free port
 * const log = await bind('/run/app.sock')
 * ```
 */
export function bind<Family extends InternetFamily = InternetFamily>(
  target: HostBindTarget<Family> | InternetTarget<Family, BindOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Binds to an address with a `family`, or a Unix address. */
export function bind<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, BindOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Binds to every address of this machine, and any free port. */
export function bind(): Promise<Socket<InternetFamily>>
/** Binds to any target. */
export function bind(target: BindTarget, options?: AsyncWaitOptions): Promise<Socket>
export async function bind(...given: GivenTarget<BindTarget>): Promise<Socket> {
  return await tracedAsync(async () => openBound(readBindTarget(given, 'promise'), given[1]))
}

/**
 * Blocking form of {@link bind}: takes no options, and cannot time out while it looks up a name.
 */
export function bindSync<Family extends InternetFamily = InternetFamily>(
  target: HostBindTarget<Family> | InternetTarget<Family, BindOptions>,
): Socket<NoInfer<Family>>
/** Binds to an address with a `family`, or a Unix address. */
export function bindSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, BindOptions>,
): Socket<NoInfer<Family>>
/** Binds to every address of this machine, and any free port. */
export function bindSync(): Socket<InternetFamily>
/** Binds to any target. */
export function bindSync(target: BindTarget): Socket
export function bindSync(...given: GivenTarget<BindTarget>): Socket {
  return traced(() => {
    noMore('bindSync', given.slice(1), ONE_TARGET)
    return openBoundSync(readBindTarget(given, 'sync'))
  })
}

function readBindTarget(
  given: GivenTarget<BindTarget>,
  form: BindingForm,
): ReadLocalTarget<BindOptions> {
  return readLocalTarget<BindOptions>(given, [], 'bind to', form, { type: 'SOCK_DGRAM' })
}
