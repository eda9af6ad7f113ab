import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import { HEADER, OF_KEY, type TcpAoKeyFlag, type TcpAoPeer } from './authentication.ts'
import { keyOf, lengthOf } from './signature.ts'

/** The value of TCP_AO_INFO, for the whole connection. */
export interface TcpAoInfo {
  /** The number of the key that signs sent segments; set with `set_current`. */
  current_key: number
  /** The number of the key that the peer is requested to sign with; set with `set_rnext`. */
  rnext: number
  /** Whether there is a current key, or one is to be set. */
  set_current: boolean
  /** Whether there is a requested key, or one is to be set. */
  set_rnext: boolean
  /** Whether peers without a key are refused. */
  ao_required: boolean
  /** Whether to set the counters below; never read. */
  set_counters: boolean
  /** Whether ICMP errors are accepted, although they are not signed. */
  accept_icmps: boolean
  /** Segments with a valid signature. */
  pkt_good: bigint
  /** Segments with an invalid signature. */
  pkt_bad: bigint
  /** Segments signed with an unknown key. */
  pkt_key_not_found: bigint
  /** Segments without a required signature. */
  pkt_ao_required: bigint
  /** ICMP errors that were ignored. */
  pkt_dropped_icmp: bigint
}

/** struct tcp_ao_info_opt. */
export const aoInfo: Codec<TcpAoInfo, Partial<TcpAoInfo>> = struct(
  'kernel_tcp_ao_info_opt',
  {
    current_key: 'unsigned',
    rnext: 'unsigned',
    pkt_good: 'bigint',
    pkt_bad: 'bigint',
    pkt_key_not_found: 'bigint',
    pkt_ao_required: 'bigint',
    pkt_dropped_icmp: 'bigint',
  },
  {
    ...HEADER,
    bits: {
      bits: { set_current: 1, set_rnext: 1, ao_required: 1, set_counters: 1, accept_icmps: 1 },
    },
    defaults: {
      ...{ current_key: 0, rnext: 0, set_current: false, set_rnext: false, ao_required: false },
      ...{ set_counters: false, accept_icmps: false, pkt_good: 0n, pkt_bad: 0n },
      ...{ pkt_key_not_found: 0n, pkt_ao_required: 0n, pkt_dropped_icmp: 0n },
    },
  },
)

/** A key as TCP_AO_GET_KEYS returns it. */
export interface TcpAoKnownKey extends TcpAoPeer<Endpoint, number> {
  /** The number of keys that matched, of which this is the first. */
  nkeys: number
  /** The algorithm by its name in the kernel. */
  alg_name: string
  /** The secret. */
  key: Uint8Array
  /** Bytes of each signature. */
  maclen: number
  /** Whether it signs sent segments. */
  is_current: boolean
  /** Whether the peer is requested to sign with it. */
  is_rnext: boolean
  /** Segments with a valid signature. */
  pkt_good: bigint
  /** Segments with an invalid signature. */
  pkt_bad: bigint
}

/** The key that TCP_AO_GET_KEYS is to return; any if no field is given. */
export interface TcpAoKeyQuery {
  /** The peer of the key; together with the numbers below. */
  address?: AddressLike
  /** With `address`: the length of the prefix. */
  prefix?: number
  /** With `address`: the number of the key in sent segments. */
  sndid?: number
  /** With `address`: the number of the key in received segments. */
  rcvid?: number
  /** `'TCP_AO_KEYF_IFINDEX'`, or 0. */
  keyflags?: Flags<TcpAoKeyFlag>
  /** Number or name of the VRF of the key, with TCP_AO_KEYF_IFINDEX. */
  interfaceIndex?: number | string
  /** Selects the key that signs sent segments. */
  is_current?: boolean
  /** Selects the key that the peer is requested to sign with. */
  is_rnext?: boolean
}

const NAME = 'kernel_tcp_ao_getsockopt'

const keyFields = {
  address: 'bytes',
  alg_name: 'text',
  key: 'bytes',
  nkeys: 'unsigned',
  sndid: 'unsigned',
  rcvid: 'unsigned',
  prefix: 'unsigned',
  maclen: 'unsigned',
  keyflags: 'unsigned',
  keylen: 'unsigned',
  interfaceIndex: 'interface',
  pkt_good: 'bigint',
  pkt_bad: 'bigint',
} as const

/** struct tcp_ao_getsockopt, as the kernel returns it. */
export const aoKnownKey: Codec<TcpAoKnownKey> = mapped(
  struct(NAME, keyFields, {
    ...OF_KEY,
    bits: { bits: { is_current: 1, is_rnext: 1 } },
  }),
  ({ address, key, interfaceIndex, ...rest }: TcpAoKnownKey, platform) => ({
    ...{ ...rest, address: encodeEndpoint(address, platform), interfaceIndex },
    ...{ key, keylen: lengthOf(key) },
  }),
  ({ address, key, keylen, ...rest }, platform) => ({
    address: decodeEndpoint(address, platform),
    ...{ ...rest, key: keyOf(key, keylen) },
  }),
  {
    ...{ address: true, prefix: true, sndid: true, rcvid: true, keyflags: true },
    ...{ interfaceIndex: true, nkeys: true, alg_name: true, key: true, maclen: true },
    ...{ is_current: true, is_rnext: true, pkt_good: true, pkt_bad: true },
  },
)

const readQuery = objectReader<TcpAoKeyQuery>('struct tcp_ao_getsockopt', {
  ...{ address: false, prefix: false, sndid: false, rcvid: false, keyflags: false },
  ...{ interfaceIndex: false, is_current: false, is_rnext: false },
})

/**
 * struct tcp_ao_getsockopt, as a query. Always for a single key: the kernel writes as many keys as
 * `nkeys` says, one after the other, even beyond the length that getsockopt(2) was given.
 */
export const aoKeyQuery: Encoder<TcpAoKeyQuery | undefined> = oneWay(
  struct(NAME, keyFields, {
    ...OF_KEY,
    bits: { bits: { is_current: 1, is_rnext: 1, get_all: 1 } },
  }),
  (given: TcpAoKeyQuery | undefined, platform) => {
    const query = readQuery(given ?? {})
    const { address, prefix = 0, sndid = 0, rcvid = 0, keyflags = 0 } = query
    const { interfaceIndex = 0, is_current = false, is_rnext = false } = query
    const peer = address === undefined ? new Uint8Array() : encodeEndpoint(address, platform)
    return {
      ...{ address: peer, prefix, sndid, rcvid, keyflags, interfaceIndex, nkeys: 1 },
      ...{ is_current, is_rnext, get_all: address === undefined && !is_current && !is_rnext },
      ...{ alg_name: '', key: new Uint8Array(), keylen: 0, maclen: 0 },
      ...{ pkt_good: 0n, pkt_bad: 0n },
    }
  },
)

/** Initial sequence numbers of a connection that is saved or restored; RFC 5925, 6.2. */
export interface TcpAoRepair {
  /** Our initial sequence number. */
  snt_isn: number
  /** The peer's initial sequence number. */
  rcv_isn: number
  /** How often our sequence numbers have wrapped. */
  snd_sne: number
  /** How often the peer's sequence numbers have wrapped. */
  rcv_sne: number
}

/** struct tcp_ao_repair. */
export const aoRepair: Codec<TcpAoRepair> = struct(
  'kernel_tcp_ao_repair',
  { snt_isn: 'network', rcv_isn: 'network', snd_sne: 'unsigned', rcv_sne: 'unsigned' },
  HEADER,
)
