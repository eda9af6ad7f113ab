import { constantOf, constantOr } from '../../binding.ts'
import type { Interest } from '../../engine/request.ts'
import type { MessageFlags } from '../../protocols/index.ts'
import { checkSize } from '../bytes.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Given,
  type WaitOptions,
} from '../call-options.ts'
import { NOT_OF_RECEIVE, NOT_OF_RECEIVE_INTO } from '../misplaced.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

/** Options of every receiving call. */
export interface ReceiveOptions extends WaitOptions {
  /**
   * `'MSG_PEEK'`, a list of names, or a sum of constants. MSG_DONTWAIT is the same as `timeout: 0`.
   */
  flags?: MessageFlags
}

/** Options of every receiving call that never waits. MSG_WAITALL has no effect on it. */
export type TryReceiveOptions = Pick<ReceiveOptions, 'flags'>

/** Options of every receiving call that returns a promise. */
export interface AsyncReceiveOptions extends ReceiveOptions, AsyncWaitOptions {}

/** The part of a view to fill. */
export interface ByteRange {
  /** The first byte to fill; 0 by default. */
  offset?: number | undefined
  /** Maximum number of bytes to fill; by default up to the end of the view. */
  length?: number | undefined
}

export const RECEIVE = callOptions(['flags'], {
  direction: 'receive',
  elsewhere: NOT_OF_RECEIVE,
})
export const RECEIVE_INTO = callOptions(['flags', 'offset', 'length'], {
  direction: 'receive',
  before: ': the part to fill is { offset, length }',
  elsewhere: NOT_OF_RECEIVE_INTO,
})

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_ERRQUEUE = constantOr('MSG_ERRQUEUE', 0)
const MSG_OOB = constantOf('MSG_OOB')
const MSG_PEEK = constantOf('MSG_PEEK')
const MSG_TRUNC = constantOf('MSG_TRUNC')
const MSG_WAITALL = constantOf('MSG_WAITALL')
const SOCK_STREAM = constantOf('SOCK_STREAM')
/** The flags with which the kernel ignores MSG_WAITALL. */
const IGNORE_WAITALL = MSG_PEEK | MSG_OOB | MSG_ERRQUEUE

/** The flags for the kernel. Whether to wait is never left to O_NONBLOCK, which others can change. */
export function receiveFlags(descriptor: OpenDescriptor, { flags }: Given<ReceiveOptions>): number {
  if (flags === undefined) return MSG_DONTWAIT
  // That the stream's queue is empty says nothing about urgent data or queued errors.
  descriptor.readiness.readable.knownEmpty = false
  return flags | MSG_DONTWAIT
}

/** What a receive with these flags waits for: urgent data need not wait behind other data. */
export function interestOf(flags: number): Interest {
  if ((flags & (MSG_ERRQUEUE | MSG_OOB)) === 0) return 'readable'
  return (flags & MSG_ERRQUEUE) === 0 ? 'urgent' : 'errors'
}

/** What a receive answers at the end of a stream, which is not the end of its error queue. */
export function eofAnswerOf(flags: number): number | undefined {
  return (flags & MSG_ERRQUEUE) === 0 ? 0 : undefined
}

/** Whether a receive continues until the buffer is full: MSG_WAITALL. */
export function receivesAll({ type }: OpenDescriptor, flags: number): boolean {
  return (flags & MSG_WAITALL) !== 0 && (flags & IGNORE_WAITALL) === 0 && type === SOCK_STREAM
}

/** Whether the kernel may report more bytes than it wrote. */
export function reportsTrueLength(flags: number): boolean {
  return (flags & MSG_TRUNC) !== 0
}

/** The part of the caller's view that is to be filled. */
export function rangeOf(bytes: Uint8Array, range: ByteRange): Uint8Array {
  return range.offset === undefined && range.length === undefined ? bytes : cut(bytes, range)
}

function cut(bytes: Uint8Array, range: ByteRange): Uint8Array {
  const offset = checkSize(range.offset ?? 0, 'offset')
  const length = checkSize(range.length ?? Math.max(0, bytes.byteLength - offset), 'length')
  if (offset + length > bytes.byteLength) {
    throw new RangeError(
      `Cannot fill ${length} bytes from ${offset} of a view of ${bytes.byteLength}`,
    )
  }
  return bytes.subarray(offset, offset + length)
}
