import { constantOr, platform } from '../binding.ts'
import { tooShort } from '../codec/codec.ts'
import { textUpToNul } from '../codec/field.ts'
import { objectFrom } from '../codec/type-check.ts'
import { int, uint } from '../codec/values.ts'
import { errorOf, nameOfErrno, SocketError } from '../errors.ts'
import { nlmsgerr, nlmsghdr } from '../protocols/netlink/headers.ts'
import { type Attribute, attributeList } from './attributes.ts'
import { aligned, type Message } from './messages.ts'

/** The end of a request or dump: success, or the reason of the failure. */
export interface Acknowledgement {
  /** The error number, negative as in Node; 0 for success. */
  errno: number
  /** The C name of the error: `'EPERM'`; undefined for success. */
  code: string | undefined
  /** The kernel's message, if it has one and NETLINK_EXT_ACK is set. On success, a warning. */
  message?: string
  /** The offset of the offending attribute in the request, header included. */
  offset?: number
  /** The type of an attribute that is missing. Linux 6.0. */
  missingType?: number
  /** The offset of the attribute that lacks it; undefined if it is missing at the top level. */
  missingNest?: number
  /** Data whose meaning depends on the protocol. */
  cookie?: Uint8Array
}

/** The kernel refused a request. May have the kernel's message besides the code. */
export class NetlinkError extends SocketError {
  /** The name of the class. */
  override readonly name = 'NetlinkError'
  /** The kernel's message: `'Invalid prefix length'`. Only if NETLINK_EXT_ACK is set. */
  declare readonly reason?: string
  /** The offset of the offending attribute in the request, header included. */
  declare readonly offset?: number
  /** The type of an attribute that is missing. */
  declare readonly missingType?: number

  /**
   * For the library, and for tests that fake one.
   *
   * @param request Names the type of the request in the message.
   * @param cause The likely cause, in case the kernel says nothing.
   */
  constructor(refusal: Acknowledgement, request?: string, cause?: string) {
    const { errno, code = `E${-errno}`, message, offset, missingType } = refusal
    const { message: whole } = errorOf('netlink', errno)
    const words = whole.slice(whole.indexOf(': ') + 2)
    const why = message ?? cause
    super('netlink', errno, code, why === undefined ? words : `${words} (${why})`, {
      call: request === undefined ? 'netlink' : `netlink ${request}`,
    })
    if (message !== undefined) this.reason = message
    if (offset !== undefined) this.offset = offset
    if (missingType !== undefined) this.missingType = missingType
  }
}

/** Reads an NLMSG_ERROR or NLMSG_DONE; a RangeError if it is neither, or too short. */
export function readAcknowledgement(message: Message): Acknowledgement {
  const { type, flags, payload } = objectFrom(message, 'A message') as unknown as Message
  const ends = type === constantOr('NLMSG_DONE', -1)
  if (!ends && type !== constantOr('NLMSG_ERROR', -1)) {
    throw new RangeError(`A message of type ${type} is not an acknowledgement`)
  }
  if (ends && payload.length === 0) return { errno: 0, code: undefined }
  if (payload.length < 4) throw tooShort('an acknowledgement', payload, 4)
  const errno = int.decode(payload, platform)
  // In some families, the end of a successful dump has the number of entries here.
  if (errno > 0 && !ends)
    throw new RangeError(`The error of an acknowledgement must not be positive: ${errno}`)
  const facts = {
    errno: Math.min(errno, 0),
    code: errno < 0 ? nameOfErrno(-errno) : undefined,
  }
  if ((flags & constantOr('NLM_F_ACK_TLVS', -1)) === 0) return facts
  const rest = payload.subarray(ends ? 4 : lengthOfError(flags, payload))
  return { ...facts, ...extended(attributeList.decode(rest, platform)) }
}

/**
 * The bytes before the attributes: the error, the request's header, and, unless capped, payload.
 */
function lengthOfError(flags: number, payload: Uint8Array): number {
  const size = nlmsgerr.maxSize(platform)
  if (payload.length < size) throw tooShort('struct nlmsgerr', payload, size)
  if ((flags & constantOr('NLM_F_CAPPED', -1)) !== 0) return size
  const { 'msg.nlmsg_len': length } = nlmsgerr.decode(payload, platform)
  const repeated = aligned(Math.max(0, length - nlmsghdr.maxSize(platform)))
  if (size + repeated > payload.length) {
    throw tooShort('the request in an acknowledgement', payload, size + repeated)
  }
  return size + repeated
}

function extended(attributes: readonly Attribute[]): Partial<Acknowledgement> {
  const found: Partial<Acknowledgement> = {}
  for (const { type, data } of attributes) {
    if (type === constantOr('NLMSGERR_ATTR_MSG', -1)) found.message = textUpToNul(data)
    else if (type === constantOr('NLMSGERR_ATTR_OFFS', -1)) found.offset = numberIn(data)
    else if (type === constantOr('NLMSGERR_ATTR_COOKIE', -1)) found.cookie = data
    else if (type === constantOr('NLMSGERR_ATTR_MISS_TYPE', -1)) found.missingType = numberIn(data)
    else if (type === constantOr('NLMSGERR_ATTR_MISS_NEST', -1)) found.missingNest = numberIn(data)
  }
  return found
}

function numberIn(data: Uint8Array): number {
  if (data.length !== 4) throw tooShort('an extended acknowledgement', data, 4)
  return uint.decode(data, platform)
}
