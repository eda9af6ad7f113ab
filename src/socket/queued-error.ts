import { constantOf, platform } from '../binding.ts'
import type { Request } from '../engine/request.ts'
import { errorOf, nameOfErrno, SocketError } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import { everyControl } from '../protocols/index.ts'
import type { ExtendedError } from '../protocols/extended-error.ts'
import { REFUSE_PEEK_AT_ERRORS } from '../protocols/refusals.ts'
import type { PacketTimes } from '../protocols/socket/packet-times.ts'
import { type Control, closeDescriptors } from './control.ts'
import type { Told, WaitOptions } from './call-options.ts'
import { type MessageFacts, receiveMessage, type Seen, whatWasSeen } from './messages.ts'
import { familyNumbers } from './names.ts'
import { checkSize, roomFor, taken } from './slab.ts'

/** What {@link Socket.recvError} may be told. */
export interface QueuedErrorOptions extends WaitOptions {
  /** Most bytes of the packet to give back; 65536 by default. The rest of it is lost. */
  size?: number | undefined
  /** Milliseconds to wait until something is queued, null for ever; by default it does not wait. */
  timeout?: number | null | undefined
}

/** Who queued it: of what C calls `SO_EE_ORIGIN_…`, or the number of one that has no name here. */
export type QueuedErrorOrigin =
  | 'none'
  | 'local'
  | 'icmp'
  | 'icmp6'
  | 'timestamping'
  | 'zerocopy'
  | 'txtime'
  | number

/** Why the kernel took a stamp, or the number of a reason that has no name here. */
export type StampReason =
  | 'SCM_TSTAMP_SND'
  | 'SCM_TSTAMP_SCHED'
  | 'SCM_TSTAMP_ACK'
  | 'SCM_TSTAMP_COMPLETION'
  | number

/** When a packet was sent. */
export interface SendTimes extends PacketTimes {
  /** At which point of its way: to the device (SND), into the scheduler (SCHED), acknowledged (ACK). */
  reason: StampReason
  /**
   * Which send it was, with SOF_TIMESTAMPING_OPT_ID; else 0. Datagrams count from 0 on; TCP tells
   * the last byte of the send, counted from when the option was set.
   */
  id: number
}

/** Sends whose bytes are free again: MSG_ZEROCOPY. Calls count from 0 on for each socket. */
export interface FreedSends {
  /** The first of them. */
  from: number
  /** The last of them. */
  to: number
  /** The kernel has copied the bytes after all, as it always does over loopback. */
  copied: boolean
}

/** What an ICMP message says: the numbers of ICMP, or of ICMPv6. */
export interface IcmpKind {
  /** 3 is "destination unreachable" of ICMP; 1 that of ICMPv6. */
  type: number
  /** Which of that type. */
  code: number
}

/** Something that the kernel put into a socket's error queue. */
export interface QueuedError extends MessageFacts {
  /** The C name of the error: `'ECONNREFUSED'`; null if it is none, but a stamp or a completion. */
  code: string | null
  /** C's number of it, which is positive; 0 if it is none. */
  errno: number
  /** Who queued it. */
  origin: QueuedErrorOrigin
  /** The type and the code of the ICMP message; null if it was none. */
  icmp: IcmpKind | null
  /** The MTU of the next hop, with EMSGSIZE; else whatever `ee_info` is for this origin. */
  info: number
  /** Who sent the ICMP message: a router, or the destination; null if nobody did. */
  offender: Address | null
  /** When a packet was sent; null if this is no stamp. */
  timestamps: SendTimes | null
  /** Which sends are done with their bytes; null if this is not about any. */
  zerocopy: FreedSends | null
  /** The packet, or as much as came back of it; empty where there is none. */
  data: Buffer
  /** Where the packet was going to; null where the kernel does not say so: on a stream. */
  address: Address | null
}

