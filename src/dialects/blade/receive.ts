import { hostOf, isInternet } from '../shared/addresses.ts'
import { textOf } from '../shared/bytes-as-text.ts'
import { integer } from './arguments.ts'
import { failureOf, ILLEGAL_STATE, isPending, SocketException } from './error.ts'
import { READING, type State } from './state.ts'

/** The size of the scratch buffer of every receive; more than a datagram can have. */
const SCRATCH_SIZE = 65536
const scratch = Buffer.allocUnsafeSlow(SCRATCH_SIZE)
/** The part of the scratch buffer that the last receive used: most programs use one size. */
let part = scratch
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
  const most = length === undefined ? EVERYTHING : integer(length, EVERYTHING, 'length')
  if (flags !== undefined) integer(flags, 0, 'flags')
  mustBeReadable(state)
  if (most === 0 && state.stream) return ''
  const bytes = take(state, most)
  return bytes.length === 0 && state.ends ? null : textOf(bytes)
}

/**
 * `read(length)`: as many bytes as were asked for; fewer at the end of the stream or of the
 * timeout.
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
  const most = integer(length, EVERYTHING, 'length')
  integer(flags, 0, 'flags')
  state.mustBeOpen('recvfrom')
  try {
    const size = most < 0 ? SCRATCH_SIZE : Math.min(most, SCRATCH_SIZE)
    const { data, address } = state.core.recvFromSync(size, state.receiving)
    if (address && isInternet(address)) {
      return { data: textOf(data), host: hostOf(address), port: address.port }
    }
    // A stream has one peer, which was recorded when it connected.
    if (data.length === 0 && state.ends && most !== 0) return null
    return { data: textOf(data), host: String(state.host), port: Number(state.port) }
  } catch (error) {
    throw failureOf(error, isPending(error) ? 'receive_from timed out' : undefined)
  }
}

function mustBeReadable(state: State): void {
  if (state.core.closed || (state.shut & READING) !== 0) throw new SocketException(ILLEGAL_STATE)
  if (!state.isConnected && !state.isListening) {
    throw new SocketException('socket not listening or connected')
  }
}

/**
 * Receives all bytes that are queued, or at most so many, waiting for the first. They may be in the
 * scratch buffer: who keeps them beyond the next call copies them.
 */
function take(state: State, most: number): Buffer {
  try {
    throwPostponed(state)
    const size = most >= 0 && most < SCRATCH_SIZE ? most : SCRATCH_SIZE
    if (size !== part.length) part = scratch.subarray(0, size)
    const length = state.core.recvIntoSync(part, state.receiving)
    if (length === SCRATCH_SIZE && most !== SCRATCH_SIZE && state.stream)
      return withMore(state, scratch, most)
    return length === size ? part : part.subarray(0, length)
  } catch (error) {
    throw failureOf(error)
  }
}

function takeUnlessLate(state: State, most: number, mayBeLate: boolean): Buffer | null {
  try {
    return take(state, most)
  } catch (error) {
    if (mayBeLate && (error as SocketException).code === 'ETIMEDOUT') return null
    throw error
  }
}

/** One more receive, for all that the kernel may have queued besides. */
function withMore(state: State, bytes: Buffer, most: number): Buffer {
  const { core } = state
  const queue = core.getOption('SO_RCVBUF')
  const size = most < 0 ? queue : Math.min(most - SCRATCH_SIZE, queue)
  try {
    return Buffer.concat([bytes, core.recvSync(size, NO_WAITING)])
  } catch (error) {
    if (!isPending(error)) state.postponed = error
    return bytes
  }
}

/** The kernel reports an error once. One that came after data belongs to the next call. */
function throwPostponed(state: State): void {
  const { postponed } = state
  if (postponed === undefined) return
  state.postponed = undefined
  throw failureOf(postponed)
}
