import { constantOf, constantOr, native } from '../../binding.ts'
import type { AddressByFamily, AnyFamily } from '../../protocols/index.ts'
import { FIRST_MESSAGE, NUMBERS_PER_MESSAGE, RESULT_FLAGS } from '../../shared-layouts.ts'
import { emptyNameBuffer, lastName } from '../addresses.ts'
import { type Control, closeDescriptors, readControl } from '../control.ts'

const MAX_MESSAGES = 256
const AF_UNIX = constantOf('AF_UNIX')
const MSG_CMSG_CLOEXEC = constantOr('MSG_CMSG_CLOEXEC', 0)
const MSG_TRUNC = constantOf('MSG_TRUNC')
const MSG_CTRUNC = constantOf('MSG_CTRUNC')

/** What the kernel reports about a received message. */
export interface MessageInfo<Family extends AnyFamily = AnyFamily> {
  /** Bytes received; with MSG_TRUNC the true length of a truncated datagram. */
  length: number
  /** The sender; null on a stream, which has only one, and for a Unix socket without a name. */
  address: AddressByFamily[Family] | null
  /** `MSG_*` bits as the kernel set them. */
  flags: number
  /** The datagram was longer than the buffer; the rest of it is lost. */
  truncated: boolean
  /** Control messages were lost for lack of space. */
  controlTruncated: boolean
  /** The control messages, if the call requested them. */
  control: Control
}

/** What a recvmsg(2) reports besides data. */
export type Report<Family extends AnyFamily = AnyFamily> = Omit<MessageInfo<Family>, 'length'>

/** msg_flags, the number of control messages, then level, type, offset and length of each. */
const header = new Int32Array(FIRST_MESSAGE + NUMBERS_PER_MESSAGE * MAX_MESSAGES)

/** The family of the socket that the last message came from. */
let lastFamily = 0

/** From where recvmsg(2) receives, and how. */
interface Source {
  fd: number
  family: number
  flags: number
}

/**
 * One recvmsg(2). {@link takeReport} must be called immediately: the next call overwrites its
 * report.
 */
export function receiveMessage(
  { fd, family, flags }: Source,
  into: Uint8Array[],
  control: Uint8Array | null,
): number {
  header.fill(0, 0, FIRST_MESSAGE)
  lastFamily = family
  // Other families pass no descriptors, and some refuse the flag.
  const allFlags = family === AF_UNIX ? flags | MSG_CMSG_CLOEXEC : flags
  return native.recvmsg(fd, into, allFlags, emptyNameBuffer(), control, header)
}

/** Whether the last recvmsg(2) truncated the datagram. */
export function wasTruncated(): boolean {
  return ((header[RESULT_FLAGS] ?? 0) & MSG_TRUNC) !== 0
}

/**
 * What the last recvmsg(2) reported besides data. If this fails, every descriptor that came with the
 * message is closed.
 */
export function takeReport(control: Uint8Array | null): Report {
  const flags = header[RESULT_FLAGS] ?? 0
  const messages = control ? readControl(control, header, lastFamily) : { raw: [] }
  try {
    return {
      address: lastName(),
      flags,
      truncated: wasTruncated(),
      controlTruncated: (flags & MSG_CTRUNC) !== 0,
      control: messages,
    }
  } catch (error) {
    closeDescriptors(messages)
    throw error
  }
}

/** The report of a receive after a hang-up. */
export function nothingReported(): Report {
  return {
    address: null,
    flags: 0,
    truncated: false,
    controlTruncated: false,
    control: { raw: [] },
  }
}

/** Each part of a receive may bring a pidfd; only the last is returned, so the earlier one is closed. */
export function dropSender(control: Control): void {
  control.SCM_PIDFD?.close()
  delete control.SCM_PIDFD
}
