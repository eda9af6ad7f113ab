import { Buffer } from 'node:buffer'
import { mustBe } from '../../codec/misuse.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import type { Request } from '../../engine/request.ts'
import type { AnyFamily } from '../../protocols/index.ts'
import { checkNotResized, checkSize, writableBytes } from '../bytes.ts'
import { callOptions, type Given } from '../call-options.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { receiveText } from '../hints/transfer.ts'
import { receiveAll } from './receive-all.ts'
import {
  type AsyncReceiveOptions,
  eofAnswerOf,
  interestOf,
  receiveFlags,
  type ReceiveOptions,
  receivesAll,
} from './receive-options.ts'
import {
  dropSender,
  type MessageInfo,
  nothingReported,
  receiveMessage,
  type Report,
  takeReport,
} from './message-report.ts'
import { DEFAULT_SIZE } from './scratch-buffer.ts'

/** How much of a message to receive, and into what. */
export interface MessageOptions {
  /** Bytes of data; 65536 by default. */
  size?: number | undefined
  /** Bytes of data for several buffers, filled one after the other. */
  sizes?: readonly number[] | undefined
  /** The caller's own memory, instead of new buffers. */
  into?: ArrayBufferView | readonly ArrayBufferView[] | undefined
  /**
   * Space for control messages: bytes as CMSG_SPACE counts them, or true for 4096. Without it the
   * kernel drops them, and closes the descriptors that they contain.
   */
  control?: number | boolean | undefined
}

/** Options of `Socket.messages`, whose messages have one buffer each. */
export interface EachMessageOptions
  extends Pick<MessageOptions, 'size' | 'control'>,
    AsyncReceiveOptions {}

/** A message in a new buffer. */
export interface ReceivedMessage<Family extends AnyFamily = AnyFamily> extends MessageInfo<Family> {
  /** The bytes received. */
  data: Buffer
}

/** A message in several buffers. */
export interface ReceivedMessageParts<Family extends AnyFamily = AnyFamily>
  extends MessageInfo<Family> {
  /** One buffer per size; those that were not reached are empty. */
  data: Buffer[]
}

/** A message in the caller's memory. */
export interface ReceivedMessageInto<Family extends AnyFamily = AnyFamily>
  extends MessageInfo<Family> {
  /** The filled part of each view. */
  data: Uint8Array[]
}

export const RECEIVE_MESSAGE = callOptions(['flags', 'size', 'sizes', 'into', 'control'], {
  direction: 'receive',
})

const DEFAULT_CONTROL = 4096

/**
 * recvmsg(2); with MSG_WAITALL on a stream, as many as it takes to fill the buffers. Descriptors end
 * it early, as they do in the kernel: what follows them belongs to another message.
 *
 * @param whole Makes the result of a message in one new buffer.
 * @returns What the overloads of `Socket.recvMessage` say for these options.
 */
export function recvMessageRequest(
  descriptor: OpenDescriptor,
  given: Given<MessageOptions & ReceiveOptions>,
  whole: (message: ReceivedMessage) => unknown = (message) => message,
): Request<unknown> {
  const { family } = descriptor
  const flags = receiveFlags(descriptor, given)
  const { views, several } = viewsOf(given)
  const lengths = views.map(({ byteLength }) => byteLength)
  const control = controlBuffer(given.control)
  let report: Report | undefined
  function receiveAt(fd: number, received: number): number {
    if (report?.control.SCM_RIGHTS) return 0
    for (const [i, view] of views.entries()) checkNotResized(view, lengths[i] ?? 0)
    if (report) dropSender(report.control)
    const into = received === 0 ? views : after(views, received)
    const answer = receiveMessage({ fd, family, flags }, into, control)
    // The end of a stream, after some bytes, says nothing about those.
    if (answer > 0 || (answer === 0 && !report)) report = takeReport(control)
    return answer
  }
  const request: Request<unknown> = {
    syscall: 'recvmsg',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call: (fd) => receiveAt(fd, 0),
    subject: () => receiveText(descriptor),
    result(length) {
      const info = { length, ...(report ?? nothingReported()) }
      const data = filled(views, length)
      return several ? { data, ...info } : whole({ data: data[0] as Buffer, ...info })
    },
  }
  if (!receivesAll(descriptor, flags)) return request
  return receiveAll(
    request,
    lengths.reduce((sum, length) => sum + length, 0),
    receiveAt,
    given.into === undefined
      ? (received) => Buffer.concat(filled(views, received), received)
      : undefined,
  )
}

function viewsOf({ size, sizes, into }: MessageOptions): { views: Uint8Array[]; several: boolean } {
  if (into !== undefined) {
    const list: readonly unknown[] = Array.isArray(into) ? (into as unknown[]) : [into]
    return { views: Array.from(list, writableBytes), several: true }
  }
  if (sizes !== undefined) {
    return {
      views: Array.from(arrayFrom(sizes, 'sizes'), (one) => Buffer.alloc(checkSize(one, 'sizes'))),
      several: true,
    }
  }
  return { views: [Buffer.alloc(checkSize(size ?? DEFAULT_SIZE, 'size'))], several: false }
}

function controlBuffer(control: number | boolean | undefined): Uint8Array | null {
  if (control === undefined || control === false) return null
  if (control === true) return new Uint8Array(DEFAULT_CONTROL)
  if (typeof control !== 'number') throw mustBe('control', 'true, false or a number', control)
  return new Uint8Array(checkSize(control, 'control'))
}

/** The parts of the views behind the first `length` bytes. */
function after(views: Uint8Array[], length: number): Uint8Array[] {
  let left = length
  return views.map((view) => {
    const part = view.subarray(Math.min(left, view.byteLength))
    left -= view.byteLength - part.byteLength
    return part
  })
}

/** The parts of the views that hold the first `length` bytes. */
function filled(views: Uint8Array[], length: number): Uint8Array[] {
  let left = length
  return views.map((view) => {
    const part = view.subarray(0, Math.min(left, view.byteLength))
    left -= part.byteLength
    return part
  })
}
