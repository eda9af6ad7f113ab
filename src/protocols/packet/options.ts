import { type Codec, tooShort } from '../../codec/codec.ts'
import { bitsOf, type Flags } from '../../codec/flags.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { bool, int, list, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { formatHardwareAddress, parseHardwareAddress } from './hardware-address.ts'
import { PACKET_FANOUT_FLAGS, PACKET_RING_FEATURES } from './values.ts'

const header = 'linux/if_packet.h'

/** Frames to receive besides those for this machine: struct packet_mreq. */
export interface PacketMembership {
  /** The number of the interface. */
  interfaceIndex: number
  /** Which frames: `PACKET_MR_*`. */
  type: number
  /** `'01:00:5e:00:00:01'`, for `PACKET_MR_MULTICAST` and `PACKET_MR_UNICAST`. */
  address: string
}

/** A {@link PacketMembership} as input. */
export interface PacketMembershipInput {
  /** The number of the interface, or its name. */
  interfaceIndex: number | string
  /** Which frames: `PACKET_MR_*`. */
  type: number
  /** `'01:00:5e:00:00:01'`, for `PACKET_MR_MULTICAST` and `PACKET_MR_UNICAST`. */
  address?: string
}

const request = struct(
  'packet_mreq',
  { interfaceIndex: 'interface', type: 'unsigned', alen: 'unsigned' },
  {
    ...{ header, prefix: 'mr_', names: { interfaceIndex: 'mr_ifindex' } },
    optionalTail: { address: 'bytes' },
  },
)

const requestAddressAt = perPlatform(
  (platform) => platform.layout('packet_mreq')?.fields['mr_address']?.offset ?? 0,
)

const readMembership = objectReader<PacketMembershipInput>('struct packet_mreq', {
  ...{ interfaceIndex: true, type: true, address: false },
})

const membership: Codec<PacketMembership, PacketMembershipInput> = {
  probes: request.probes,
  maxSize: (platform) => request.maxSize(platform),
  encode(value, platform) {
    const { interfaceIndex, type, address = '' } = readMembership(value)
    const hardware = parseHardwareAddress(address)
    const fixed = request.encode({ interfaceIndex, type, alen: hardware.length }, platform)
    const at = requestAddressAt(platform)
    const bytes = new Uint8Array(Math.max(request.maxSize(platform), at + hardware.length))
    bytes.set(fixed)
    bytes.set(hardware, at)
    return bytes
  },
  decode(bytes, platform) {
    const { interfaceIndex, type, alen } = request.decode(bytes, platform)
    const at = requestAddressAt(platform)
    if (bytes.length < at + alen) throw tooShort('struct packet_mreq', bytes, at + alen)
    const address = formatHardwareAddress(bytes.subarray(at, at + alen))
    return { interfaceIndex, type, address }
  },
}

/** A group of sockets that share the received frames: struct fanout_args. */
export interface PacketFanout {
  /** The id of the group, 16 bits: sockets with the same id are its members. */
  id: number
  /** How frames are distributed: `PACKET_FANOUT_HASH` … */
  mode: number
  /** Sum of `PACKET_FANOUT_FLAG_*`; none by default. */
  flags?: number
  /** Maximum number of members, set by the first one; not read back. Linux 5.11. */
  max_num_members?: number
}

/** The C name of a flag of PACKET_FANOUT. */
export type PacketFanoutFlag = keyof typeof PACKET_FANOUT_FLAGS

/** {@link PacketFanout} as input. */
export interface PacketFanoutToSet extends Omit<PacketFanout, 'flags'> {
  /** `'PACKET_FANOUT_FLAG_ROLLOVER'`, several names, or the sum of the constants; none by default. */
  flags?: Flags<PacketFanoutFlag>
}

const readFanout = objectReader<PacketFanoutToSet>('struct fanout_args', {
  ...{ id: true, mode: true, flags: false, max_num_members: false },
})

// A single number in the machine's byte order, as the kernel returns it: id, mode, flags.
const fanout: Codec<PacketFanout, PacketFanoutToSet> = {
  probes: () => [],
  maxSize: () => 8,
  encode(value, platform) {
    const { id, mode, max_num_members, flags: given = 0 } = readFanout(value)
    const flags = bitsOf(given, 'flags', PACKET_FANOUT_FLAGS, platform)
    if ((within(flags, 'flags', 0, 0xffff) & 0xff) !== 0)
      throw new RangeError(`flags must be PACKET_FANOUT_FLAG_*, not ${flags}`)
    const word = within(id, 'id', 0, 0xffff) + (within(mode, 'mode', 0, 0xff) + flags) * 0x1_0000
    const bytes = new Uint8Array(max_num_members === undefined ? 4 : 8)
    bytes.set(uint.encode(word, platform))
    if (max_num_members !== undefined) bytes.set(uint.encode(max_num_members, platform), 4)
    return bytes
  },
  decode(bytes, platform) {
    if (bytes.length < 4) throw tooShort('struct fanout_args', bytes, 4)
    const word = uint.decode(bytes.subarray(0, 4), platform)
    const value: PacketFanout = {
      id: word & 0xffff,
      mode: (word >>> 16) & 0xff,
      flags: (word >>> 16) & 0xff00,
    }
    if (bytes.length >= 8) value.max_num_members = uint.decode(bytes.subarray(4, 8), platform)
    return value
  },
}

