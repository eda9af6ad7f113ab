import { type Codec, mapped } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'
import { uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { XDP_UMEM_FLAGS } from './values.ts'

const header = 'linux/if_xdp.h'

/** The offsets of the parts of a ring: struct xdp_ring_offset. */
export interface XdpRingOffset {
  /** The index of the producer. */
  producer: bigint
  /** The index of the consumer. */
  consumer: bigint
  /** The first descriptor. */
  desc: bigint
  /** The flags: `XDP_RING_NEED_WAKEUP`. Linux 5.4. */
  flags: bigint
}

/** The offsets of the parts of each ring: struct xdp_mmap_offsets. */
export interface XdpMmapOffsets {
  /** The receive ring. */
  rx: XdpRingOffset
  /** The transmit ring. */
  tx: XdpRingOffset
  /** The fill ring, of memory to receive into. */
  fr: XdpRingOffset
  /** The completion ring, of memory that was sent. */
  cr: XdpRingOffset
}

const readRing = objectReader<XdpRingOffset>('struct xdp_ring_offset', {
  ...{ producer: true, consumer: true, desc: true, flags: true },
})

const mmapOffsets: Codec<XdpMmapOffsets> = mapped(
  struct('kernel_xdp_mmap_offsets', {
    ...{ 'rx.producer': 'bigint', 'rx.consumer': 'bigint', 'rx.desc': 'bigint' },
    ...{ 'rx.flags': 'bigint', 'tx.producer': 'bigint', 'tx.consumer': 'bigint' },
    ...{ 'tx.desc': 'bigint', 'tx.flags': 'bigint', 'fr.producer': 'bigint' },
    ...{ 'fr.consumer': 'bigint', 'fr.desc': 'bigint', 'fr.flags': 'bigint' },
    ...{ 'cr.producer': 'bigint', 'cr.consumer': 'bigint', 'cr.desc': 'bigint' },
    'cr.flags': 'bigint',
  }),
  (rings: XdpMmapOffsets) => {
    const [rx, tx] = [readRing(rings.rx), readRing(rings.tx)]
    const [fr, cr] = [readRing(rings.fr), readRing(rings.cr)]
    return {
      ...{ 'rx.producer': rx.producer, 'rx.consumer': rx.consumer, 'rx.desc': rx.desc },
      ...{ 'rx.flags': rx.flags, 'tx.producer': tx.producer, 'tx.consumer': tx.consumer },
      ...{ 'tx.desc': tx.desc, 'tx.flags': tx.flags, 'fr.producer': fr.producer },
      ...{ 'fr.consumer': fr.consumer, 'fr.desc': fr.desc, 'fr.flags': fr.flags },
      ...{ 'cr.producer': cr.producer, 'cr.consumer': cr.consumer, 'cr.desc': cr.desc },
      'cr.flags': cr.flags,
    }
  },
  (all) => {
    const of = (ring: 'rx' | 'tx' | 'fr' | 'cr') => ({
      producer: all[`${ring}.producer`],
      consumer: all[`${ring}.consumer`],
      desc: all[`${ring}.desc`],
      flags: all[`${ring}.flags`],
    })
    return { rx: of('rx'), tx: of('tx'), fr: of('fr'), cr: of('cr') }
  },
  { rx: true, tx: true, fr: true, cr: true },
)

/** Memory for frames: struct xdp_umem_reg. */
export interface XdpUmem {
  /** Its address in this process. */
  addr: bigint
  /** Its size in bytes. */
  len: bigint
  /** Bytes of each frame in it. */
  chunk_size: number
  /** Bytes to leave free before the data of a frame. */
  headroom: number
  /** Sum of `XDP_UMEM_*`. */
  flags: number
  /** Bytes before a frame to be sent for metadata. Linux 6.8. */
  tx_metadata_len: number
}

/** The C name of a flag of XDP_UMEM_REG. */
export type XdpUmemFlag = keyof typeof XDP_UMEM_FLAGS

/** {@link XdpUmem} as input. */
export interface XdpUmemToSet extends Omit<XdpUmem, 'flags'> {
  /** `'XDP_UMEM_UNALIGNED_CHUNK_FLAG'`, several names, or the sum of the constants. */
  flags: Flags<XdpUmemFlag>
}

const umem: Codec<XdpUmem, XdpUmemToSet> = struct(
  'kernel_xdp_umem_reg',
  {
    addr: 'bigint',
    len: 'bigint',
    chunk_size: 'unsigned',
    headroom: 'unsigned',
    flags: 'unsigned',
    tx_metadata_len: 'unsigned',
  },
  { header, flags: { flags: XDP_UMEM_FLAGS } },
)

/** Numbers of dropped frames by reason: struct xdp_statistics. */
export interface XdpStatistics {
  /** Frames dropped for other reasons. */
  rx_dropped: bigint
  /** Invalid descriptors of the fill ring. */
  rx_invalid_descs: bigint
  /** Invalid descriptors of the transmit ring. */
  tx_invalid_descs: bigint
  /** Frames dropped because the receive ring was full. Linux 5.9. */
  rx_ring_full?: bigint
  /** How often the fill ring was empty. Linux 5.9. */
  rx_fill_ring_empty_descs?: bigint
  /** How often the transmit ring was empty. Linux 5.9. */
  tx_ring_empty_descs?: bigint
}

const statistics: Codec<XdpStatistics> = struct(
  'kernel_xdp_statistics',
  { rx_dropped: 'bigint', rx_invalid_descs: 'bigint', tx_invalid_descs: 'bigint' },
  {
    optionalTail: {
      rx_ring_full: 'bigint',
      rx_fill_ring_empty_descs: 'bigint',
      tx_ring_empty_descs: 'bigint',
    },
  },
)

const where: Level = {
  level: 'SOL_XDP',
  page: 'linux/if_xdp.h',
  testedOn: ['AF_XDP', 'SOCK_RAW'],
  header,
}

/** Options of XDP sockets. See Documentation/networking/af_xdp.rst of Linux. */
export const SOL_XDP = tableAt(where, () => ({
  /**
   * Maximum frames per send, at least 32; EACCES if it is larger than the transmit ring.
   */
  XDP_MAX_TX_SKB_BUDGET: option(uint, { writeOnly: true, example: 64, since: '6.17', linux: 9 }),

  /** The offsets of the parts of the rings. The library has no mmap(2). */
  XDP_MMAP_OFFSETS: option(mmapOffsets, { readOnly: true }),

  /** Sum of `XDP_OPTIONS_*`: whether zero copy is in effect. */
  XDP_OPTIONS: option(uint, { readOnly: true, since: '5.3' }),

  /** Number of descriptors of the receive ring; a power of two. */
  XDP_RX_RING: option(uint, { writeOnly: true, example: 64 }),

  /** Numbers of dropped frames by reason. */
  XDP_STATISTICS: option(statistics, { readOnly: true }),

  /** Number of descriptors of the transmit ring; a power of two. */
  XDP_TX_RING: option(uint, { writeOnly: true, example: 64 }),

  /** Number of descriptors of the completion ring; a power of two. */
  XDP_UMEM_COMPLETION_RING: option(uint, { writeOnly: true, example: 64 }),

  /** Number of descriptors of the fill ring; a power of two. */
  XDP_UMEM_FILL_RING: option(uint, { writeOnly: true, example: 64 }),

  /** Registers memory for frames, which must not move while the socket is open. */
  XDP_UMEM_REG: option(umem, {
    writeOnly: true,
    example: {
      addr: 0x10000n,
      len: 65_536n,
      chunk_size: 4096,
      headroom: 0,
      flags: 0,
      tx_metadata_len: 0,
    },
  }),
}))
