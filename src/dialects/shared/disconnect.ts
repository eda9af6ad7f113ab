import type { Socket } from '../../index.ts'

/**
 * Ends a stream's attempt to connect that is pending, or whose error has been read, so that the
 * socket can try again. Its local address does not change.
 */
export function disconnect(socket: Socket): void {
  if (socket.type !== 'SOCK_STREAM' || socket.family === 'AF_UNIX') return
  try {
    socket.startConnect({ family: 'AF_UNSPEC' })
    socket.getOption('SO_ERROR') // which says that the attempt was ended
  } catch {
    // not possible on this system: the next connect says so
  }
}
