import { type Codec, mapped } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'
import { uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const header = 'linux/if_xdp.h'

/** Where in the memory of a ring its parts lie: struct xdp_ring_offset. */
export interface XdpRingOffset {
  /** The number that the producer counts up. */
  producer: bigint
  /** The number that the consumer counts up. */
  consumer: bigint
  /** The first descriptor. */
  desc: bigint
  /** The flags: `XDP_RING_NEED_WAKEUP`. Linux 5.4. */
  flags: bigint
}

/** Where the parts of each ring lie: struct xdp_mmap_offsets. */
export interface XdpMmapOffsets {
  /** The ring of what was received. */
  rx: XdpRingOffset
  /** The ring of what is to be sent. */
  tx: XdpRingOffset
  /** The ring of memory to receive into. */
  fr: XdpRingOffset
  /** The ring of memory that was sent. */
  cr: XdpRingOffset
}

const readRing = objectReader<XdpRingOffset>('struct xdp_ring_offset', {
  ...{ producer: true, consumer: true, desc: true, flags: true },
})

const mmapOffsets: Codec<XdpMmapOffsets> = mapped(
  struct(
    'xdp_mmap_offsets',
    {
      ...{ 'rx.producer': 'bigint', 'rx.consumer': 'bigint', 'rx.desc': 'bigint' },
      ...{ 'rx.flags': 'bigint', 'tx.producer': 'bigint', 'tx.consumer': 'bigint' },
      ...{ 'tx.desc': 'bigint', 'tx.flags': 'bigint', 'fr.producer': 'bigint' },
      ...{ 'fr.consumer': 'bigint', 'fr.desc': 'bigint', 'fr.flags': 'bigint' },
      ...{ 'cr.producer': 'bigint', 'cr.consumer': 'bigint', 'cr.desc': 'bigint' },
      'cr.flags': 'bigint',
    },
    { header },
  ),
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
  /** Where it begins: its address in this process. */
  addr: bigint
  /** Its bytes. */
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

const umem: Codec<XdpUmem> = struct(
  'kernel_xdp_umem_reg',
  {
    addr: 'bigint',
    len: 'bigint',
    chunk_size: 'unsigned',
    headroom: 'unsigned',
    flags: 'unsigned',
    tx_metadata_len: 'unsigned',
  },
  { header },
)

/** What was dropped, and why: struct xdp_statistics. */
export interface XdpStatistics {
  /** Frames, for other reasons. */
  rx_dropped: bigint
  /** Descriptors of the fill ring that were wrong. */
  rx_invalid_descs: bigint
  /** Descriptors of the transmit ring that were wrong. */
  tx_invalid_descs: bigint
  /** Frames that the receive ring had no room for. Linux 5.9. */
  rx_ring_full?: bigint
  /** How often the fill ring was empty. Linux 5.9. */
  rx_fill_ring_empty_descs?: bigint
  /** How often the transmit ring was empty. Linux 5.9. */
  tx_ring_empty_descs?: bigint
}

const statistics: Codec<XdpStatistics> = struct(
  'xdp_statistics',
  { rx_dropped: 'bigint', rx_invalid_descs: 'bigint', tx_invalid_descs: 'bigint' },
  {
    header,
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
   * Most frames that one send hands on, at least 32; EACCES when it is more than the transmit ring.
   */
  XDP_MAX_TX_SKB_BUDGET: option(uint, { writeOnly: true, example: 64, since: '6.17', linux: 9 }),

  /** Where in the memory of the rings their parts lie. There is no mmap(2) here. */
  XDP_MMAP_OFFSETS: option(mmapOffsets, { readOnly: true }),

  /** Sum of `XDP_OPTIONS_*`: whether frames are really not copied. */
  XDP_OPTIONS: option(uint, { readOnly: true, since: '5.3' }),

  /** How many descriptors the ring of what was received has; a power of two. */
  XDP_RX_RING: option(uint, { writeOnly: true, example: 64 }),

  /** What was dropped, and why. */
  XDP_STATISTICS: option(statistics, { readOnly: true }),

  /** How many descriptors the ring of what is to be sent has; a power of two. */
  XDP_TX_RING: option(uint, { writeOnly: true, example: 64 }),

  /** How many descriptors the ring of memory that was sent has; a power of two. */
  XDP_UMEM_COMPLETION_RING: option(uint, { writeOnly: true, example: 64 }),

  /** How many descriptors the ring of memory to receive into has; a power of two. */
  XDP_UMEM_FILL_RING: option(uint, { writeOnly: true, example: 64 }),

  /** Registers memory for frames. It must stay where it is for as long as the socket is open. */
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
