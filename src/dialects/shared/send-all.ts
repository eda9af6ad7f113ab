import { performance } from 'node:perf_hooks'
import {
  type AddressLike,
  constants,
  type SendOptions,
  type Socket,
  SocketError,
} from '../../index.ts'

const { MSG_DONTWAIT } = constants

/** {@link SendOptions} whose flags are the sum of the constants. */
export interface SendOptionsInBits extends SendOptions {
  flags?: number
}

/** What ended a send after the kernel had accepted a part. */
export type PartialFailure = (error: SocketError, sent: number) => void

/**
 * Sends bytes as send(2) does: a blocking stream accepts all of them. A non-blocking socket and a
 * datagram socket send once.
 *
 * @param to The destination; the peer by default.
 * @param options Their timeout is that of the whole call.
 * @param failed Is called when a later send fails; it may throw.
 * @returns How many bytes were sent.
 * @throws {SocketError} The first send failed.
 */
export function sendAll(
  socket: Socket,
  bytes: Uint8Array,
  to: AddressLike | undefined,
  options: SendOptionsInBits | undefined,
  failed?: PartialFailure,
): number {
  const started = options?.timeout ? performance.now() : 0
  const sent =
    to === undefined ? socket.sendSync(bytes, options) : socket.sendToSync(bytes, to, options)
  if (sent === bytes.length || !sendsAll(socket, options)) return sent
  return sendRest(socket, bytes, sent, remaining(options, started), failed)
}

/** Sends what the first send left over; see {@link sendAll}. */
export function sendRest(
  socket: Socket,
  bytes: Uint8Array,
  sent: number,
  options: SendOptionsInBits | undefined,
  failed?: PartialFailure,
): number {
  try {
    socket.sendAllSync(bytes.subarray(sent), options)
    return bytes.length
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    const taken = sent + (error.bytesSent ?? 0)
    failed?.(error, taken)
    return taken
  }
}

/** Whether the kernel would send all of the bytes before it returns. */
export function sendsAll(socket: Socket, options?: SendOptionsInBits): boolean {
  return socket.type === 'SOCK_STREAM' && mayWait(socket, options)
}

/** Whether a send may wait. */
export function mayWait(socket: Socket, options: SendOptionsInBits = {}): boolean {
  const { flags = 0, deadline, timeout = deadline === undefined ? socket.timeout : null } = options
  return timeout !== 0 && (flags & MSG_DONTWAIT) === 0
}

/** Options for the rest of a call that started then: the end of its timeout as a deadline. */
export function remaining(
  options: SendOptionsInBits | undefined,
  started: number,
): SendOptionsInBits | undefined {
  if (!options?.timeout) return options
  const { timeout, ...others } = options
  return { ...others, deadline: started + timeout }
}
