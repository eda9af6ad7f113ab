import { Buffer } from 'node:buffer'
import type { Socket, WaitOptions } from '../../index.ts'

/** The largest receive into the scratch buffer; more than a datagram can have. */
export const SCRATCH_SIZE = 65536

const scratch = Buffer.allocUnsafeSlow(SCRATCH_SIZE)
/** The part of it that the last receive used: most programs use one size. */
let part = scratch

/**
 * Receives at most `size` bytes, no more than {@link SCRATCH_SIZE}, into a buffer that all sockets
 * share. They are valid until the next receive.
 */
export function receiveIntoScratch(socket: Socket, size: number, options?: WaitOptions): Buffer {
  if (part.length !== size) part = scratch.subarray(0, size)
  const length = socket.recvIntoSync(part, options)
  return length === size ? part : part.subarray(0, length)
}
