import type { ProtocolName, TypeName } from '../protocols/index.ts'
import { type InitialOptions, optionsOfFamily, setInitial } from './initial-options.ts'
import { DESCRIPTOR } from './open-descriptor.ts'
import type { EncodedOption } from './options.ts'
import type { Resolved } from './resolve.ts'
import { Socket } from './socket.ts'

/**
 * How `connect`, `listen` and `bind` create their socket.
 *
 * A host may have addresses of both families. IPv6 options are then set for its IPv6 addresses
 * alone, unless `family` chooses one. The call fails if any other option is refused.
 */
export interface SocketCreationOptions extends InitialOptions {
  /** `'SOCK_STREAM'` by default; `'SOCK_SEQPACKET'` for Unix. */
  type?: TypeName | number | undefined
  /** `'IPPROTO_MPTCP'` for Multipath TCP; by default the usual protocol of the type. */
  protocol?: ProtocolName | number | undefined
}

/** How to create the socket for each of the addresses to try. */
export interface SocketRecipe {
  readonly options: SocketCreationOptions
  /** Those of `options`, encoded. */
  readonly toSet: readonly EncodedOption[]
  /** The host that was looked up, and whether the caller chose the family. */
  readonly host?: { readonly family?: unknown } | undefined
}

/** What is done to a new socket before its options are set, and after. */
export interface Preparation {
  readonly before?: ((socket: Socket) => void) | undefined
  readonly after?: ((socket: Socket) => void) | undefined
}

/** Creates a socket for an address and prepares it; closes it if that fails. */
export function openSocket(
  { family, protocol: resolved }: Resolved,
  { options, toSet, host }: SocketRecipe,
  { before, after }: Preparation,
): Socket {
  const { type = 'SOCK_STREAM', protocol } = options
  const socket = new Socket(family, type, protocol ?? resolved)
  try {
    before?.(socket)
    const anyFamily = host !== undefined && isUnspecified(host.family)
    const descriptor = socket[DESCRIPTOR]
    setInitial(descriptor, anyFamily ? optionsOfFamily(descriptor, toSet) : toSet)
    after?.(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

function isUnspecified(family: unknown): boolean {
  return family === undefined || family === 'AF_UNSPEC' || family === 0
}