const EAGAIN = constantOf('EAGAIN')
const EINVAL = constantOf('EINVAL')
const EOPNOTSUPP = constantOf('EOPNOTSUPP')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const MSG_ERRQUEUE = platform.constant('MSG_ERRQUEUE')
const DEFAULT_SIZE = 65536
const REFUSE_LOOK = familyNumbers(REFUSE_PEEK_AT_ERRORS)

/** Room for control messages, which are copied out of it. */
const controlRoom = new Uint8Array(4096)

/** One recvmsg(2) from the error queue. */
export function queuedErrorRequest(
  family: number,
  told: Told<QueuedErrorOptions>,
): Request<QueuedError> {
  const size = checkSize(told.size ?? DEFAULT_SIZE, 'size')
  if (MSG_ERRQUEUE === undefined) throw errorOf('recvmsg', -EOPNOTSUPP)
  // A family that has no error queue takes this for a receive, and gives what came. The error queue
  // knows of no looking: so what is in it is taken, and anything else is left where it is.
  const flags = MSG_ERRQUEUE | MSG_PEEK | MSG_DONTWAIT
  let room: Buffer
  let seen: Seen
  return {
    syscall: 'recvmsg',
    call(fd) {
      room = roomFor(size)
      let answer = receiveMessage({ fd, family, flags }, [room], controlRoom)
      if (answer === -EINVAL && REFUSE_LOOK.has(family)) {
        const taking = flags & ~MSG_PEEK
        answer = receiveMessage({ fd, family, flags: taking }, [room], controlRoom)
      }
      if (answer < 0) return answer
      seen = whatWasSeen(controlRoom)
      if ((seen.flags & MSG_ERRQUEUE) !== 0) return answer
      closeDescriptors(seen.control)
      return -EAGAIN
    },
    result: (length) => queuedError(taken(room, length), seen),
  }
}

/** The answer of those who did not, or not for ever, want to wait: nothing was queued. */
export function nothingQueued(error: unknown): null {
  const { code } = error instanceof SocketError ? error : { code: '' }
  if (code === 'EAGAIN' || code === 'ERR_SOCKET_TIMEOUT') return null
  throw error
}

function queuedError(data: Buffer, seen: Seen): QueuedError {
  const { control } = seen
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
    timestamps: origin === 'timestamping' ? sendTimesOf(error, control) : null,
    zerocopy: origin === 'zerocopy' ? freedSendsOf(error) : null,
    data,
    length: data.length,
    ...seen,
  }
}

function originOf(error: ExtendedError | undefined): QueuedErrorOrigin {
  if (!error) return 'none'
  return lookUp().origins.get(error.origin) ?? error.origin
}

function sendTimesOf(error: ExtendedError | undefined, control: Control): SendTimes | null {
  const times = control.SO_TIMESTAMPING ?? control.SO_TIMESTAMPING_NEW
  if (!error || !times) return null // the queue tells of 802.11 under the same origin
  return { reason: lookUp().reasons.get(error.info) ?? error.info, id: error.data, ...times }
}

function freedSendsOf(error: ExtendedError | undefined): FreedSends | null {
  if (!error) return null
  const { info, data, code } = error
  return { from: info, to: data, copied: code === lookUp().copied }
}

/** Each family has a control message of its own for it; see the rows that are `queued`. */
function extendedErrorIn(control: Control): ExtendedError | undefined {
  const values = control as Partial<Record<string, unknown>>
  for (const name of lookUp().queued) {
    const value = values[name]
    if (typeof value === 'object' && value !== null && 'origin' in value)
      return value as ExtendedError
  }
  return undefined
}

interface LookUp {
  origins: ReadonlyMap<number | undefined, QueuedErrorOrigin>
  reasons: ReadonlyMap<number | undefined, StampReason>
  copied: number | undefined
  queued: readonly string[]
}

let tables: LookUp | undefined

function lookUp(): LookUp {
  const number = (name: string) => platform.constant(name)
  return (tables ??= {
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
