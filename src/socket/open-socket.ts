import type { ProtocolName, TypeName } from '../protocols/index.ts'
import type { Resolved } from './resolve.ts'
import { Socket } from './socket.ts'

/** How `connect` and `listen` create their socket. */
export interface SocketCreationOptions {
  /** `'SOCK_STREAM'` by default; `'SOCK_SEQPACKET'` for Unix. */
  type?: TypeName | number | undefined
  /** `'IPPROTO_MPTCP'` for Multipath TCP; the type's usual one by default. */
  protocol?: ProtocolName | number | undefined
}

/** Creates a socket for an address and prepares it; closes it if that fails. */
export function openSocket(
  { family, protocol: resolved }: Resolved,
  { type = 'SOCK_STREAM', protocol }: SocketCreationOptions,
  prepare: (socket: Socket) => void,
): Socket {
  const socket = new Socket(family, type, protocol ?? resolved)
  try {
    prepare(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}
