import { type AddressByFamily, Socket, SocketError, SocketTimeoutError } from '../../src/index.ts'
import { nextPort } from './free-port.ts'
import { closing, type Closes, loopback, nameOf } from './kinds.ts'

type Network = 'AF_INET' | 'AF_INET6'
type IpAddress = AddressByFamily[Network]

/**
 * An address of this machine that never answers: the queue of its listener is full, and the
 * kernel drops who asks next.
 */
export function unansweringPeer(t: Closes, family: Network = 'AF_INET', port = 0): IpAddress {
  return nameOf(fullListener(t, family, port))
}

/** A TCP listener with a queue for one connection, which one has taken. */
export function fullListener(t: Closes, family: Network = 'AF_INET', port = 0): Socket<Network> {
  const listener = closing(t, new Socket(family))
  const first = closing(t, new Socket(family))
  if (family === 'AF_INET6') listener.setOption('IPV6_V6ONLY', true)
  listener.bind(loopback(family, port))
  listener.listen(0)
  first.connectSync(nameOf(listener))
  return listener
}

/** A port of the loopback where nobody listens, and which the system gives nobody meanwhile. */
export function closedPort(family: Network = 'AF_INET'): IpAddress {
  for (;;) {
    using socket = new Socket(family)
    try {
      socket.bind(loopback(family, nextPort()))
      return nameOf(socket)
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EADDRINUSE') throw error
    }
  }
}

/** Why a full queue is no such peer here; false when it is one. */
export const noUnansweringPeer: string | false = whyNot()

function whyNot(): string | false {
  const ends: (() => void)[] = []
  const address = unansweringPeer({ after: (end) => ends.push(end) })
  using socket = new Socket()
  try {
    socket.connectSync(address, { timeout: 50 })
    return 'a full queue takes more connections here'
  } catch (error) {
    return error instanceof SocketTimeoutError ? false : `a full queue answers ${String(error)}`
  } finally {
    for (const end of ends) end()
  }
}
