import { checkWaitOptions } from '../../engine/wait-limits.ts'
import { traced, tracedAsync } from '../../error-stack.ts'
import { abortError } from '../../errors.ts'
import type { AddressFamilyName, AnyFamily, InternetFamily } from '../../protocols/index.ts'
import {
  type AsyncWaitOptions,
  ONE_TARGET,
  readOptions,
  tooMany,
  WAIT_FOR_TARGET,
} from '../call-options.ts'
import {
  type BoundSocketOptions,
  type LocalHost,
  type LocalTarget,
  openFirstBound,
  type ReadLocalTarget,
  readLocalTarget,
  resolveLocal,
  resolveLocalSync,
} from '../open-bound.ts'
import type { Resolved } from '../resolve.ts'
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
  target?: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
  options?: AsyncWaitOptions,
): Promise<Socket<Family>>
/** Listens at an address with a `family`, or a Unix address. */
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
  return await tracedAsync(async () => {
    const read = readListenTarget(target)
    const given = readOptions(options, WAIT_FOR_TARGET, 'promise')
    const { signal } = checkWaitOptions(given)
    if (signal?.aborted) throw abortError(signal)
    return openListening(read, await resolveLocal(read, given))
  })
}

/**
 * Blocking form of {@link listen}: takes no options, and cannot time out while it looks up a name.
 */
export function listenSync<Family extends InternetFamily = InternetFamily>(
  target?: HostListenTarget<Family> | InternetTarget<Family, ListenOptions>,
): Socket<Family>
/** Listens at an address with a `family`, or a Unix address. */
export function listenSync<Family extends AddressFamilyName = 'AF_UNIX'>(
  target: FamilyTarget<Family, ListenOptions>,
): Socket<Family>
/** Listens at any target. */
export function listenSync(target?: ListenTarget): Socket
export function listenSync(target: ListenTarget = {}, ...more: unknown[]): Socket {
  return traced(() => {
    if (more.length > 0) throw tooMany('listenSync', ONE_TARGET)
    const read = readListenTarget(target)
    return openListening(read, resolveLocalSync(read))
  })
}

type ReadListenTarget = ReadLocalTarget<ListenOptions>

function readListenTarget(target: ListenTarget): ReadListenTarget {
  return readLocalTarget<ListenOptions>(target, ['backlog'], 'listen at')
}

/** Listens at the first address that lets it. */
function openListening(read: ReadListenTarget, candidates: readonly Resolved[]): Socket {
  return openFirstBound(read, candidates, {
    before(socket) {
      if (socket.family !== 'AF_UNIX') socket.setOption('SO_REUSEADDR', true)
    },
    after(socket) {
      socket.listen(read.options.backlog)
    },
  })
}
