import type { ProtocolName, TypeName } from '../protocols/index.ts'
import { areForBoth, type InitialOptions, optionsOfFamily, setInitial } from './initial-options.ts'
import { DESCRIPTOR } from './open-descriptor.ts'
import type { EncodedOption } from './options.ts'
import { isNumericHost, type Resolved } from './resolve.ts'
import { Socket } from './socket.ts'

/**
 * How `connect`, `listen` and `bind` create their socket.
 *
 * A host may have addresses of both families. IPv6 options are then set for its IPv6 addresses
 * alone, unless `family` chooses one, or the host is numeric and there are no IPv4 options besides.
 * The call fails if any other option is refused.
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
  /** The host that was looked up, whose family the caller may have chosen. */
  readonly host?: { readonly host?: unknown; readonly family?: unknown } | undefined
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
    const isOfEither = host !== undefined && isUnspecified(host.family)
    const descriptor = socket[DESCRIPTOR]
    const isChosen = !isOfEither || isForNumeric(host.host, toSet)
    setInitial(descriptor, isChosen ? toSet : optionsOfFamily(descriptor, toSet))
    after?.(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Whether a host is numeric, and the options are not meant for addresses of both families. */
function isForNumeric(host: unknown, toSet: readonly EncodedOption[]): boolean {
  return typeof host === 'string' && isNumericHost(host) && !areForBoth(toSet)
}

function isUnspecified(family: unknown): boolean {
  return family === undefined || family === 'AF_UNSPEC' || family === 0
}
