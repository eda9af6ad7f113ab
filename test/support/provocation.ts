import type { Socket } from '../../src/index.ts'
import type { SocketPair } from './pairs.ts'

/** How to make the kernel add a control message of a family that minimal kernels lack. */
export interface Provocation {
  /**
   * Why this machine cannot provoke it; false if that is known only once the sockets are created.
   */
  skip?: string | false
  /** Further error codes of a kernel that lacks what {@link Provocation.make} needs. */
  absent?: readonly string[]
  /** Creates two sockets, or one used as both. */
  make: () => SocketPair
  /** Makes the kernel deliver the message to the receiver. */
  provoke: (sender: Socket, receiver: Socket) => void
}

/** Creates sockets. If one fails, closes those already created. */
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
