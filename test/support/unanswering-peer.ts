import { type AddressByFamily, Socket, SocketError, SocketTimeoutError } from '../../src/index.ts'
import { arrived } from './arrived.ts'
import { nextPort } from './free-port.ts'
import { closing, type Closes, loopback, nameOf } from './kinds.ts'

type Network = 'AF_INET' | 'AF_INET6'
type IpAddress = AddressByFamily[Network]

/**
 * An address of this machine that never answers: its listener's backlog is full, and the kernel
 * drops further connection requests.
 */
export function unansweringPeer(t: Closes, family: Network = 'AF_INET', port = 0): IpAddress {
  return nameOf(fullListener(t, family, port))
}

/** A TCP listener whose backlog of one connection is full. */
export function fullListener(t: Closes, family: Network = 'AF_INET', port = 0): Socket<Network> {
  const listener = closing(t, new Socket(family))
  const first = closing(t, new Socket(family))
  if (family === 'AF_INET6') listener.setOption('IPV6_V6ONLY', true)
  listener.bind(loopback(family, port))
  listener.listen(0)
  first.connectSync(nameOf(listener))
  arrived(listener) // until then, another connection would be let in
  return listener
}

/** A loopback port where nobody listens, and that the system does not assign automatically. */
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

/** Why a full backlog does not prevent answers here; false if it does. */
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
