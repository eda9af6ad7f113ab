import { constantOf, platform } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import { errorOf, nameOfErrno } from '../../errors.ts'
import type { Address } from '../../protocols/address.ts'
import type { ExtendedError } from '../../protocols/extended-error.ts'
import {
  type AddressByFamily,
  type AnyFamily,
  type ErrorCode,
  everyControl,
} from '../../protocols/index.ts'
import { REFUSE_PEEK_AT_ERRORS } from '../../protocols/refusals.ts'
import type { PacketTimestamps } from '../../protocols/socket/packet-timestamps.ts'
import { checkSize } from '../bytes.ts'
import { callOptions, type Given, type WaitOptions } from '../call-options.ts'
import { type Control, closeDescriptors } from '../control.ts'
import { familyNumbers } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { type MessageInfo, receiveMessage, type Report, takeReport } from './message-report.ts'
import { copyOut, DEFAULT_SIZE, scratchOf } from './scratch-buffer.ts'

/** Options of `Socket.recvError`. */
export interface QueuedErrorOptions extends WaitOptions {
  /** Maximum number of bytes of the packet to return; 65536 by default. The rest of it is lost. */
  size?: number | undefined
  /** Milliseconds to wait for an entry; `null` waits indefinitely. 0, the default, does not wait. */
  timeout?: number | null | undefined
}

/** Where an entry comes from: the rest of C's `SO_EE_ORIGIN_…`, or the number of an origin without a name here. */
export type QueuedErrorOrigin =
  | 'none'
  | 'local'
  | 'icmp'
  | 'icmp6'
  | 'timestamping'
  | 'zerocopy'
  | 'txtime'
  | number

/** Why the kernel took a timestamp, or the number of a reason without a name here. */
export type TimestampReason =
  | 'SCM_TSTAMP_SND'
  | 'SCM_TSTAMP_SCHED'
  | 'SCM_TSTAMP_ACK'
  | 'SCM_TSTAMP_COMPLETION'
  | number

/** When a packet was sent. */
export interface TransmitTimestamps extends PacketTimestamps {
  /**
   * The stage: passed to the device (SND), entered into the packet scheduler (SCHED), acknowledged
   * (ACK).
   */
  reason: TimestampReason
  /**
   * Which send it was, with SOF_TIMESTAMPING_OPT_ID; otherwise 0. Datagrams are counted from 0; for
   * TCP it is the last byte of the send, counted from when the option was set.
   */
  id: number
}

/** Sends with MSG_ZEROCOPY that are complete. The calls of a socket are counted from 0. */
export interface ZeroCopyCompletion {
  /** The first of them. */
  from: number
  /** The last of them. */
  to: number
  /** The kernel copied the bytes after all, as it always does over loopback. */
  copied: boolean
}

/** The type and code of an ICMP or ICMPv6 message. */
export interface IcmpKind {
  /** 3 is "destination unreachable" of ICMP; 1 that of ICMPv6. */
  type: number
  /** The code, whose meaning depends on the type. */
  code: number
}

/** An entry of a socket's error queue. */
export interface QueuedError<Family extends AnyFamily = AnyFamily> extends MessageInfo<Family> {
  /** The C name of the error: `'ECONNREFUSED'`; null for a timestamp or a completion. */
  code: ErrorCode | (string & {}) | null
  /** C's number of the error, which is positive; 0 for a timestamp or a completion. */
  errno: number
  /** Where the entry comes from. */
  origin: QueuedErrorOrigin
  /** The type and code of the ICMP message; null without one. */
  icmp: IcmpKind | null
  /**
   * With EMSGSIZE the MTU of the next hop; otherwise the value of `ee_info`, whose meaning depends
   * on the origin.
   */
  info: number
  /** The sender of the ICMP message, a router or the destination; null without one. */
  offender: Address | null
  /** When a packet was sent; null unless the entry is a timestamp. */
  timestamps: TransmitTimestamps | null
  /** Which sends are complete; null unless the entry is a completion. */
  zerocopy: ZeroCopyCompletion | null
  /** The packet, or as much of it as came back; empty if there is none. */
  data: Buffer
  /** The packet's destination; null if the kernel does not report it, as on a stream. */
  address: AddressByFamily[Family] | null
}

const EAGAIN = constantOf('EAGAIN')
const EINVAL = constantOf('EINVAL')
const EOPNOTSUPP = constantOf('EOPNOTSUPP')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const MSG_ERRQUEUE = platform.constant('MSG_ERRQUEUE')
const REFUSE_PEEK = familyNumbers(REFUSE_PEEK_AT_ERRORS)

export const RECEIVE_ERROR = callOptions(['size'], { limits: { timeout: 0 } })

/** Where the kernel writes control messages, which are copied out of it. */
const controlBuffer = new Uint8Array(4096)

