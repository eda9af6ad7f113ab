import {
  type Address,
  type FamilyName,
  type ProtocolName,
  Socket,
  type TypeName,
} from '../../src/index.ts'
import type { SocketKind } from '../../src/protocols/table.ts'
import { loopback, nameOf } from './kinds.ts'

/** Two sockets, the first of which is connected to the second. */
export interface SocketPair extends Disposable {
  readonly sender: Socket
  readonly receiver: Socket
}

/**
 * A pair of the kind that a row names. They are connected only if they are Unix or
 * Internet sockets.
 */
export function pairOf([family, type, protocol]: SocketKind): SocketPair {
  if (family === 'AF_UNIX') return pair(...Socket.pair(family, type as TypeName))
  const make = () => new Socket(family as FamilyName, type as TypeName, protocol as ProtocolName)
  const made = pair(make(), make())
  if (family !== 'AF_INET' && family !== 'AF_INET6') return made
  try {
    return joined(made, loopback(family), type)
  } catch (error) {
    made[Symbol.dispose]()
    throw error
  }
}

function joined({ sender, receiver }: SocketPair, at: Address, type: string): SocketPair {
  receiver.bind(at)
  if (type !== 'SOCK_STREAM') {
    sender.bind(at)
    sender.connectSync(nameOf(receiver))
    return pair(sender, receiver)
  }
  receiver.listen()
  sender.connectSync(nameOf(receiver))
  const accepted = receiver.acceptSync()
  receiver.close()
  return pair(sender, accepted)
}

function pair(sender: Socket, receiver: Socket): SocketPair {
  return {
    sender,
    receiver,
    [Symbol.dispose]() {
      sender.close()
      receiver.close()
    },
  }
}
