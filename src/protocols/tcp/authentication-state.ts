import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import { HEADER, type TcpAoPeer } from './authentication.ts'
import { keyOf, lengthOf } from './signature.ts'

/** What TCP_AO_INFO tells and takes, for the whole connection. */
export interface TcpAoInfo {
  /** Number of the key that signs what is sent; to set it, with `set_current`. */
  current_key: number
  /** Number of the key that the peer is asked to sign with; to set it, with `set_rnext`. */
  rnext: number
  /** There is a current key, or one is to be set. */
  set_current: boolean
  /** There is a key to ask for, or one is to be set. */
  set_rnext: boolean
  /** Peers without a key are not accepted. */
  ao_required: boolean
  /** The counters below are to be set; never read. */
  set_counters: boolean
  /** ICMP errors count, though nothing signs them. */
  accept_icmps: boolean
  /** Segments whose signature was right. */
  pkt_good: bigint
  /** Segments whose signature was wrong. */
  pkt_bad: bigint
  /** Segments signed with an unknown key. */
  pkt_key_not_found: bigint
  /** Segments without a signature that should have had one. */
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

/** A key as TCP_AO_GET_KEYS tells it. */
export interface TcpAoKnownKey extends TcpAoPeer<Endpoint, number> {
  /** How many keys matched. This is the first of them. */
  nkeys: number
  /** The algorithm by its name in the kernel. */
  alg_name: string
  /** The secret. */
  key: Uint8Array
  /** Bytes of each signature. */
  maclen: number
  /** It signs what is sent. */
  is_current: boolean
  /** The peer is asked to sign with it. */
  is_rnext: boolean
  /** Segments whose signature was right. */
  pkt_good: bigint
  /** Segments whose signature was wrong. */
  pkt_bad: bigint
}

/** Which key TCP_AO_GET_KEYS is to tell; any when nothing is said. */
export interface TcpAoKeyQuery {
  /** The peer that it is for; with the numbers below. */
  address?: AddressLike
  /** With `address`: how many bits of it the key is for. */
  prefix?: number
  /** With `address`: the number of the key in segments that are sent. */
  sndid?: number
  /** With `address`: the number of the key in segments that are received. */
  rcvid?: number
  /** TCP_AO_KEYF_IFINDEX, or 0. */
  keyflags?: number
  /** Number or name of the VRF that the key is for, with TCP_AO_KEYF_IFINDEX. */
  interfaceIndex?: number | string
  /** The one that signs what is sent. */
  is_current?: boolean
  /** The one that the peer is asked to sign with. */
  is_rnext?: boolean
}

const NAME = 'kernel_tcp_ao_getsockopt'

const keyFields = {
  addr: 'bytes',
  alg_name: 'text',
  key: 'bytes',
  nkeys: 'unsigned',
  sndid: 'unsigned',
  rcvid: 'unsigned',
  prefix: 'unsigned',
  maclen: 'unsigned',
  keyflags: 'unsigned',
  keylen: 'unsigned',
  ifindex: 'interface',
  pkt_good: 'bigint',
  pkt_bad: 'bigint',
} as const

/** struct tcp_ao_getsockopt, as it is answered. */
export const aoKnownKey: Codec<TcpAoKnownKey> = mapped(
  struct(NAME, keyFields, { ...HEADER, bits: { bits: { is_current: 1, is_rnext: 1 } } }),
  ({ address, key, interfaceIndex, ...rest }: TcpAoKnownKey, platform) => ({
    ...{ ...rest, addr: encodeEndpoint(address, platform), ifindex: interfaceIndex },
    ...{ key, keylen: lengthOf(key) },
  }),
  ({ addr, key, keylen, ifindex, ...rest }, platform) => ({
    address: decodeEndpoint(addr, platform),
    ...{ ...rest, key: keyOf(key, keylen), interfaceIndex: ifindex },
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
    ...HEADER,
    bits: { bits: { is_current: 1, is_rnext: 1, get_all: 1 } },
  }),
  (given: TcpAoKeyQuery | undefined, platform) => {
    const query = readQuery(given ?? {})
    const { address, prefix = 0, sndid = 0, rcvid = 0, keyflags = 0 } = query
    const { interfaceIndex = 0, is_current = false, is_rnext = false } = query
    const addr = address === undefined ? new Uint8Array() : encodeEndpoint(address, platform)
    return {
      ...{ addr, prefix, sndid, rcvid, keyflags, ifindex: interfaceIndex, nkeys: 1 },
      ...{ is_current, is_rnext, get_all: address === undefined && !is_current && !is_rnext },
      ...{ alg_name: '', key: new Uint8Array(), keylen: 0, maclen: 0 },
      ...{ pkt_good: 0n, pkt_bad: 0n },
    }
  },
)

/** Where the numbers of a connection that is saved or restored have begun; RFC 5925, 6.2. */
export interface TcpAoRepair {
  /** The sequence number that our side began with. */
  snt_isn: number
  /** The sequence number that the peer began with. */
  rcv_isn: number
  /** How often our sequence numbers have begun again from 0. */
  snd_sne: number
  /** How often the peer's have. */
  rcv_sne: number
}

/** struct tcp_ao_repair. */
export const aoRepair: Codec<TcpAoRepair> = struct(
  'kernel_tcp_ao_repair',
  { snt_isn: 'network', rcv_isn: 'network', snd_sne: 'unsigned', rcv_sne: 'unsigned' },
  HEADER,
)
