import { hostOf, isInternet } from '../shared/addresses.ts'
import { textOf } from '../shared/bytes-as-text.ts'
import { receiveIntoScratch, SCRATCH_SIZE } from '../shared/receive-into-scratch.ts'
import { integer } from './arguments.ts'
import { ILLEGAL_STATE, SocketException, translated, wouldBlock } from './error.ts'
import { READING, type State } from './state.ts'

const EVERYTHING = -1
const NO_WAITING = { timeout: 0 }

/** What `receive_from` returns. */
export interface ReceivedFrom {
  /** The data, as text. */
  data: string
  /** The sender's numeric address. */
  host: string
  /** The sender's port. */
  port: number
}

/** `receive(length, flags)`: what is queued now, as text; null at the end of a stream. */
export function receive(state: State, length: unknown, flags: unknown): string | null {
  const max = length === undefined ? EVERYTHING : integer(length, EVERYTHING, 'length')
  if (flags !== undefined) integer(flags, 0, 'flags')
  mustBeReadable(state)
  if (max === 0 && state.stream) return ''
  const bytes = take(state, max)
  return bytes.length === 0 && state.ends ? null : textOf(bytes)
}

/**
 * `read(length)`: as many bytes as requested; fewer at the end of the stream or after the timeout.
 */
export function read(state: State, length: unknown): string {
  const wanted = integer(length, 1024, 'length')
  mustBeReadable(state)
  if (!state.stream) return textOf(take(state, wanted))
  const parts: Buffer[] = []
  for (let left = wanted; left > 0; ) {
    const bytes = takeUnlessLate(state, left, parts.length > 0)
    if (!bytes || bytes.length === 0) break
    parts.push(Buffer.from(bytes))
    left -= bytes.length
  }
  return textOf(Buffer.concat(parts))
}

/** `receive_from(length, flags)`: one datagram, and who sent it. */
export function receiveFrom(state: State, length: unknown, flags: unknown): ReceivedFrom | null {
  const max = integer(length, EVERYTHING, 'length')
  integer(flags, 0, 'flags')
  state.mustBeOpen('recvfrom')
  try {
    const size = max < 0 ? SCRATCH_SIZE : Math.min(max, SCRATCH_SIZE)
    const { data, address } = state.core.recvFromSync(size, state.receiving)
    if (address && isInternet(address)) {
      return { data: textOf(data), host: hostOf(address), port: address.port }
    }
    // A stream has one peer, which was recorded when it connected.
    if (data.length === 0 && state.ends && max !== 0) return null
    return { data: textOf(data), host: String(state.host), port: Number(state.port) }
  } catch (error) {
    throw translated(error, wouldBlock(error) ? 'receive_from timed out' : undefined)
  }
}

function mustBeReadable(state: State): void {
  if (state.core.closed || (state.shut & READING) !== 0) throw new SocketException(ILLEGAL_STATE)
  if (!state.isConnected && !state.isListening) {
    throw new SocketException('socket not listening or connected')
  }
}

/**
 * Receives all queued bytes, up to a maximum, and waits for the first. They may be in the scratch
 * buffer, so copy them to keep them beyond the next call.
 */
function take(state: State, max: number): Buffer {
  try {
    throwPending(state)
    const size = max >= 0 && max < SCRATCH_SIZE ? max : SCRATCH_SIZE
    const bytes = receiveIntoScratch(state.core, size, state.receiving)
    if (bytes.length === SCRATCH_SIZE && max !== SCRATCH_SIZE && state.stream)
      return withMore(state, bytes, max)
    return bytes
  } catch (error) {
    throw translated(error)
  }
}

function takeUnlessLate(state: State, max: number, mayBeLate: boolean): Buffer | null {
  try {
    return take(state, max)
  } catch (error) {
    if (mayBeLate && (error as SocketException).code === 'ETIMEDOUT') return null
    throw error
  }
}

/** One more receive, for everything else that the kernel may have queued. */
function withMore(state: State, bytes: Buffer, max: number): Buffer {
  const { core } = state
  const queue = core.getOption('SO_RCVBUF')
  const size = max < 0 ? queue : Math.min(max - SCRATCH_SIZE, queue)
  try {
    return Buffer.concat([bytes, core.recvSync(size, NO_WAITING)])
  } catch (error) {
    if (!wouldBlock(error)) state.pendingError = error
    return bytes
  }
}

/** The kernel reports an error once. An error after data belongs to the next call. */
function throwPending(state: State): void {
  const { pendingError } = state
  if (pendingError === undefined) return
  state.pendingError = undefined
  throw translated(pendingError)
}
