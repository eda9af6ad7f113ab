import type { Codec } from '../../codec/codec.ts'
import { type Flags, flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { bool, int, list, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { CAN_ERROR_CLASSES, CAN_FD_FLAGS, CAN_ISOTP_FLAGS, CAN_XL_VCID_FLAGS } from './values.ts'

const raw: Level = {
  level: 'SOL_CAN_RAW',
  page: 'linux/can/raw.h',
  testedOn: ['AF_CAN', 'SOCK_RAW', 'CAN_RAW'],
  header: 'linux/can/raw.h',
}

const isotp: Level = {
  level: 'SOL_CAN_ISOTP',
  page: 'linux/can/isotp.h',
  testedOn: ['AF_CAN', 'SOCK_DGRAM', 'CAN_ISOTP'],
  header: 'linux/can/isotp.h',
}

const j1939: Level = {
  level: 'SOL_CAN_J1939',
  page: 'linux/can/j1939.h',
  testedOn: ['AF_CAN', 'SOCK_DGRAM', 'CAN_J1939'],
  header: 'linux/can/j1939.h',
}

/** A frame passes if `received & mask` equals `id & mask`. */
export interface CanFilter {
  /** The CAN id, with CAN_EFF_FLAG, CAN_RTR_FLAG; with CAN_INV_FILTER the filter is inverted. */
  id: number
  /** The bits of the id to compare, including flags. */
  mask: number
}

const canFilter: Codec<CanFilter> = struct(
  'can_filter',
  { id: 'unsigned', mask: 'unsigned' },
  { header: 'linux/can.h', prefix: 'can_' },
)

/** How CAN XL's virtual channels are sent and received. */
export interface CanXlVcidOptions {
  /** CAN_RAW_XL_VCID_*. */
  flags: number
  /** The channel of frames that are sent, with CAN_RAW_XL_VCID_TX_SET. */
  tx_vcid: number
  /** The channel to receive, with CAN_RAW_XL_VCID_RX_FILTER. */
  rx_vcid: number
  /** The bits of rx_vcid to compare. */
  rx_vcid_mask: number
}

/** The C name of a flag of CAN_RAW_XL_VCID_OPTS. */
export type CanXlVcidFlag = keyof typeof CAN_XL_VCID_FLAGS

/** {@link CanXlVcidOptions} as input. */
export interface CanXlVcidOptionsToSet extends Omit<CanXlVcidOptions, 'flags'> {
  /** `'CAN_RAW_XL_VCID_TX_SET'`, several names, or the sum of the constants. */
  flags: Flags<CanXlVcidFlag>
}

const vcidOptions: Codec<CanXlVcidOptions, CanXlVcidOptionsToSet> = struct(
  'kernel_can_raw_vcid_options',
  { flags: 'unsigned', tx_vcid: 'unsigned', rx_vcid: 'unsigned', rx_vcid_mask: 'unsigned' },
  { flags: { flags: CAN_XL_VCID_FLAGS } },
)

/** Options of CAN_RAW. See linux/can/raw.h. */
export const SOL_CAN_RAW = tableAt(raw, () => ({
  /** Which error messages to receive, as frames with CAN_ERR_FLAG: CAN_ERR_*. None by default. */
  CAN_RAW_ERR_FILTER: option(flags(CAN_ERROR_CLASSES, uint), { example: 0x40, linux: 2 }),

  /** Sends and receives CAN FD frames besides classic ones, distinguished by their length. */
  CAN_RAW_FD_FRAMES: option(bool, { example: true, since: '3.6', linux: 5 }),

  /** Which frames to receive: those that pass any of these, all by default. `[]` receives none. */
  CAN_RAW_FILTER: option(list(canFilter, 512), {
    example: [{ id: 0x123, mask: 0x7ff }],
    linux: 1,
  }),

  /** A frame must pass all of CAN_RAW_FILTER instead of any. */
  CAN_RAW_JOIN_FILTERS: option(bool, { example: true, since: '4.1', linux: 6 }),

  /** Whether other sockets of this machine receive what is sent; true by default. */
  CAN_RAW_LOOPBACK: option(bool, { example: false, linux: 3 }),

  /** Whether the socket receives its own frames, which then have MSG_CONFIRM. */
  CAN_RAW_RECV_OWN_MSGS: option(bool, { example: true, linux: 4 }),

  /** Sends and receives CAN XL frames; includes CAN_RAW_FD_FRAMES. */
  CAN_RAW_XL_FRAMES: option(bool, { example: true, since: '6.1', linux: 7 }),

  /** How CAN XL's virtual channels are sent and received. */
  CAN_RAW_XL_VCID_OPTS: option(vcidOptions, {
    example: { flags: 1, tx_vcid: 7, rx_vcid: 0, rx_vcid_mask: 0 },
    since: '6.9',
    linux: 8,
  }),
}))

/** How a transport of ISO 15765-2 behaves. */
export interface CanIsotpOptions {
  /** CAN_ISOTP_*. */
  flags: number
  /** Time between two frames in ns; 0 keeps it unchanged, CAN_ISOTP_FRAME_TXTIME_ZERO is none. */
  frame_txtime: number
  /** The extended address of sent frames, with CAN_ISOTP_EXTEND_ADDR. */
  ext_address: number
  /** The padding byte of sent frames, with CAN_ISOTP_TX_PADDING. */
  txpad_content: number
  /** The required padding byte of received frames, with CAN_ISOTP_CHK_PAD_DATA. */
  rxpad_content: number
  /** The extended address of received frames, with CAN_ISOTP_RX_EXT_ADDR. */
  rx_ext_address: number
}

/** The C name of a flag of CAN_ISOTP_OPTS. */
export type CanIsotpFlag = keyof typeof CAN_ISOTP_FLAGS

/** {@link CanIsotpOptions} as input. */
export interface CanIsotpOptionsToSet extends Omit<CanIsotpOptions, 'flags'> {
  /** `'CAN_ISOTP_TX_PADDING'`, several names, or the sum of the constants. */
  flags: Flags<CanIsotpFlag>
}

const isotpOptions: Codec<CanIsotpOptions, CanIsotpOptionsToSet> = struct(
  'can_isotp_options',
  {
    flags: 'unsigned',
    frame_txtime: 'unsigned',
    ext_address: 'unsigned',
    txpad_content: 'unsigned',
    rxpad_content: 'unsigned',
    rx_ext_address: 'unsigned',
  },
  { header: 'linux/can/isotp.h', flags: { flags: CAN_ISOTP_FLAGS } },
)

/** The content of flow control frames. */
export interface CanIsotpFlowControl {
  /** How many frames the sender may send before the next flow control; 0 for all. */
  bs: number
  /** Time between two frames: up to 0x7f in ms, 0xf1 to 0xf9 in 100 µs. */
  stmin: number
  /** The maximum number of "wait" frames; 0 for none. */
  wftmax: number
}

const flowControl: Codec<CanIsotpFlowControl> = struct(
  'can_isotp_fc_options',
  { bs: 'unsigned', stmin: 'unsigned', wftmax: 'unsigned' },
  { header: 'linux/can/isotp.h' },
)

/** The frames that carry a transport. */
export interface CanIsotpLinkLayer {
  /** 16 for classic frames, 72 for CAN FD. */
  mtu: number
  /** Bytes in a frame: 8, with CAN FD also 12, 16, 20, 24, 32, 48 or 64. */
  tx_dl: number
  /** Flags of CAN FD frames: CANFD_BRS. */
  tx_flags: number
}

/** The C name of a flag of CAN FD frames. */
export type CanFdFlag = keyof typeof CAN_FD_FLAGS

/** {@link CanIsotpLinkLayer} as input. */
export interface CanIsotpLinkLayerToSet extends Omit<CanIsotpLinkLayer, 'tx_flags'> {
  /** `'CANFD_BRS'`, or its number. */
  tx_flags: Flags<CanFdFlag>
}

const linkLayer: Codec<CanIsotpLinkLayer, CanIsotpLinkLayerToSet> = struct(
  'can_isotp_ll_options',
  { mtu: 'unsigned', tx_dl: 'unsigned', tx_flags: 'unsigned' },
  { header: 'linux/can/isotp.h', flags: { tx_flags: CAN_FD_FLAGS } },
)

/**
 * Options of CAN_ISOTP, which must be set before bind(2); afterwards setting them fails with
 * EISCONN. See linux/can/isotp.h.
 */
export const SOL_CAN_ISOTP = tableAt(isotp, () => ({
  /** The frames that carry the transport; classic ones by default. */
  CAN_ISOTP_LL_OPTS: option(linkLayer, {
    example: { mtu: 72, tx_dl: 64, tx_flags: 0 },
    since: '5.10',
  }),

  /** Flags, padding and extended addresses. */
  CAN_ISOTP_OPTS: option(isotpOptions, {
    example: {
      flags: 0x204,
      frame_txtime: 100_000,
      ext_address: 0,
      txpad_content: 0xaa,
      rxpad_content: 0xcc,
      rx_ext_address: 0,
    },
    since: '5.10',
  }),

  /** The content of our flow control frames. */
  CAN_ISOTP_RECV_FC: option(flowControl, {
    example: { bs: 8, stmin: 5, wftmax: 2 },
    since: '5.10',
  }),

  /** Frames that arrive faster are ignored, with CAN_ISOTP_FORCE_RXSTMIN. For tests. */
  CAN_ISOTP_RX_STMIN: option(uint, { example: 1000, unit: 'ns', since: '5.10' }),

  /** Time between frames, overriding the receiver's, with CAN_ISOTP_FORCE_TXSTMIN. For tests. */
  CAN_ISOTP_TX_STMIN: option(uint, { example: 1000, unit: 'ns', since: '5.10' }),
}))

/** A message passes if each masked field equals the filter's. A mask of 0 accepts all. */
export interface J1939Filter {
  /** The NAME of the sender. */
  name: bigint
  /** The bits of the name to compare. */
  name_mask: bigint
  /** The parameter group. */
  pgn: number
  /** The bits of the parameter group to compare. */
  pgn_mask: number
  /** The address of the sender. */
  addr: number
  /** The bits of the address to compare. */
  addr_mask: number
}

const j1939Filter: Codec<J1939Filter, Partial<J1939Filter>> = struct(
  'j1939_filter',
  {
    name: 'bigint',
    name_mask: 'bigint',
    pgn: 'unsigned',
    pgn_mask: 'unsigned',
    addr: 'unsigned',
    addr_mask: 'unsigned',
  },
  {
    header: 'linux/can/j1939.h',
    defaults: { name: 0n, name_mask: 0n, pgn: 0, pgn_mask: 0, addr: 0, addr_mask: 0 },
  },
)

/** Options of CAN_J1939. See linux/can/j1939.h. */
export const SOL_CAN_J1939 = tableAt(j1939, () => ({
  /** Queues the outcome of each message for MSG_ERRQUEUE, as SCM_J1939_ERRQUEUE. */
  SO_J1939_ERRQUEUE: option(bool, { example: true, since: '5.4', linux: 4 }),

  /** Which messages to receive: those that pass any of these. `[]` removes the filter. */
  SO_J1939_FILTER: option(list(j1939Filter, 512), {
    writeOnly: true,
    example: [{ name: 0n, name_mask: 0n, pgn: 0xfeca, pgn_mask: 0x3_ffff, addr: 0, addr_mask: 0 }],
    since: '5.4',
    linux: 1,
  }),

  /** Receives messages to every address. */
  SO_J1939_PROMISC: option(bool, { example: true, since: '5.4', linux: 2 }),

  /** Priority of sent messages: 0 is the highest, 7 the lowest. Below 2 needs CAP_NET_ADMIN. */
  SO_J1939_SEND_PRIO: option(int, { example: 3, since: '5.4', linux: 3 }),
}))
