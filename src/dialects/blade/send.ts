import { performance } from 'node:perf_hooks'
import { SocketError, type WaitOptions } from '../../index.ts'
import { bytesOf } from '../shared/bytes-as-text.ts'
import { integer, isMissing, portNumber, string } from './arguments.ts'
import {
  afterSending,
  failureOf,
  ILLEGAL_STATE,
  isPending,
  SocketException,
  systemError,
} from './error.ts'
import { openFile } from './file.ts'
import { type Place, placeOf } from './addresses.ts'
import { type BladeFile, isBytes, isFile } from './types.ts'
import { type State, WRITING } from './state.ts'

/** Bytes of a file that are sent at a time: as many as a datagram can have. */
const PIECE = 65507
const NEVER = Number.POSITIVE_INFINITY
const NOTHING = new Uint8Array(0)

/** `send(message, flags)`. */
export function send(state: State, message: unknown, flags: unknown): number {
  const data = typeof message === 'string' ? bytesOf(message) : dataOf(message)
  if (flags !== undefined) integer(flags, 0, 'flags')
  if (state.core.closed || (state.shut & WRITING) !== 0) throw new SocketException(ILLEGAL_STATE)
  if (!state.isConnected && !state.isListening) {
    throw new SocketException('socket not listening or connected')
  }
  return transmit(state, data, null)
}

/** `send_to(host, port, family, message, flags)`. */
export function sendTo(
  state: State,
  host: unknown,
  port: unknown,
  family: unknown,
  message: unknown,
  flags: unknown,
): number {
  const name = string(host, state.host, 'host')
  const number = portNumber(port, state.port)
  const domain = integer(family, state.family, 'family')
  const data = dataOf(message)
  integer(flags, 0, 'flags')
  state.mustBeOpen('sendto')
  if (domain !== state.family) throw systemError('EAFNOSUPPORT', 'sendto')
  const place = placeOf(state, name, number)
  if (!place) throw systemError('EADDRNOTAVAIL', 'sendto')
  return transmit(state, data, place)
}

function dataOf(message: unknown): Uint8Array | BladeFile {
  if (typeof message === 'string') return bytesOf(message)
  if (isBytes(message) || isFile(message)) return message
  if (isMissing(message)) return NOTHING
  throw new SocketException('message must string, bytes or file')
}

/** The number of bytes that the kernel took, or -1 where it would have had to wait for the first. */
function transmit(state: State, data: Uint8Array | BladeFile, to: Place | null): number {
  const { sendTimeout, isBlocking } = state
  const deadline = sendTimeout > 0 && isBlocking ? performance.now() + sendTimeout : NEVER
  if (!isBytes(data)) return sendFile(state, data, to, deadline)
  if (data.byteLength === 0 && state.stream) return 0
  return sendBytes(state, data, to, deadline)
}

/** Sends all of it on a stream that may block. Fewer were sent when the time was over; -1 for none. */
function sendBytes(state: State, bytes: Uint8Array, to: Place | null, deadline: number): number {
  const { core } = state
  let sent = 0
  try {
    if (to) sent = core.sendToSync(bytes, to, timeLeft(deadline))
    else sent = deadline === NEVER ? core.sendSync(bytes) : core.sendSync(bytes, timeLeft(deadline))
    if (sent < bytes.byteLength && state.stream && state.isBlocking) {
      core.sendAllSync(bytes.subarray(sent), timeLeft(deadline))
      sent = bytes.byteLength
    }
  } catch (error) {
    if (error instanceof SocketError) sent += error.bytesSent ?? 0
    if (!isPending(error)) throw afterSending(failureOf(error), sent)
    if (sent === 0) return -1
  }
  return sent
}

function sendFile(state: State, file: BladeFile, to: Place | null, deadline: number): number {
  const opened = openFile(file)
  const room = Buffer.allocUnsafe(PIECE)
  let total = 0
  try {
    for (;;) {
      const length = opened.read(room)
      if (length === 0 && (total > 0 || state.stream)) return total
      const sent = sendBytes(state, room.subarray(0, length), to, deadline)
      if (sent < length) return total > 0 ? total + Math.max(0, sent) : sent
      total += sent
      if (length === 0) return 0
    }
  } catch (error) {
    const exception = failureOf(error)
    throw afterSending(exception, total + (exception.sent ?? 0))
  } finally {
    opened.close()
  }
}

function timeLeft(deadline: number): WaitOptions | undefined {
  return deadline === NEVER
    ? undefined
    : { timeout: Math.max(0, Math.ceil(deadline - performance.now())) }
}
