import { performance } from 'node:perf_hooks'
import type { Socket as Core } from '../../index.ts'
import { isTypeError } from '../shared/kinds.ts'
import { notBytes } from './arguments.ts'
import { failureOf, systemError } from './error.ts'
import { eachPiece } from './file.ts'
import type { Place } from './places.ts'
import type { Waiting } from './waiting.ts'

/** Sends all of it on a stream that blocks, and what there is room for on one that does not. */
export function transmit(
  core: Core,
  bytes: Uint8Array,
  to: Place | undefined,
  waiting: Waiting,
): number {
  const { sending } = waiting
  const started = sending === undefined ? 0 : performance.now()
  let sent = 0
  try {
    if (to !== undefined) sent = core.sendToSync(bytes, to, sending)
    else sent = sending === undefined ? core.sendSync(bytes) : core.sendSync(bytes, sending)
    if (sent < bytes.length && waiting.blocking && core.type === 'SOCK_STREAM') {
      core.sendAllSync(bytes.subarray(sent), waiting.timeLeft(started))
      sent = bytes.length
    }
    return sent
  } catch (error) {
    throw isTypeError(error) ? notBytes() : failureOf(error, sent)
  }
}

/** Sends a whole file over a stream. */
export function transmitFile(core: Core, file: unknown, waiting: Waiting): number {
  if (core.type !== 'SOCK_STREAM') throw systemError('EOPNOTSUPP', 'sendfile')
  let sent = 0
  try {
    eachPiece(file, (piece) => {
      const length = transmit(core, piece, undefined, waiting)
      sent += length
      if (length < piece.length) throw systemError('EAGAIN', 'send')
    })
  } catch (error) {
    throw failureOf(error, sent)
  }
  return sent
}
