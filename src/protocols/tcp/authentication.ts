import { type Codec, mapped } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import { keyOf, lengthOf } from './signature.ts'
import { TCP_AO_KEY_FLAGS } from './values.ts'

// TCP-AO, the authentication option of RFC 5925.

/** The identity of a key: its peers and its numbers. */
export interface TcpAoPeer<At, Interface> {
  /** The peer, or one of several; port 0. */
  address: At
  /** Length of the prefix of the peers' addresses; 32 or 128 for a single peer. */
  prefix: number
  /** The number of the key in sent segments. */
  sndid: number
  /** The number of the key in received segments. */
  rcvid: number
  /** A sum of TCP_AO_KEYF_*. */
  keyflags: number
  /** The interface of the VRF of the key, with TCP_AO_KEYF_IFINDEX. */
  interfaceIndex: Interface
}

/** The C name of a flag of a key of TCP-AO. */
export type TcpAoKeyFlag = keyof typeof TCP_AO_KEY_FLAGS

/** {@link TcpAoPeer} as input. */
interface PeerToSet extends Omit<TcpAoPeer<AddressLike, number>, 'keyflags' | 'interfaceIndex'> {
  /** `'TCP_AO_KEYF_IFINDEX'`, several names, or the sum of the constants; none by default. */
  keyflags?: Flags<TcpAoKeyFlag>
  /** Number or name of the VRF of the key, with TCP_AO_KEYF_IFINDEX. */
  interfaceIndex?: number | string
}

const PEER = {
  address: true,
  prefix: true,
  sndid: true,
  rcvid: true,
  keyflags: false,
  interfaceIndex: false,
} as const

/** A key of TCP_AO_ADD_KEY. */
export interface TcpAoKey extends TcpAoPeer<Endpoint, number> {
  /** The algorithm by its name in the kernel: `'hmac(sha1)'`, `'cmac(aes128)'`. */
  alg_name: string
  /** At most 80 bytes. */
  key: Uint8Array
  /** Bytes of each signature; 0 for 12. */
  maclen: number
  /** Whether to sign with it from now on. */
  set_current: boolean
  /** Whether to request that the peer sign with it from now on. */
  set_rnext: boolean
}

/** {@link TcpAoKey} as input. */
export type TcpAoKeyToSet = PeerToSet &
  Pick<TcpAoKey, 'alg_name' | 'key'> &
  Partial<Pick<TcpAoKey, 'maclen' | 'set_current' | 'set_rnext'>>

/** Restricts the structs to Linux. */
export const HEADER = { header: 'linux/tcp.h' } as const

/** What the structs of a key have in common. */
export const OF_KEY = {
  ...HEADER,
  names: { address: 'addr', interfaceIndex: 'ifindex' },
  flags: { keyflags: TCP_AO_KEY_FLAGS },
} as const

/** struct tcp_ao_add. */
export const aoKey: Codec<TcpAoKey, TcpAoKeyToSet> = mapped(
  struct(
    'kernel_tcp_ao_add',
    {
      address: 'bytes',
      alg_name: 'text',
      interfaceIndex: 'interface',
      prefix: 'unsigned',
      sndid: 'unsigned',
      rcvid: 'unsigned',
      maclen: 'unsigned',
      keyflags: 'unsigned',
      keylen: 'unsigned',
      key: 'bytes',
    },
    { ...OF_KEY, bits: { bits: { set_current: 1, set_rnext: 1 } } },
  ),
  (value: TcpAoKeyToSet, platform) => {
    const { alg_name, key, prefix, sndid, rcvid, keyflags = 0, interfaceIndex = 0 } = value
    const { maclen = 0, set_current = false, set_rnext = false } = value
    return {
      address: encodeEndpoint(value.address, platform),
      ...{ alg_name, prefix, sndid, rcvid, keyflags, interfaceIndex },
      ...{ maclen, keylen: lengthOf(key), key, set_current, set_rnext },
    }
  },
  ({ address, key, keylen, ...rest }, platform) => ({
    address: decodeEndpoint(address, platform),
    ...{ ...rest, key: keyOf(key, keylen) },
  }),
  {
    ...PEER,
    ...{ alg_name: true, key: true, maclen: false, set_current: false, set_rnext: false },
  },
)

/** The key that TCP_AO_DEL_KEY removes, and the keys to use then. */
export interface TcpAoKeyToDelete extends TcpAoPeer<Endpoint, number> {
  /** The sndid to sign with from now on, with `set_current`. */
  current_key: number
  /** The rcvid to request from now on, with `set_rnext`. */
  rnext: number
  /** Whether to set `current_key`. */
  set_current: boolean
  /** Whether to set `rnext`. */
  set_rnext: boolean
  /** Listening: do not wait until the key is unused. */
  del_async: boolean
}

/** {@link TcpAoKeyToDelete} as input. */
export type TcpAoDeletion = PeerToSet &
  Partial<Omit<TcpAoKeyToDelete, keyof TcpAoPeer<Endpoint, number>>>

/** struct tcp_ao_del. */
export const aoDeletion: Codec<TcpAoKeyToDelete, TcpAoDeletion> = mapped(
  struct(
    'kernel_tcp_ao_del',
    {
      address: 'bytes',
      interfaceIndex: 'interface',
      prefix: 'unsigned',
      sndid: 'unsigned',
      rcvid: 'unsigned',
      current_key: 'unsigned',
      rnext: 'unsigned',
      keyflags: 'unsigned',
    },
    { ...OF_KEY, bits: { bits: { set_current: 1, set_rnext: 1, del_async: 1 } } },
  ),
  (value: TcpAoDeletion, platform) => {
    const { prefix, sndid, rcvid, keyflags = 0, interfaceIndex = 0 } = value
    const { current_key = 0, rnext = 0 } = value
    const { set_current = false, set_rnext = false, del_async = false } = value
    return {
      address: encodeEndpoint(value.address, platform),
      ...{ prefix, sndid, rcvid, keyflags, interfaceIndex },
      ...{ current_key, rnext, set_current, set_rnext, del_async },
    }
  },
  ({ address, ...rest }, platform) => ({
    ...rest,
    address: decodeEndpoint(address, platform),
  }),
  {
    ...PEER,
    ...{ current_key: false, rnext: false, set_current: false, set_rnext: false },
    del_async: false,
  },
)