/** One recvmsg(2) from the error queue; null if nothing is queued. */
export function recvErrorRequest<Family extends AnyFamily>(
  { family }: OpenDescriptor<Family>,
  given: Given<QueuedErrorOptions>,
): Request<QueuedError<Family> | null> {
  const size = checkSize(given.size ?? DEFAULT_SIZE, 'size')
  if (MSG_ERRQUEUE === undefined) throw errorOf('recvmsg', -EOPNOTSUPP)
  // A family without an error queue takes this for a receive of data. The error queue ignores
  // MSG_PEEK: so an entry is taken, and data is left where it is.
  const flags = MSG_ERRQUEUE | MSG_PEEK | MSG_DONTWAIT
  let buffer: Buffer
  let report: Report
  return {
    syscall: 'recvmsg',
    waitsFor: 'errors',
    otherwise: null,
    call(fd) {
      buffer = scratchOf(size, false)
      let answer = receiveMessage({ fd, family, flags }, [buffer], controlBuffer)
      if (answer === -EINVAL && REFUSE_PEEK.has(family)) {
        const taking = flags & ~MSG_PEEK
        answer = receiveMessage({ fd, family, flags: taking }, [buffer], controlBuffer)
      }
      if (answer < 0) return answer
      report = takeReport(controlBuffer)
      if ((report.flags & MSG_ERRQUEUE) !== 0) return answer
      closeDescriptors(report.control)
      return -EAGAIN
    },
    result: (length) => queuedError(copyOut(buffer, length), report as Report<Family>),
  }
}

function queuedError<Family extends AnyFamily>(
  data: Buffer,
  report: Report<Family>,
): QueuedError<Family> {
  const { control } = report
  const error = extendedErrorIn(control)
  const { type = 0, code = 0, info = 0, offender = null } = error ?? {}
  const origin = originOf(error)
  const errno = origin === 'timestamping' ? 0 : (error?.errno ?? 0) // ENOMSG, which is no error
  return {
    code: errno === 0 ? null : nameOfErrno(errno),
    errno,
    origin,
    icmp: origin === 'icmp' || origin === 'icmp6' ? { type, code } : null,
    info,
    offender,
    timestamps: origin === 'timestamping' ? transmitTimestampsOf(error, control) : null,
    zerocopy: origin === 'zerocopy' ? zeroCopyCompletionOf(error) : null,
    data,
    length: data.length,
    ...report,
  }
}

function originOf(error: ExtendedError | undefined): QueuedErrorOrigin {
  if (!error) return 'none'
  return names().origins.get(error.origin) ?? error.origin
}

function transmitTimestampsOf(
  error: ExtendedError | undefined,
  control: Control,
): TransmitTimestamps | null {
  const times = control.SO_TIMESTAMPING ?? control.SO_TIMESTAMPING_NEW
  if (!error || !times) return null // 802.11 reports under the same origin
  return { reason: names().reasons.get(error.info) ?? error.info, id: error.data, ...times }
}

function zeroCopyCompletionOf(error: ExtendedError | undefined): ZeroCopyCompletion | null {
  if (!error) return null
  const { info, data, code } = error
  return { from: info, to: data, copied: code === names().copied }
}

/** Each family has its own control message for it: the rows that are `queued`. */
function extendedErrorIn(control: Control): ExtendedError | undefined {
  const values = control as Partial<Record<string, unknown>>
  for (const name of names().queued) {
    const value = values[name]
    if (typeof value === 'object' && value !== null && 'origin' in value)
      return value as ExtendedError
  }
  return undefined
}

/** The names of numbers, and of the control messages that hold an extended error. */
interface Names {
  origins: ReadonlyMap<number | undefined, QueuedErrorOrigin>
  reasons: ReadonlyMap<number | undefined, TimestampReason>
  copied: number | undefined
  queued: readonly string[]
}

let cached: Names | undefined

function names(): Names {
  const number = (name: string) => platform.constant(name)
  return (cached ??= {
    origins: new Map([
      [number('SO_EE_ORIGIN_NONE'), 'none'],
      [number('SO_EE_ORIGIN_LOCAL'), 'local'],
      [number('SO_EE_ORIGIN_ICMP'), 'icmp'],
      [number('SO_EE_ORIGIN_ICMP6'), 'icmp6'],
      [number('SO_EE_ORIGIN_TIMESTAMPING'), 'timestamping'],
      [number('SO_EE_ORIGIN_ZEROCOPY'), 'zerocopy'],
      [number('SO_EE_ORIGIN_TXTIME'), 'txtime'],
    ]),
    reasons: new Map(
      (
        ['SCM_TSTAMP_SND', 'SCM_TSTAMP_SCHED', 'SCM_TSTAMP_ACK', 'SCM_TSTAMP_COMPLETION'] as const
      ).map((name) => [number(name), name]),
    ),
    copied: number('SO_EE_CODE_ZEROCOPY_COPIED'),
    queued: everyControl()
      .filter(({ details }) => details.queued)
      .map(({ name }) => name),
  })
}
