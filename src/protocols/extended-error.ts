import { type Codec, tooShort } from '../codec/codec.ts'
import { perPlatform } from '../codec/platform.ts'
import { objectReader } from '../codec/object-reader.ts'
import { struct } from '../codec/struct.ts'
import { type Address, decodeAddress, encodeAddress } from './address.ts'

/** An entry of the error queue: struct sock_extended_err, and the address of its cause. */
export interface ExtendedError {
  /** The error as in C: 111 is ECONNREFUSED. A timestamp has 42 (ENOMSG), a completion 0. */
  errno: number
  /** The origin of the entry: SO_EE_ORIGIN_*. */
  origin: number
  /** The type of the ICMP message. */
  type: number
  /** The code of the ICMP message; of MSG_ZEROCOPY and SO_TXTIME, SO_EE_CODE_*. */
  code: number
  /**
   * Further information: the MTU of the next hop with EMSGSIZE, the reason of a timestamp
   * (SCM_TSTAMP_*), or the first send that MSG_ZEROCOPY has completed.
   */
  info: number
  /** Further data: the send of a timestamp, or the last one that MSG_ZEROCOPY has completed. */
  data: number
  /** The sender of the ICMP message; null if there is none. */
  offender: Address | null
}

const AF_UNSPEC = 0

const fixed = struct(
  'sock_extended_err',
  {
    errno: 'unsigned',
    origin: 'unsigned',
    type: 'unsigned',
    code: 'unsigned',
    info: 'unsigned',
    data: 'unsigned',
  },
  { header: 'linux/errqueue.h', prefix: 'ee_' },
)

const read = objectReader<ExtendedError>('struct sock_extended_err', {
  ...{ errno: true, origin: true, type: true, code: true, info: true, data: true },
  offender: true,
})

const fixedSize = perPlatform((platform) => fixed.maxSize(platform))

/**
 * struct sock_extended_err and the sockaddr after it, as IP_RECVERR and related messages have it.
 */
export const extendedError: Codec<ExtendedError> = {
  probes: fixed.probes,
  maxSize: (platform) => fixedSize(platform) + 28, // the longest sockaddr here: sockaddr_in6
  encode(value, platform) {
    const { offender, ...error } = read(value)
    const start = fixed.encode(error, platform)
    const end = offender === null ? new Uint8Array(0) : encodeAddress(offender, platform)
    const bytes = new Uint8Array(start.length + end.length)
    bytes.set(start)
    bytes.set(end, start.length)
    return bytes
  },
  decode(bytes, platform) {
    const size = fixedSize(platform)
    if (bytes.length < size) throw tooShort('struct sock_extended_err', bytes, size)
    const offender = decodeAddress(bytes.subarray(size), platform)
    return {
      ...fixed.decode(bytes, platform),
      offender: offender?.family === AF_UNSPEC ? null : offender,
    }
  },
}
