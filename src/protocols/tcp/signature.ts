import { type Codec, mapped } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { bytesFrom } from '../../codec/type-check.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import type { AddressLike } from '../address.ts'
import { TCP_MD5_FLAGS } from './values.ts'

/** The key that signs segments to and from a peer; RFC 2385. */
export interface TcpMd5Signature {
  /** The peer. Its port is ignored. */
  address: Endpoint
  /** At most 80 bytes; no bytes remove the key of this peer. */
  key: Uint8Array
  /** Which of the following apply: a sum of TCP_MD5SIG_FLAG_*. For TCP_MD5SIG_EXT only. */
  flags: number
  /** Length of the prefix of the peers' addresses. */
  prefixlen: number
  /** The interface of the VRF of the key. */
  interfaceIndex: number
}

/** The C name of a flag of TCP_MD5SIG_EXT. */
export type TcpMd5Flag = keyof typeof TCP_MD5_FLAGS

/** {@link TcpMd5Signature} as input. */
export interface TcpMd5SignatureToSet {
  /** The peer. Its port is ignored. */
  address: AddressLike
  /** At most 80 bytes; no bytes remove the key of this peer. */
  key: Uint8Array
  /** Which of the following apply: `'TCP_MD5SIG_FLAG_PREFIX'`. For TCP_MD5SIG_EXT only. */
  flags?: Flags<TcpMd5Flag>
  /** Length of the prefix of the peers' addresses. */
  prefixlen?: number
  /** Number or name of the VRF of the key. */
  interfaceIndex?: number | string
}

/** struct tcp_md5sig. */
export const md5Signature: Codec<TcpMd5Signature, TcpMd5SignatureToSet> = mapped(
  struct(
    'kernel_tcp_md5sig',
    {
      address: 'bytes',
      flags: 'unsigned',
      prefixlen: 'unsigned',
      keylen: 'unsigned',
      interfaceIndex: 'interface',
      key: 'bytes',
    },
    {
      prefix: 'tcpm_',
      names: { address: 'tcpm_addr', interfaceIndex: 'tcpm_ifindex' },
      flags: { flags: TCP_MD5_FLAGS },
    },
  ),
  ({ address, key, flags = 0, prefixlen = 0, interfaceIndex = 0 }, platform) => ({
    address: encodeEndpoint(address, platform),
    ...{ flags, prefixlen, keylen: lengthOf(key), interfaceIndex, key },
  }),
  ({ address, key, keylen, flags, prefixlen, interfaceIndex }, platform) => ({
    address: decodeEndpoint(address, platform),
    ...{ key: keyOf(key, keylen), flags, prefixlen, interfaceIndex },
  }),
  { address: true, key: true, flags: false, prefixlen: false, interfaceIndex: false },
)

/** The length of a key; a TypeError if it is not one. */
export function lengthOf(key: unknown): number {
  return bytesFrom(key, 'key').length
}

/** The key of this length at the beginning of its field. */
export function keyOf(field: Uint8Array, length: number): Uint8Array {
  if (length > field.length)
    throw new RangeError(`Cannot read a key of ${length} bytes, has room for ${field.length}`)
  return field.slice(0, length)
}
