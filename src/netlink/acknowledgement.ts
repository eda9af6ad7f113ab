import { platform } from '../binding.ts'
import { tooShort } from '../codec/codec.ts'
import { textUpToNul } from '../codec/field.ts'
import { int, uint } from '../codec/values.ts'
import { errorOf, nameOfErrno, SocketError } from '../errors.ts'
import { nlmsgerr, nlmsghdr } from '../protocols/netlink/headers.ts'
import { type Attribute, attributeList } from './attributes.ts'
import { constant } from './constant.ts'
import { aligned, type Message, objectOf } from './messages.ts'

/** What the kernel says at the end of a request or dump: that it is done, or why not. */
export interface Acknowledgement {
  /** The number, negative as Node has it; 0 for done. */
  errno: number
  /** The C name of the error: `'EPERM'`; undefined for done. */
  code: string | undefined
  /** In the kernel's words, if it has any and NETLINK_EXT_ACK is set. A warning, where done. */
  message?: string
  /** Where in the request the offending attribute begins: bytes from its header on. */
  offset?: number
  /** The type of an attribute that is missing. Linux 6.0. */
  missingType?: number
  /** Where in the request the attribute begins that it is missing in; none for the outermost. */
  missingNest?: number
  /** Bytes with a meaning of the protocol's. */
  cookie?: Uint8Array
}

/** The kernel refused a request: a `SocketError` that may say why in words. */
export class NetlinkError extends SocketError {
  /** Always this. */
  override readonly name = 'NetlinkError'
  /** In the kernel's words: `'Invalid prefix length'`. Only where NETLINK_EXT_ACK is set. */
  declare readonly reason?: string
  /** Where in the request the offending attribute begins: bytes from its header on. */
  declare readonly offset?: number
  /** The type of an attribute that is missing. */
  declare readonly missingType?: number

  /** Made by the library; public so that a fake can make one too. */
  constructor(refusal: Acknowledgement) {
    const { errno, code = `E${-errno}`, message, offset, missingType } = refusal
    const { message: whole } = errorOf('netlink', errno)
    const words = whole.slice(whole.indexOf(': ') + 2)
    super('netlink', errno, code, message === undefined ? words : `${words} (${message})`)
    if (message !== undefined) this.reason = message
    if (offset !== undefined) this.offset = offset
    if (missingType !== undefined) this.missingType = missingType
  }
}

/** What a NLMSG_ERROR or NLMSG_DONE says; a RangeError when it is too short, or is neither. */
export function readAcknowledgement(message: Message): Acknowledgement {
  const { type, flags, payload } = objectOf(message, 'A message') as unknown as Message
  const ends = type === constant('NLMSG_DONE')
  if (!ends && type !== constant('NLMSG_ERROR')) {
    throw new RangeError(`A message of type ${type} acknowledges nothing`)
  }
  if (ends && payload.length === 0) return { errno: 0, code: undefined }
  if (payload.length < 4) throw tooShort('an acknowledgement', payload, 4)
  const errno = int.decode(payload, platform)
  // A dump that succeeds gives the number of its entries in some families.
  if (errno > 0 && !ends) throw new RangeError(`An acknowledgement must not say ${errno}`)
  const facts = {
    errno: Math.min(errno, 0),
    code: errno < 0 ? nameOfErrno(-errno) : undefined,
  }
  if ((flags & constant('NLM_F_ACK_TLVS')) === 0) return facts
  const behind = payload.subarray(ends ? 4 : lengthOfError(flags, payload))
  return { ...facts, ...extended(attributeList.decode(behind, platform)) }
}

/** Bytes before the attributes: the error, the request's header, and its payload unless capped. */
function lengthOfError(flags: number, payload: Uint8Array): number {
  const size = nlmsgerr.room(platform)
  if (payload.length < size) throw tooShort('struct nlmsgerr', payload, size)
  if ((flags & constant('NLM_F_CAPPED')) !== 0) return size
  const { 'msg.nlmsg_len': length } = nlmsgerr.decode(payload, platform)
  const repeated = aligned(Math.max(0, length - nlmsghdr.room(platform)))
  if (size + repeated > payload.length) {
    throw tooShort('what a request had', payload, size + repeated)
  }
  return size + repeated
}

function extended(attributes: readonly Attribute[]): Partial<Acknowledgement> {
  const found: Partial<Acknowledgement> = {}
  for (const { type, data } of attributes) {
    if (type === constant('NLMSGERR_ATTR_MSG')) found.message = textUpToNul(data)
    else if (type === constant('NLMSGERR_ATTR_OFFS')) found.offset = numberIn(data)
    else if (type === constant('NLMSGERR_ATTR_COOKIE')) found.cookie = data
    else if (type === constant('NLMSGERR_ATTR_MISS_TYPE')) found.missingType = numberIn(data)
    else if (type === constant('NLMSGERR_ATTR_MISS_NEST')) found.missingNest = numberIn(data)
  }
  return found
}

function numberIn(data: Uint8Array): number {
  if (data.length !== 4) throw tooShort('an extended acknowledgement', data, 4)
  return uint.decode(data, platform)
}
