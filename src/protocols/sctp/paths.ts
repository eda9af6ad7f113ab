import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'
import { HEADER, type SctpAssociation } from './association.ts'
import { decodeOptional, encodeOptional } from './endpoints.ts'
import { SCTP_PATH_FLAGS } from './values.ts'

/** The path to an address of the peer. */
export interface SctpPath extends SctpAssociation {
  /** The address; if it is left out or null, all paths, or those to come. */
  address?: AddressLike | null
}

/** An address of the peer. */
export interface SctpPeerAddress {
  /** The address. */
  address: Endpoint
  /** The association. */
  assoc_id: number
}

/** {@link SctpPeerAddress} as input. */
export interface SctpPeerAddressInput extends SctpAssociation {
  /** The address. */
  address: AddressLike
}

/** struct sctp_prim, or struct sctp_setpeerprim. */
function peerAddress(
  name: 'sctp_prim' | 'sctp_setpeerprim',
  prefix: string,
): Codec<SctpPeerAddress, SctpPeerAddressInput> {
  return mapped(
    struct(
      name,
      { assoc_id: 'signed', address: 'bytes' },
      { ...HEADER, prefix, names: { address: `${prefix}addr` } },
    ),
    ({ assoc_id = 0, address }, platform) => ({
      assoc_id,
      address: encodeEndpoint(address, platform),
    }),
    ({ assoc_id, address }, platform) => ({ address: decodeEndpoint(address, platform), assoc_id }),
    { address: true, assoc_id: false },
  )
}

/** struct sctp_prim. */
export const primaryAddress = peerAddress('sctp_prim', 'ssp_')

/** struct sctp_setpeerprim. */
export const peerPrimaryAddress = peerAddress('sctp_setpeerprim', 'sspp_')

/** How a path is used. */
export interface SctpPathParameters {
  /** The address; null for all paths, or those to come. */
  address: Endpoint | null
  /** Milliseconds between heartbeats, with SPP_HB_ENABLE; 0 keeps it. */
  hbinterval: number
  /** After how many retransmissions the path is taken for unreachable; 0 keeps it. */
  pathmaxrxt: number
  /** The MTU, with SPP_PMTUD_DISABLE; 0 keeps it. */
  pathmtu: number
  /** Milliseconds to delay acknowledgements, at most 500, with SPP_SACKDELAY_ENABLE; 0 keeps it. */
  sackdelay: number
  /** SPP_*. */
  flags: number
  /** The flow label, with SPP_IPV6_FLOWLABEL. Linux 4.19. */
  ipv6_flowlabel?: number
  /** The DSCP and two bits of 0, with SPP_DSCP. Linux 4.19. */
  dscp?: number
  /** The association. */
  assoc_id: number
}

/** The C name of a flag of SCTP_PEER_ADDR_PARAMS. */
export type SctpPathFlag = keyof typeof SCTP_PATH_FLAGS

/** {@link SctpPathParameters} as input: what is left out stays as it is. */
export interface SctpPathParametersToSet
  extends SctpPath,
    Partial<Omit<SctpPathParameters, 'address' | 'assoc_id' | 'flags'>> {
  /** `'SPP_HB_DISABLE'`, several names, or the sum of the constants. */
  flags?: Flags<SctpPathFlag>
}

/** A struct whose length is a multiple of 4, without its optional tail too: it is packed otherwise. */
function inWords<Out, In>(inner: Codec<Out, In>): Codec<Out, In> {
  return {
    ...inner,
    encode(value, platform) {
      const bytes = inner.encode(value, platform)
      const words = new Uint8Array((bytes.length + 3) & ~3)
      words.set(bytes)
      return words
    },
    decode: (bytes, platform) => inner.decode(bytes.subarray(0, bytes.length & ~3), platform),
  }
}

/** struct sctp_paddrparams. */
export const pathParameters: Codec<SctpPathParameters, SctpPathParametersToSet> = mapped(
  inWords(
    struct(
      'kernel_sctp_paddrparams',
      {
        assoc_id: 'signed',
        address: 'bytes',
        hbinterval: 'unsigned',
        pathmaxrxt: 'unsigned',
        pathmtu: 'unsigned',
        sackdelay: 'unsigned',
        flags: 'unsigned',
      },
      {
        prefix: 'spp_',
        flags: { flags: SCTP_PATH_FLAGS },
        optionalTail: { ipv6_flowlabel: 'unsigned', dscp: 'unsigned' },
      },
    ),
  ),
  ({ address = null, ...given }, platform) => ({
    assoc_id: given.assoc_id ?? 0,
    address: encodeOptional(address, platform),
    hbinterval: given.hbinterval ?? 0,
    pathmaxrxt: given.pathmaxrxt ?? 0,
    pathmtu: given.pathmtu ?? 0,
    sackdelay: given.sackdelay ?? 0,
    flags: given.flags ?? 0,
    ...(given.ipv6_flowlabel !== undefined && { ipv6_flowlabel: given.ipv6_flowlabel }),
    ...(given.dscp !== undefined && { dscp: given.dscp }),
  }),
  ({ address, ...rest }, platform) => ({ address: decodeOptional(address, platform), ...rest }),
  {
    ...{ assoc_id: false, address: false, hbinterval: false, pathmaxrxt: false, pathmtu: false },
    ...{ sackdelay: false, flags: false, ipv6_flowlabel: false, dscp: false },
  },
)

/** The query for a path; none is the same as `{}`. */
function pathQuery(
  name: string,
  prefix: string,
  header: { readonly header?: string } = {},
): Encoder<SctpPath | undefined> {
  const inner: Encoder<SctpPath> = oneWay(
    struct(name, { assoc_id: 'signed', address: 'bytes' }, { ...header, prefix }),
    ({ assoc_id = 0, address = null }: SctpPath, platform) => ({
      assoc_id,
      address: encodeOptional(address, platform),
    }),
    { assoc_id: false, address: false },
  )
  return { ...inner, encode: (path = {}, platform) => inner.encode(path, platform) }
}