/** Memory to share with the kernel: struct tpacket_req3. */
export interface PacketRing {
  /** Bytes of a block: a multiple of the page size. */
  block_size: number
  /** The number of blocks; 0 releases the memory. */
  block_nr: number
  /** Bytes of a frame, a multiple of 16; a block holds a whole number of them. */
  frame_size: number
  /** Frames in all blocks. */
  frame_nr: number
  /**
   * TPACKET_V3: milliseconds until a partly filled block is handed over; 0 lets the kernel choose.
   */
  retire_blk_tov?: number
  /** TPACKET_V3: bytes of each block for the program's own use. */
  sizeof_priv?: number
  /** TPACKET_V3: sum of `TP_FT_REQ_*`. */
  feature_req_word?: number
}

/** The C name of a feature of a ring. */
export type PacketRingFeature = keyof typeof PACKET_RING_FEATURES

/** {@link PacketRing} as input. */
export interface PacketRingToSet extends Omit<PacketRing, 'feature_req_word'> {
  /** TPACKET_V3: `'TP_FT_REQ_FILL_RXHASH'`, or its number. */
  feature_req_word?: Flags<PacketRingFeature>
}

// Always the longest: the kernel reads as much of it as the version of the ring has.
const ring: Codec<PacketRing, PacketRingToSet> = struct(
  'tpacket_req3',
  {
    block_size: 'unsigned',
    block_nr: 'unsigned',
    frame_size: 'unsigned',
    frame_nr: 'unsigned',
    retire_blk_tov: 'unsigned',
    sizeof_priv: 'unsigned',
    feature_req_word: 'unsigned',
  },
  {
    header,
    prefix: 'tp_',
    defaults: { retire_blk_tov: 0, sizeof_priv: 0, feature_req_word: 0 },
    flags: { feature_req_word: PACKET_RING_FEATURES },
  },
)

/** Frames since the last read: struct tpacket_stats_v3. */
export interface PacketStatistics {
  /** Received frames, including dropped ones. */
  packets: number
  /** Frames dropped for lack of space. */
  drops: number
  /** TPACKET_V3: how often the ring was full. */
  freeze_q_cnt?: number
}

const statistics: Codec<PacketStatistics> = struct(
  'tpacket_stats_v3',
  { packets: 'unsigned', drops: 'unsigned' },
  { header, prefix: 'tp_', optionalTail: { freeze_q_cnt: 'unsigned' } },
)

/** Frames that were passed to another socket of the group: struct tpacket_rollover_stats. */
export interface PacketRolloverStatistics {
  /** All of them. */
  all: bigint
  /** Those of a flow that filled the first socket on its own. */
  huge: bigint
  /** Those that no socket had space for. */
  failed: bigint
}

const rollover: Codec<PacketRolloverStatistics> = struct(
  'kernel_tpacket_rollover_stats',
  { all: 'bigint', huge: 'bigint', failed: 'bigint' },
  { prefix: 'tp_' },
)

const instructions = list(
  struct(
    'sock_filter',
    { code: 'unsigned', jt: 'unsigned', jf: 'unsigned', k: 'unsigned' },
    { header: 'linux/filter.h' },
  ),
  4096,
)

const RING: PacketRing = {
  ...{ block_size: 65_536, block_nr: 1, frame_size: 2048, frame_nr: 32 },
  ...{ retire_blk_tov: 0, sizeof_priv: 0, feature_req_word: 0 },
}

const where: Level = {
  level: 'SOL_PACKET',
  page: 'packet(7)',
  testedOn: ['AF_PACKET', 'SOCK_RAW'],
  header,
}

