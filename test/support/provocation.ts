import type { Socket } from '../../src/index.ts'
import type { SocketPair } from './pairs.ts'

/** Sockets of a family that lean kernels lack, and what has the kernel add a message of it. */
export interface Provocation {
  /** Why this machine can't provoke it; false when that shows as the sockets are made. */
  skip?: string | false
  /** What the kernel says, besides the usual, where it lacks what {@link Provocation.make} needs. */
  absent?: readonly string[]
  /** Two sockets, or the same twice. */
  make: () => SocketPair
  /** Has the message come to the receiver. */
  provoke: (sender: Socket, receiver: Socket) => void
}

/** Closes every socket that was created if a later one fails. */
export function holding(make: (hold: (socket: Socket) => Socket) => [Socket, Socket]): SocketPair {
  const held: Socket[] = []
  const close = () => {
    for (const socket of held) socket.close()
  }
  try {
    const [sender, receiver] = make((socket) => {
      held.push(socket)
      return socket
    })
    return { sender, receiver, [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

export function twice<T>(make: () => T): [T, T] {
  return [make(), make()]
}
