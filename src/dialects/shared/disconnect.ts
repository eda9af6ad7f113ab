import type { Socket } from '../../index.ts'

/**
 * Ends the attempt to connect that a stream is making, or whose error has been read, so that the
 * socket can make another. Its local address stays.
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
