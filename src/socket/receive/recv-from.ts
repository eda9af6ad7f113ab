import { Buffer } from 'node:buffer'
import { native } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import type { Address } from '../../protocols/address.ts'
import { emptyNameBuffer, lastName } from '../addresses.ts'
import { checkNotResized, checkSize, writableBytes } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { receiveAll } from './receive-all.ts'
import {
  type ByteRange,
  eofAnswerOf,
  interestOf,
  rangeOf,
  receiveFlags,
  type ReceiveOptions,
  receivesAll,
  reportsTrueLength,
} from './receive-options.ts'
import { copyOut, DEFAULT_SIZE, scratchOf } from './scratch-buffer.ts'

/** The bytes received, and their sender. */
export interface Received {
  /** The bytes received. */
  data: Buffer
  /** The sender; null on a stream, which has only one. */
  address: Address | null
}

/** How many bytes were received, and their sender. */
export interface ReceivedInto {
  /** Bytes written into the view; with MSG_TRUNC the true length of the datagram. */
  length: number
  /** The sender; null on a stream, which has only one. */
  address: Address | null
}

/** recvfrom(2) into a new buffer. */
export function recvFromRequest(
  descriptor: OpenDescriptor,
  max: number = DEFAULT_SIZE,
  given: Given<ReceiveOptions>,
): Request<Received> {
  checkSize(max, 'max')
  const flags = receiveFlags(descriptor, given)
  const all = receivesAll(descriptor, flags)
  let buffer: Buffer = all ? Buffer.alloc(max) : EMPTY
  const receiveAt = (fd: number, received: number): number => {
    if (!all) buffer = scratchOf(max, reportsTrueLength(flags))
    const rest = received === 0 ? buffer : buffer.subarray(received)
    return native.recvfrom(fd, rest, flags, emptyNameBuffer())
  }
  const request: Request<Received> = {
    syscall: 'recvfrom',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call: (fd) => receiveAt(fd, 0),
    result: (answer) => ({ data: copyOut(buffer, answer), address: lastName() }),
  }
  return all
    ? receiveAll(request, max, receiveAt, (received) => buffer.subarray(0, received))
    : request
}

/** recvfrom(2) into the caller's memory. */
export function recvFromIntoRequest(
  descriptor: OpenDescriptor,
  view: ArrayBufferView | ArrayBufferLike,
  given: Given<ReceiveOptions & ByteRange>,
): Request<ReceivedInto> {
  const bytes = rangeOf(writableBytes(view), given)
  const flags = receiveFlags(descriptor, given)
  const { byteLength } = bytes
  const receiveAt = (fd: number, received: number): number => {
    checkNotResized(bytes, byteLength)
    const rest = received === 0 ? bytes : bytes.subarray(received)
    return native.recvfrom(fd, rest, flags, emptyNameBuffer())
  }
  const request: Request<ReceivedInto> = {
    syscall: 'recvfrom',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call: (fd) => receiveAt(fd, 0),
    result: (answer) => ({ length: answer, address: lastName() }),
  }
  return receivesAll(descriptor, flags) ? receiveAll(request, byteLength, receiveAt) : request
}

const EMPTY = Buffer.alloc(0)