/** The query for the parameters of a path. */
export const pathParametersQuery = pathQuery('kernel_sctp_paddrparams', 'spp_')

/** When a path is given up. */
export interface SctpPathThresholds {
  /** The address; null for all paths, or those to come. */
  address: Endpoint | null
  /** After how many retransmissions it is taken for unreachable. */
  pathmaxrxt: number
  /** After how many retransmissions others are preferred to it. */
  pathpfthld: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpPathThresholds} as input. */
export interface SctpPathThresholdsToSet extends SctpPath {
  /** After how many retransmissions it is taken for unreachable; 0 keeps it. */
  pathmaxrxt: number
  /** After how many retransmissions others are preferred to it. */
  pathpfthld: number
}

const thresholdKeys = {
  assoc_id: false,
  address: false,
  pathmaxrxt: true,
  pathpfthld: true,
} as const

/** struct sctp_paddrthlds. */
export const pathThresholds: Codec<SctpPathThresholds, SctpPathThresholdsToSet> = mapped(
  struct(
    'sctp_paddrthlds',
    { assoc_id: 'signed', address: 'bytes', pathmaxrxt: 'unsigned', pathpfthld: 'unsigned' },
    { ...HEADER, prefix: 'spt_' },
  ),
  ({ assoc_id = 0, address = null, ...rest }, platform) => ({
    ...{ assoc_id, address: encodeOptional(address, platform) },
    ...rest,
  }),
  ({ address, ...rest }, platform) => ({ address: decodeOptional(address, platform), ...rest }),
  thresholdKeys,
)

/** The query for the thresholds of a path. */
export const pathThresholdsQuery = pathQuery('sctp_paddrthlds', 'spt_', HEADER)

/** {@link SctpPathThresholds}, and when the primary path changes. */
export interface SctpPathThresholds2 extends SctpPathThresholds {
  /** After how many retransmissions another path becomes the primary one; 65535 for never. */
  pathcpthld: number
}

/** {@link SctpPathThresholds2} as input. */
export interface SctpPathThresholds2ToSet extends SctpPathThresholdsToSet {
  /** After how many retransmissions another path becomes the primary one; 65535 for never. */
  pathcpthld: number
}

/** struct sctp_paddrthlds_v2. */
export const pathThresholds2: Codec<SctpPathThresholds2, SctpPathThresholds2ToSet> = mapped(
  struct(
    'kernel_sctp_paddrthlds_v2',
    {
      assoc_id: 'signed',
      address: 'bytes',
      pathmaxrxt: 'unsigned',
      pathpfthld: 'unsigned',
      pathcpthld: 'unsigned',
    },
    { prefix: 'spt_' },
  ),
  ({ assoc_id = 0, address = null, ...rest }, platform) => ({
    ...{ assoc_id, address: encodeOptional(address, platform) },
    ...rest,
  }),
  ({ address, ...rest }, platform) => ({ address: decodeOptional(address, platform), ...rest }),
  { ...thresholdKeys, pathcpthld: true },
)

/** The query for these. */
export const pathThresholds2Query = pathQuery('kernel_sctp_paddrthlds_v2', 'spt_')

/** The UDP port that a path goes to. */
export interface SctpEncapsulation {
  /** The address; null for all paths, or those to come. */
  address: Endpoint | null
  /** The port; 0 for SCTP without UDP. */
  port: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpEncapsulation} as input. */
export interface SctpEncapsulationToSet extends SctpPath {
  /** The port; 0 for SCTP without UDP. */
  port: number
}

/** struct sctp_udpencaps. */
export const encapsulation: Codec<SctpEncapsulation, SctpEncapsulationToSet> = mapped(
  struct(
    'kernel_sctp_udpencaps',
    { assoc_id: 'signed', address: 'bytes', port: 'network' },
    { prefix: 'sue_' },
  ),
  ({ assoc_id = 0, address = null, port }, platform) => ({
    ...{ assoc_id, address: encodeOptional(address, platform), port },
  }),
  ({ address, ...rest }, platform) => ({ address: decodeOptional(address, platform), ...rest }),
  { address: false, port: true, assoc_id: false },
)

/** The query for the UDP port of a path. */
export const encapsulationQuery = pathQuery('kernel_sctp_udpencaps', 'sue_')

/** How often a path is probed for a larger MTU. */
export interface SctpProbeInterval {
  /** The address; null for all paths, or those to come. */
  address: Endpoint | null
  /** Milliseconds, at least 5000; 0 for no probes. */
  interval: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpProbeInterval} as input. */
export interface SctpProbeIntervalToSet extends SctpPath {
  /** Milliseconds, at least 5000; 0 for no probes. */
  interval: number
}

/** struct sctp_probeinterval. */
export const probeInterval: Codec<SctpProbeInterval, SctpProbeIntervalToSet> = mapped(
  struct(
    'kernel_sctp_probeinterval',
    { assoc_id: 'signed', address: 'bytes', interval: 'unsigned' },
    { prefix: 'spi_' },
  ),
  ({ assoc_id = 0, address = null, interval }, platform) => ({
    ...{ assoc_id, address: encodeOptional(address, platform), interval },
  }),
  ({ address, ...rest }, platform) => ({ address: decodeOptional(address, platform), ...rest }),
  { address: false, interval: true, assoc_id: false },
)

/** The query for the probes of a path. */
export const probeIntervalQuery = pathQuery('kernel_sctp_probeinterval', 'spi_')
