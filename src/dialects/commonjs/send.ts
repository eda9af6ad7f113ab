import type { Socket as Core } from '../../index.ts'
import { sendAll } from '../shared/send-all.ts'
import type { Timeouts } from '../shared/timeouts.ts'
import { isTypeError } from '../shared/types.ts'
import type { SocketAddress } from './addresses.ts'
import { notBytes } from './arguments.ts'
import { systemError, translated } from './error.ts'
import { contentOf } from './file.ts'

/** Sends everything on a blocking stream, and as much as fits on a non-blocking one. */
export function send(
  core: Core,
  bytes: Uint8Array,
  to: SocketAddress | undefined,
  { sendOptions }: Timeouts,
): number {
  try {
    return sendAll(core, bytes, to, sendOptions, (error, sent) => {
      throw translated(error, sent)
    })
  } catch (error) {
    throw isTypeError(error) ? notBytes() : translated(error)
  }
}

/** Sends a whole file over a stream. */
export function sendFile(core: Core, file: unknown, timeouts: Timeouts): number {
  if (core.type !== 'SOCK_STREAM') throw systemError('EOPNOTSUPP', 'sendfile')
  let sent = 0
  try {
    for (const piece of contentOf(file)) {
      const length = send(core, piece, undefined, timeouts)
      sent += length
      if (length < piece.length) throw systemError('EAGAIN', 'send')
    }
  } catch (error) {
    throw translated(error, sent)
  }
  return sent
}
