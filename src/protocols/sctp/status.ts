import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import { HEADER } from './association.ts'
import { decodeOptional, encodeOptional } from './endpoints.ts'
import type { SctpPeerAddressInput } from './paths.ts'

/** What the kernel knows about the path to an address of the peer. */
export interface SctpPathInfo {
  /** The address. */
  address: Endpoint
  /** SCTP_ACTIVE, SCTP_INACTIVE, SCTP_PF, SCTP_UNCONFIRMED, SCTP_UNKNOWN. */
  state: number
  /** Bytes that may be under way. */
  cwnd: number
  /** Smoothed round-trip time in jiffies, ticks of the kernel's clock, and not in ms. */
  srtt: number
  /** Milliseconds until a retransmission. */
  rto: number
  /** The path's MTU. */
  mtu: number
  /** The association. */
  assoc_id: number
}

/** struct sctp_paddrinfo. */
export const pathInfo: Codec<SctpPathInfo> = mapped(
  struct(
    'sctp_paddrinfo',
    {
      assoc_id: 'signed',
      address: 'bytes',
      state: 'signed',
      cwnd: 'unsigned',
      srtt: 'unsigned',
      rto: 'unsigned',
      mtu: 'unsigned',
    },
    { ...HEADER, prefix: 'spinfo_' },
  ),
  ({ address, ...rest }, platform) => ({ address: encodeEndpoint(address, platform), ...rest }),
  ({ address, ...rest }, platform) => ({ address: decodeEndpoint(address, platform), ...rest }),
  {
    ...{ address: true, state: true, cwnd: true, srtt: true, rto: true, mtu: true },
    assoc_id: true,
  },
)

/** The query for a path: the address of the peer. */
export const pathInfoQuery: Encoder<SctpPeerAddressInput> = oneWay(
  struct(
    'sctp_paddrinfo',
    { assoc_id: 'signed', address: 'bytes' },
    { ...HEADER, prefix: 'spinfo_' },
  ),
  ({ assoc_id = 0, address }: SctpPeerAddressInput, platform) => ({
    assoc_id,
    address: encodeEndpoint(address, platform),
  }),
  { address: true, assoc_id: false },
)

/** What the kernel knows about an association. */
export interface SctpStatus {
  /** SCTP_ESTABLISHED and others. */
  state: number
  /** How many bytes the peer would receive now. */
  rwnd: number
  /** Parts of messages that the peer has not acknowledged. */
  unackdata: number
  /** Parts of messages that are missing: later ones have arrived. */
  penddata: number
  /** Streams that are received. */
  instrms: number
  /** Streams that are sent. */
  outstrms: number
  /** The most bytes in one packet. */
  fragmentation_point: number
  /** The path that is used. */
  primary: SctpPathInfo
  /** The association. */
  assoc_id: number
}

/** struct sctp_status. */
export const status: Codec<SctpStatus> = mapped(
  struct(
    'sctp_status',
    {
      assoc_id: 'signed',
      state: 'signed',
      rwnd: 'unsigned',
      unackdata: 'unsigned',
      penddata: 'unsigned',
      instrms: 'unsigned',
      outstrms: 'unsigned',
      fragmentation_point: 'unsigned',
      primary: 'bytes',
    },
    { ...HEADER, prefix: 'sstat_' },
  ),
  ({ primary, ...rest }, platform) => ({ primary: pathInfo.encode(primary, platform), ...rest }),
  ({ primary, ...rest }, platform) => ({ ...rest, primary: pathInfo.decode(primary, platform) }),
  {
    ...{ assoc_id: true, state: true, rwnd: true, unackdata: true, penddata: true },
    ...{ instrms: true, outstrms: true, fragmentation_point: true, primary: true },
  },
)

/**
 * What an association has counted since it began, and the longest timeout since it was last asked,
 * which begins anew with each read.
 */
export interface SctpStatistics {
  /** The path with the longest timeout; null if there was none. */
  obs_rto_ipaddr: Endpoint | null
  /** The longest timeout since the last read, in jiffies, ticks of the kernel's clock, and not in ms. */
  maxrto: bigint
  /** Acknowledgements received. */
  isacks: bigint
  /** Acknowledgements sent. */
  osacks: bigint
  /** Packets sent. */
  opackets: bigint
  /** Packets received. */
  ipackets: bigint
  /** Parts of messages sent again. */
  rtxchunks: bigint
  /** Numbers received beyond the expected one. */
  outofseqtsns: bigint
  /** Parts of messages received twice. */
  idupchunks: bigint
  /** Gaps that were acknowledged. */
  gapcnt: bigint
  /** Unordered parts of messages sent. */
  ouodchunks: bigint
  /** Unordered parts of messages received. */
  iuodchunks: bigint
  /** Ordered parts of messages sent. */
  oodchunks: bigint
  /** Ordered parts of messages received. */
  iodchunks: bigint
  /** Parts sent that were not of messages. */
  octrlchunks: bigint
  /** Parts received that were not of messages. */
  ictrlchunks: bigint
  /** The association. */
  assoc_id: number
}

/** struct sctp_assoc_stats. */
export const statistics: Codec<SctpStatistics> = mapped(
  struct(
    'sctp_assoc_stats',
    {
      assoc_id: 'signed',
      obs_rto_ipaddr: 'bytes',
      maxrto: 'bigint',
      isacks: 'bigint',
      osacks: 'bigint',
      opackets: 'bigint',
      ipackets: 'bigint',
      rtxchunks: 'bigint',
      outofseqtsns: 'bigint',
      idupchunks: 'bigint',
      gapcnt: 'bigint',
      ouodchunks: 'bigint',
      iuodchunks: 'bigint',
      oodchunks: 'bigint',
      iodchunks: 'bigint',
      octrlchunks: 'bigint',
      ictrlchunks: 'bigint',
    },
    { ...HEADER, prefix: 'sas_' },
  ),
  ({ obs_rto_ipaddr, ...rest }: SctpStatistics, platform) => ({
    obs_rto_ipaddr: encodeOptional(obs_rto_ipaddr, platform),
    ...rest,
  }),
  ({ obs_rto_ipaddr, ...rest }, platform) => ({
    obs_rto_ipaddr: decodeOptional(obs_rto_ipaddr, platform),
    ...rest,
  }),
  {
    ...{ assoc_id: true, obs_rto_ipaddr: true, maxrto: true, isacks: true, osacks: true },
    ...{ opackets: true, ipackets: true, rtxchunks: true, outofseqtsns: true, idupchunks: true },
    ...{ gapcnt: true, ouodchunks: true, iuodchunks: true, oodchunks: true, iodchunks: true },
    ...{ octrlchunks: true, ictrlchunks: true },
  },
)
