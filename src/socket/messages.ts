import { Buffer } from 'node:buffer'
import { constantOf, native, platform } from '../binding.ts'
import type { Request } from '../engine/request.ts'
import type { Address } from '../protocols/address.ts'
import { emptyNameRoom, nameInRoom } from './addresses.ts'
import type { Told } from './call-options.ts'
import { type Control, closeDescriptors, readControl } from './control.ts'
import type { ReceivedDatagram } from './iterating.ts'
import { atEndOf, roomOf } from './recv.ts'
import { checkSize, taken } from './slab.ts'
import { FIRST_MESSAGE, NUMBERS_PER_MESSAGE, RESULT_FLAGS } from '../shared-layouts.ts'
import { stillHas, writable } from './views.ts'
import { wantingAll } from './wanting-all.ts'

/** How much to receive of a message, and into what. */
export interface MessageOptions {
  /** Bytes of data; 65536 by default. */
  size?: number | undefined
  /** Bytes of data for several buffers, one filled after the other. */
  sizes?: readonly number[] | undefined
  /** Memory of the caller's, in place of new buffers. */
  into?: ArrayBufferView | readonly ArrayBufferView[] | undefined
  /**
   * Room for control messages: bytes as CMSG_SPACE counts them, or true for 4096. Without it the
   * kernel drops them, and closes the descriptors among them.
   */
  control?: number | boolean | undefined
}

/** What the kernel says of a message that came. */
export interface MessageFacts {
  /** Bytes received; with MSG_TRUNC the true length of a datagram that was cut. */
  length: number
  /** The sender; null on a stream, which has but one. */
  address: Address | null
  /** `MSG_*` bits as the kernel set them. */
  flags: number
  /** The datagram was longer than the room; the rest of it is lost. */
  truncated: boolean
  /** Control messages were lost for lack of room. */
  controlTruncated: boolean
  /** The control messages, if they were asked for. */
  control: Control
}

/** A message in a buffer of its own. */
export interface ReceivedMessage extends MessageFacts {
  /** What came. */
  data: Buffer
}

/** A message in several buffers. */
export interface ReceivedMessageParts extends MessageFacts {
  /** As many as there were sizes; those that got nothing are empty. */
  data: Buffer[]
}

/** A message in the caller's memory. */
export interface ReceivedMessageInto extends MessageFacts {
  /** The filled part of each view. */
  data: Uint8Array[]
}

const DEFAULT_SIZE = 65536
const DEFAULT_CONTROL = 4096
const MOST_MESSAGES = 256
const AF_UNIX = constantOf('AF_UNIX')
const MSG_CMSG_CLOEXEC = platform.constant('MSG_CMSG_CLOEXEC') ?? 0
const MSG_TRUNC = constantOf('MSG_TRUNC')
const MSG_CTRUNC = constantOf('MSG_CTRUNC')

const report = new Int32Array(FIRST_MESSAGE + NUMBERS_PER_MESSAGE * MOST_MESSAGES)

/**
 * One recvmsg(2); with `all`, as many as it takes to fill the room. Descriptors end it early, as
 * they do in the kernel: what comes behind them is of another message.
 */
export function messageRequest(
  family: number,
  options: Told<MessageOptions>,
  flags: number,
  all: boolean,
): Request<unknown> {
  const { views, several } = viewsOf(options)
  const lengths = views.map(({ byteLength }) => byteLength)
  const control = controlRoom(options.control)
  let seen: Seen | undefined
  function receive(fd: number, into: Uint8Array[]): number {
    for (const [i, view] of views.entries()) stillHas(view, lengths[i] ?? 0)
    if (seen) forgetSender(seen.control)
    const answer = receiveMessage({ fd, family, flags }, into, control)
    // The end of a stream, after some bytes, says nothing of those.
    if (answer > 0 || (answer === 0 && !seen)) seen = whatWasSeen(control)
    return answer
  }
  const request: Request<unknown> = {
    syscall: 'recvmsg',
    atEnd: atEndOf(flags),
    call: (fd) => receive(fd, views),
    result(length): ReceivedMessage | ReceivedMessageParts | ReceivedMessageInto {
      const facts = { length, ...(seen ?? nothingSeen()) }
      const data = filled(views, length)
      return several ? { data, ...facts } : { data: data[0] as Buffer, ...facts }
    },
  }
  if (!all) return request
  return wantingAll(
    request,
    lengths.reduce((sum, length) => sum + length, 0),
    (fd, received) => (seen?.control.SCM_RIGHTS ? 0 : receive(fd, after(views, received))),
    options.into === undefined
      ? (received) => Buffer.concat(filled(views, received), received)
      : undefined,
  )
}

