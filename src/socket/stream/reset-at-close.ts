import { constantOf } from '../../binding.ts'
import { SocketError } from '../../errors.ts'
import { DESCRIPTOR } from '../open-descriptor.ts'
import type { SocketHandle } from '../socket-handle.ts'

const AF_UNIX = constantOf('AF_UNIX')

/** Lets close reset the connection, which does not look like a proper end to the peer, if it can. */
export function resetAtClose(socket: SocketHandle): void {
  const { family, owned } = socket[DESCRIPTOR]
  if (socket.closed || !owned || family === AF_UNIX) return // which ignores it
  try {
    socket.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  } catch (error) {
    if (!(error instanceof SocketError)) throw error // not every family has it
  }
}
