import { constants, SocketError } from '../../index.ts'

/** The failure that `Socket.errno` tells of. */
export const last = { errno: 0 }

/** Notes a failure. */
export function refuse(errno: number): null {
  last.errno = errno
  return null
}

/** Notes the failure of a call of the core's. */
export function failed(error: unknown): null {
  return refuse(errnoOf(error))
}

/** The number of an error of the core's; what is none is thrown on. */
export function errnoOf(error: unknown): number {
  if (!(error instanceof SocketError)) throw error
  return error.code === 'ERR_SOCKET_CLOSED' ? constants.EBADF : -error.errno
}
