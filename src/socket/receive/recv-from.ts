import { Buffer } from 'node:buffer'
import { native } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import type { AddressByFamily, AnyFamily } from '../../protocols/index.ts'
import { emptyNameBuffer, lastName } from '../addresses.ts'
import { checkNotResized, checkSize, writableBytes } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { receiveText } from '../hints/transfer.ts'
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
export interface Received<Family extends AnyFamily = AnyFamily> {
  /** The bytes received. */
  data: Buffer
  /**
   * The sender; null on a stream, which has only one, for a Unix socket without a name, and often
   * with MSG_ERRQUEUE. Every UDP datagram has one; `datagrams()` says so in its type.
   */
  address: AddressByFamily[Family] | null
}

/** How many bytes were received, and their sender. */
export interface ReceivedInto<Family extends AnyFamily = AnyFamily> {
  /** Bytes written into the view; with MSG_TRUNC the true length of the datagram. */
  length: number
  /**
   * The sender; null on a stream, which has only one, for a Unix socket without a name, and often
   * with MSG_ERRQUEUE. Every UDP datagram has one; `datagrams()` says so in its type.
   */
  address: AddressByFamily[Family] | null
}

/** recvfrom(2) into a new buffer. */
export function recvFromRequest<Family extends AnyFamily>(
  descriptor: OpenDescriptor<Family>,
  max: number = DEFAULT_SIZE,
  given: Given<ReceiveOptions>,
): Request<Received<Family>> {
  checkSize(max, 'max')
  const flags = receiveFlags(descriptor, given)
  const all = receivesAll(descriptor, flags)
  let buffer: Buffer = all ? Buffer.alloc(max) : EMPTY
  const receiveAt = (fd: number, received: number): number => {
    if (!all) buffer = scratchOf(max, reportsTrueLength(flags))
    const rest = received === 0 ? buffer : buffer.subarray(received)
    return native.recvfrom(fd, rest, flags, emptyNameBuffer())
  }
  const request: Request<Received<Family>> = {
    syscall: 'recvfrom',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call: (fd) => receiveAt(fd, 0),
    subject: () => receiveText(descriptor),
    result: (answer) => ({
      data: copyOut(buffer, answer),
      address: lastName() as AddressByFamily[Family] | null,
    }),
  }
  return all
    ? receiveAll(request, max, receiveAt, (received) => buffer.subarray(0, received))
    : request
}

/** recvfrom(2) into the caller's memory. */
export function recvFromIntoRequest<Family extends AnyFamily>(
  descriptor: OpenDescriptor<Family>,
  view: ArrayBufferView | ArrayBufferLike,
  given: Given<ReceiveOptions & ByteRange>,
): Request<ReceivedInto<Family>> {
  const bytes = rangeOf(writableBytes(view), given)
  const flags = receiveFlags(descriptor, given)
  const { byteLength } = bytes
  const receiveAt = (fd: number, received: number): number => {
    checkNotResized(bytes, byteLength)
    const rest = received === 0 ? bytes : bytes.subarray(received)
    return native.recvfrom(fd, rest, flags, emptyNameBuffer())
  }
  const request: Request<ReceivedInto<Family>> = {
    syscall: 'recvfrom',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call: (fd) => receiveAt(fd, 0),
    subject: () => receiveText(descriptor),
    result: (answer) => ({ length: answer, address: lastName() as AddressByFamily[Family] | null }),
  }
  return receivesAll(descriptor, flags) ? receiveAll(request, byteLength, receiveAt) : request
}

const EMPTY = Buffer.alloc(0)
