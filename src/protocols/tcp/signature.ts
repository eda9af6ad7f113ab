import { isUint8Array } from 'node:util/types'
import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import type { AddressLike } from '../address.ts'

/** The secret that signs the segments between here and a peer; RFC 2385. */
export interface TcpMd5Signature {
  /** The peer. Its port is ignored. */
  address: Endpoint
  /** At most 80 bytes; none takes the key of this peer away. */
  key: Uint8Array
  /** Which of the following count: a sum of TCP_MD5SIG_FLAG_*. For TCP_MD5SIG_EXT alone. */
  flags: number
  /** All peers whose addresses begin with so many bits of this one. */
  prefixlen: number
  /** Of the VRF that the key is for. */
  interfaceIndex: number
}

/** {@link TcpMd5Signature} as it is set. */
export interface TcpMd5SignatureToSet {
  /** The peer. Its port is ignored. */
  address: AddressLike
  /** At most 80 bytes; none takes the key of this peer away. */
  key: Uint8Array
  /** Which of the following count: a sum of TCP_MD5SIG_FLAG_*. For TCP_MD5SIG_EXT alone. */
  flags?: number
  /** All peers whose addresses begin with so many bits of this one. */
  prefixlen?: number
  /** Number or name of the VRF that the key is for. */
  interfaceIndex?: number | string
}

/** struct tcp_md5sig. */
export const md5Signature: Codec<TcpMd5Signature, TcpMd5SignatureToSet> = mapped(
  struct(
    'tcp_md5sig',
    {
      addr: 'bytes',
      flags: 'unsigned',
      prefixlen: 'unsigned',
      keylen: 'unsigned',
      ifindex: 'interface',
      key: 'bytes',
    },
    { header: 'linux/tcp.h', prefix: 'tcpm_' },
  ),
  ({ address, key, flags = 0, prefixlen = 0, interfaceIndex = 0 }, platform) => ({
    addr: encodeEndpoint(address, platform),
    ...{ flags, prefixlen, keylen: lengthOf(key), ifindex: interfaceIndex, key },
  }),
  ({ addr, key, keylen, flags, prefixlen, ifindex }, platform) => ({
    address: decodeEndpoint(addr, platform),
    ...{ key: keyOf(key, keylen), flags, prefixlen, interfaceIndex: ifindex },
  }),
  { address: true, key: true, flags: false, prefixlen: false, interfaceIndex: false },
)

/** How long a key is; a TypeError when it is none. */
export function lengthOf(key: unknown): number {
  if (!isUint8Array(key)) throw new TypeError('key must be a Uint8Array')
  return key.length
}

/** The key of this length at the beginning of its room. */
export function keyOf(room: Uint8Array, length: number): Uint8Array {
  if (length > room.length) throw new RangeError(`A key of ${length} bytes in ${room.length}`)
  return room.slice(0, length)
}
