import { performance } from 'node:perf_hooks'
import type { WaitOptions } from '../../index.ts'
import type { InternetAddress } from '../shared/addresses.ts'
import { bytesOf } from '../shared/bytes-as-text.ts'
import { remaining, sendAll } from '../shared/send-all.ts'
import { addressOf } from './addresses.ts'
import { integer, isFalsy, portNumber, string } from './arguments.ts'
import {
  afterSending,
  ILLEGAL_STATE,
  SocketException,
  systemError,
  translated,
  wouldBlock,
} from './error.ts'
import { contentOf } from './file.ts'
import { type BladeFile, isBytes, isFile } from './types.ts'
import { type State, WRITING } from './state.ts'

const EMPTY = new Uint8Array(0)

/** `send(message, flags)`. */
export function send(state: State, message: unknown, flags: unknown): number {
  const data = typeof message === 'string' ? bytesOf(message) : dataOf(message)
  if (flags !== undefined) integer(flags, 0, 'flags')
  if (state.core.closed || (state.shut & WRITING) !== 0) throw new SocketException(ILLEGAL_STATE)
  if (!state.isConnected && !state.isListening) {
    throw new SocketException('socket not listening or connected')
  }
  return transmit(state, data, undefined)
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
  const address = addressOf(state, name, number)
  if (!address) throw systemError('EADDRNOTAVAIL', 'sendto')
  return transmit(state, data, address)
}

function dataOf(message: unknown): Uint8Array | BladeFile {
  if (typeof message === 'string') return bytesOf(message)
  if (isBytes(message) || isFile(message)) return message
  if (isFalsy(message)) return EMPTY
  throw new SocketException('message must string, bytes or file')
}

/** Sends everything on a blocking stream; -1 if it would have had to wait for the first byte. */
function transmit(
  state: State,
  data: Uint8Array | BladeFile,
  to: InternetAddress | undefined,
): number {
  if (!isBytes(data)) return sendFile(state, data, to)
  if (data.byteLength === 0 && state.stream) return 0
  return sendBytes(state, data, to, state.timeouts.sendOptions)
}

/** Returns how many bytes were sent: fewer than all after the timeout, -1 for none. */
function sendBytes(
  { core }: State,
  bytes: Uint8Array,
  to: InternetAddress | undefined,
  options: WaitOptions | undefined,
): number {
  try {
    return sendAll(core, bytes, to, options, (error, sent) => {
      if (!wouldBlock(error)) throw afterSending(translated(error), sent)
    })
  } catch (error) {
    if (wouldBlock(error)) return -1
    throw translated(error)
  }
}

function sendFile(state: State, file: BladeFile, to: InternetAddress | undefined): number {
  const { sendOptions } = state.timeouts
  const started = performance.now()
  let total = 0
  try {
    for (const piece of contentOf(file)) {
      const sent = sendBytes(state, piece, to, remaining(sendOptions, started))
      if (sent < piece.length) return total > 0 ? total + Math.max(0, sent) : sent
      total += sent
    }
    return total > 0 || state.stream ? total : sendBytes(state, EMPTY, to, sendOptions)
  } catch (error) {
    const exception = translated(error)
    throw afterSending(exception, total + (exception.sent ?? 0))
  }
}