/** Options of packet sockets. See packet(7). */
export const SOL_PACKET = tableAt(where, () => ({
  /** Makes the interface receive frames for other destinations too, until the socket is closed. */
  PACKET_ADD_MEMBERSHIP: option(membership, {
    writeOnly: true,
    example: { interfaceIndex: 1, type: 1, address: '' },
  }),

  /** Adds real length, VLAN tag and checksum state to each receive, as PACKET_AUXDATA. */
  PACKET_AUXDATA: option(bool, { example: true, since: '2.6.21' }),

  /**
   * With a ring: if not 0, frames too long for it are queued for receives too. Read since 6.10.
   */
  PACKET_COPY_THRESH: option(int, { example: 1500 }),

  /** Reverts one PACKET_ADD_MEMBERSHIP. Not an error if there was none. */
  PACKET_DROP_MEMBERSHIP: option(membership, {
    writeOnly: true,
    example: { interfaceIndex: 1, type: 1, address: '' },
  }),

  /** Joins a group of sockets that share the received frames. Only closing leaves it. */
  PACKET_FANOUT: option(fanout, {
    example: { id: 0xb5d, mode: 0, flags: 0 },
    since: '3.1',
    testedOn: ['AF_PACKET', 'SOCK_RAW', 'ETH_P_LOOPBACK'],
  }),

  /**
   * The program of classic BPF that selects a socket of the group, for `PACKET_FANOUT_CBPF`. For
   * `PACKET_FANOUT_EBPF` set it raw: the four bytes of the program's descriptor.
   */
  PACKET_FANOUT_DATA: option(instructions, {
    writeOnly: true,
    example: [{ code: 6, jt: 0, jf: 0, k: 0 }],
    program: true,
    since: '4.3',
    testedOn: ['AF_PACKET', 'SOCK_RAW', 'ETH_P_LOOPBACK'],
  }),

  /** Bytes of the header of a frame in a ring of the version in the query: `TPACKET_*`. */
  PACKET_HDRLEN: option(int, {
    readOnly: true,
    query: int,
    queryExample: 1,
    unit: 'bytes',
    since: '2.6.27',
  }),

  /**
   * Ignores frames that this machine sends; those on lo still arrive as received ones.
   */
  PACKET_IGNORE_OUTGOING: option(bool, { example: true, since: '4.20', linux: 23 }),

  /** Drops malformed frames of the transmit ring instead of stopping at them. */
  PACKET_LOSS: option(bool, { example: true, since: '2.6.31' }),

  /** Reports the physical interface of a frame in addresses, instead of the bond or bridge. */
  PACKET_ORIGDEV: option(bool, { example: true, since: '2.6.21' }),

  /**
   * Sends directly to the driver, bypassing the queueing discipline; drops frames if it is busy.
   */
  PACKET_QDISC_BYPASS: option(bool, { example: true, since: '3.14' }),

  /** Space before each frame of a ring for the program's own use. */
  PACKET_RESERVE: option(uint, {
    example: 64,
    takes: [0, 2_147_483_647],
    unit: 'bytes',
    since: '2.6.27',
  }),

  /**
   * Frames passed to another socket of the group. EINVAL without `PACKET_FANOUT_FLAG_ROLLOVER`.
   */
  PACKET_ROLLOVER_STATS: option(rollover, {
    readOnly: true,
    since: '4.2',
    testedOn: ['AF_PACKET', 'SOCK_RAW', 'ETH_P_LOOPBACK'],
  }),

  /** Receives into memory shared with the kernel. The library has no mmap(2). */
  PACKET_RX_RING: option(ring, {
    writeOnly: true,
    example: RING,
  }),

  /** Received and dropped frames since the last read, which resets the counters. */
  PACKET_STATISTICS: option(statistics, { readOnly: true }),

  /** Which timestamps frames of a ring carry: a sum of SOF_TIMESTAMPING_*; software by default. */
  PACKET_TIMESTAMP: option(int, { example: 16, since: '2.6.36' }),

  /** Lets each frame of the transmit ring specify the offset of its data. */
  PACKET_TX_HAS_OFF: option(bool, { example: true, since: '3.11' }),

  /** Sends from memory shared with the kernel, at each send without data. */
  PACKET_TX_RING: option(ring, {
    writeOnly: true,
    example: RING,
    since: '2.6.31',
  }),

  /** The format of frames in a ring: `TPACKET_*`. Must be set before the ring. */
  PACKET_VERSION: option(int, { example: 2, takes: [0, 2], since: '2.6.27' }),

  /**
   * Each frame begins with a struct virtio_net_hdr of 10 bytes, in both directions; raw sockets.
   */
  PACKET_VNET_HDR: option(bool, { example: true, since: '2.6.34', needs: 'CAP_NET_RAW' }),

  /** PACKET_VNET_HDR with the length of that header: 10, 12, or 0 for none. */
  PACKET_VNET_HDR_SZ: option(int, { example: 12, unit: 'bytes', since: '6.4', linux: 24 }),
}))
