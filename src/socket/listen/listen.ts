import { traced, tracedAsync } from '../../error-stack.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily } from '../../protocols/index.ts'
import { type AsyncWaitOptions, noMore, ONE_TARGET } from '../call-options.ts'
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
} from '../open-bound.ts'
import type { Preparation } from '../open-socket.ts'
import type { Socket } from '../socket.ts'
import type { FamilyTarget, InternetTarget } from '../target.ts'

/** How to create a listening socket. Accepted sockets inherit most of its `options`. */
export interface ListenOptions extends BoundSocketOptions {
  /** How many connections may wait to be accepted; SOMAXCONN by default. */
  backlog?: number | undefined
}

/** Where to listen on a network. */
export interface HostListenTarget<Family extends AnyFamily = AnyFamily>
  extends ListenOptions,
    LocalHost<Family> {}

/** Where to listen: on a network, or at an address of any family. */
export type ListenTarget = LocalTarget<ListenOptions>

/**
 * Creates a socket, binds it and listens. Sets SO_REUSEADDR, except for Unix sockets. If a name has
 * several addresses, they are tried in the system's order until one can be bound. An existing Unix
 * path is not removed.
 *
 * @throws {SocketError} As `resolve`, {@link Socket.setOption}, {@link Socket.bind} and
 *   {@link Socket.listen}.
 * @example
 * ```ts
 * const server = await listen({ port: 8080, options: { TCP_FASTOPEN: 16, TCP_NODELAY: true } })
 * ```
 */
export function listen<Family extends InternetFamily = InternetFamily>(
  target: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Listens at an address with a `family`, or a Unix address. */
export function listen<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ListenOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<NoInfer<Family>>>
/** Listens at every address of this machine, and any free port. */
export function listen(): Promise<Socket<InternetFamily>>
/** Listens at any target. */
export function listen(target: ListenTarget, options?: AsyncWaitOptions): Promise<Socket>
export async function listen(...given: GivenTarget<ListenTarget>): Promise<Socket> {
  return await tracedAsync(async () => {
    const read = readListenTarget(given, 'promise')
    return openBound(read, given[1], listening(read))
  })
}

/**
 * Blocking form of {@link listen}: takes no options, and cannot time out while it looks up a name.
 */
export function listenSync<Family extends InternetFamily = InternetFamily>(
  target: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
): Socket<NoInfer<Family>>
/** Listens at an address with a `family`, or a Unix address. */
export function listenSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ListenOptions>,
): Socket<NoInfer<Family>>
/** Listens at every address of this machine, and any free port. */
export function listenSync(): Socket<InternetFamily>
/** Listens at any target. */
export function listenSync(target: ListenTarget): Socket
export function listenSync(...given: GivenTarget<ListenTarget>): Socket {
  return traced(() => {
    noMore('listenSync', given.slice(1), ONE_TARGET)
    const read = readListenTarget(given, 'sync')
    return openBoundSync(read, listening(read))
  })
}

type ReadListenTarget = ReadLocalTarget<ListenOptions>

function readListenTarget(given: GivenTarget<ListenTarget>, form: BindingForm): ReadListenTarget {
  return readLocalTarget<ListenOptions>(given, ['backlog'], 'listen at', form)
}

/** What makes a bound socket a listening one. */
function listening({ options }: ReadListenTarget): Preparation {
  return {
    before(socket) {
      if (socket.family !== 'AF_UNIX') socket.setOption('SO_REUSEADDR', true)
    },
    after(socket) {
      socket.listen(options.backlog)
    },
  }
}