/** What a recvmsg(2) reports besides data. */
export type Seen = Omit<MessageFacts, 'length'>

/** One recvmsg(2) of a datagram, its sender, and whether it was cut. */
export function datagramRequest(
  family: number,
  size: number,
  flags: number,
): Request<ReceivedDatagram> {
  let room: Buffer
  return {
    syscall: 'recvmsg',
    atEnd: atEndOf(flags),
    call(fd) {
      room = roomOf(size, flags)
      return receiveMessage({ fd, family, flags }, [room], null)
    },
    result: (length) => ({
      data: taken(room, length),
      address: nameInRoom(),
      truncated: ((report[RESULT_FLAGS] ?? 0) & MSG_TRUNC) !== 0,
    }),
  }
}

/** From where recvmsg(2) receives, and how. */
interface Source {
  fd: number
  family: number
  flags: number
}

/** One recvmsg(2). What it reports besides data, {@link whatWasSeen} must be asked at once. */
export function receiveMessage(
  { fd, family, flags }: Source,
  into: Uint8Array[],
  control: Uint8Array | null,
): number {
  report.fill(0, 0, FIRST_MESSAGE)
  // Others pass no descriptors, and some refuse the flag.
  const whole = family === AF_UNIX ? flags | MSG_CMSG_CLOEXEC : flags
  return native.recvmsg(fd, into, whole, emptyNameRoom(), control, report)
}

/** Several parts of a stream each tell who sent them; a pidfd must not be forgotten open. */
function forgetSender(control: Control): void {
  control.SCM_PIDFD?.close()
  delete control.SCM_PIDFD
}

/** What there is to see where nothing can come any more. */
const nothingSeen = (): Seen => ({
  address: null,
  flags: 0,
  truncated: false,
  controlTruncated: false,
  control: { raw: [] },
})

/**
 * What the last recvmsg(2) reported besides data. If this goes wrong, no descriptor that came stays
 * open.
 */
export function whatWasSeen(control: Uint8Array | null): Seen {
  const flags = report[RESULT_FLAGS] ?? 0
  const told = control ? readControl(control, report) : { raw: [] }
  try {
    return {
      address: nameInRoom(),
      flags,
      truncated: (flags & MSG_TRUNC) !== 0,
      controlTruncated: (flags & MSG_CTRUNC) !== 0,
      control: told,
    }
  } catch (error) {
    closeDescriptors(told)
    throw error
  }
}

function viewsOf({ size, sizes, into }: MessageOptions): { views: Uint8Array[]; several: boolean } {
  if (into !== undefined) {
    const list: readonly unknown[] = Array.isArray(into) ? (into as unknown[]) : [into]
    return { views: Array.from(list, writable), several: true }
  }
  if (sizes !== undefined) {
    return {
      views: Array.from(sizes, (one) => Buffer.alloc(checkSize(one, 'sizes'))),
      several: true,
    }
  }
  return { views: [Buffer.alloc(checkSize(size ?? DEFAULT_SIZE, 'size'))], several: false }
}

function controlRoom(control: number | boolean | undefined): Uint8Array | null {
  if (control === undefined || control === false) return null
  return new Uint8Array(control === true ? DEFAULT_CONTROL : checkSize(control, 'control'))
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

/** The parts of the views that got the first `length` bytes. */
function filled(views: Uint8Array[], length: number): Uint8Array[] {
  let left = length
  return views.map((view) => {
    const part = view.subarray(0, Math.min(left, view.byteLength))
    left -= part.byteLength
    return part
  })
}
