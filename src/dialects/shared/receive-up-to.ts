import { Buffer } from 'node:buffer'
import { constants, pollSync, type Socket, type WaitOptions } from '../../index.ts'

/** Bytes that a receive allocates before it is known how many have arrived. */
const CHUNK = 65536

/**
 * Receives at most `max` bytes, as recv(2) does, without allocating all of them: when a stream
 * fills the first buffer, the rest of its queue follows, which is never more than SO_RCVBUF.
 */
export function receiveUpTo(socket: Socket, max: number, options?: WaitOptions): Buffer {
  const first = socket.recvSync(Math.min(max, CHUNK), options)
  if (max <= CHUNK || first.length < CHUNK || socket.type !== 'SOCK_STREAM') return first
  const limit = Math.min(max, Math.max(CHUNK, socket.getOption('SO_RCVBUF')))
  const parts = [first]
  let length = first.length
  while (length < limit && hasData(socket)) {
    const part = socket.recvSync(Math.min(limit - length, CHUNK), { timeout: 0 })
    if (part.length === 0) break
    parts.push(part)
    length += part.length
  }
  return Buffer.concat(parts)
}

/** Whether data can be received now; an error is left to the next call. */
function hasData(socket: Socket): boolean {
  const [ready] = pollSync([{ socket, events: constants.POLLIN }], 0)
  return ready !== undefined && (ready.revents & constants.POLLERR) === 0
}
