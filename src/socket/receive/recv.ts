import { Buffer } from 'node:buffer'
import { constantOf, native } from '../../binding.ts'
import type { Interest, Request } from '../../engine/request.ts'
import type { ErrorText } from '../../errors.ts'
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
import { noteShortRead } from './short-read.ts'
import { copyOut, DEFAULT_SIZE, scratchOf } from './scratch-buffer.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')

/** recv(2) into a new buffer. */
export function recvRequest(
  descriptor: OpenDescriptor,
  max: number = DEFAULT_SIZE,
  given: Given<ReceiveOptions>,
): Request<Buffer> {
  checkSize(max, 'max')
  const flags = receiveFlags(descriptor, given)
  if (!receivesAll(descriptor, flags)) return new RecvBuffer(descriptor, max, flags)
  const buffer = Buffer.alloc(max)
  const filled = (received: number): Buffer => buffer.subarray(0, received)
  return recvAllInto(descriptor, buffer, flags, filled, filled)
}

/** recv(2) into the caller's memory. */
export function recvIntoRequest(
  descriptor: OpenDescriptor,
  view: ArrayBufferView | ArrayBufferLike,
  given: Given<ReceiveOptions & ByteRange>,
): Request<number> {
  const bytes = rangeOf(writableBytes(view), given)
  const flags = receiveFlags(descriptor, given)
  return receivesAll(descriptor, flags)
    ? recvAllInto(descriptor, bytes, flags, (received) => received)
    : new RecvInto(descriptor, bytes, flags)
}

function recvAllInto<T>(
  descriptor: OpenDescriptor,
  bytes: Uint8Array,
  flags: number,
  result: (received: number) => T,
  kept?: (received: number) => Uint8Array,
): Request<T> {
  const { byteLength } = bytes
  return receiveAll(
    { syscall: 'recv', waitsFor: 'readable', result, subject: () => receiveText(descriptor) },
    byteLength,
    (fd, received) => {
      checkNotResized(bytes, byteLength)
      return native.recv(fd, bytes.subarray(received), flags)
    },
    kept,
  )
}

/**
 * One recv(2) into the caller's memory. A class, where the rarer calls are closures: a server has
 * one of these waiting for every connection, and it takes a third of their memory and half of their
 * time. Without a base class: V8 looks up the parent's constructor at every `super()`.
 */
class RecvInto implements Request<number> {
  readonly descriptor: OpenDescriptor
  readonly bytes: Uint8Array
  readonly wanted: number
  readonly flags: number

  constructor(descriptor: OpenDescriptor, bytes: Uint8Array, flags: number) {
    this.descriptor = descriptor
    this.bytes = bytes
    this.wanted = bytes.byteLength
    this.flags = flags
  }

  get syscall(): string {
    return 'recv'
  }

  get waitsFor(): Interest {
    return interestOf(this.flags)
  }

  get eofAnswer(): number | undefined {
    return eofAnswerOf(this.flags)
  }

  call(fd: number): number {
    return receiveInto(this, fd, this.flags)
  }

  block(fd: number): number {
    return receiveInto(this, fd, blockingFlags(this.flags))
  }

  result(answer: number): number {
    return answer
  }

  subject(): ErrorText {
    return receiveText(this.descriptor)
  }
}

function receiveInto(request: RecvInto, fd: number, flags: number): number {
  checkNotResized(request.bytes, request.wanted)
  return noted(request, native.recv(fd, request.bytes, flags))
}

/** One recv(2) into the scratch buffer; the result is a copy. */
class RecvBuffer implements Request<Buffer> {
  readonly descriptor: OpenDescriptor
  readonly wanted: number
  readonly flags: number
  buffer: Buffer | undefined = undefined

  constructor(descriptor: OpenDescriptor, wanted: number, flags: number) {
    this.descriptor = descriptor
    this.wanted = wanted
    this.flags = flags
  }

  get syscall(): string {
    return 'recv'
  }

  get waitsFor(): Interest {
    return interestOf(this.flags)
  }

  get eofAnswer(): number | undefined {
    return eofAnswerOf(this.flags)
  }

  call(fd: number): number {
    return receive(this, fd, this.flags)
  }

  block(fd: number): number {
    return receive(this, fd, blockingFlags(this.flags))
  }

  result(answer: number): Buffer {
    return this.buffer ? copyOut(this.buffer, answer) : Buffer.alloc(0)
  }

  subject(): ErrorText {
    return receiveText(this.descriptor)
  }
}

function receive(request: RecvBuffer, fd: number, flags: number): number {
  request.buffer = scratchOf(request.wanted, reportsTrueLength(flags))
  return noted(request, native.recv(fd, request.buffer, flags))
}

/** A call with flags may want something else than data, and must not block for that. */
function blockingFlags(flags: number): number {
  return flags === MSG_DONTWAIT ? 0 : flags
}

function noted({ descriptor, wanted, flags }: RecvInto | RecvBuffer, answer: number): number {
  noteShortRead(descriptor, wanted, answer, flags)
  return answer
}
