import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { bool, byte, bytes, uint, ushort } from '../../codec/values.ts'
import { ofType } from '../../codec/type-check.ts'
import { option } from '../option.ts'
import { type Level, type SocketKind, tableAt } from '../table.ts'
import { fromLittle, toLittle } from './device-address.ts'
import { L2CAP_LINK_MODES, RFCOMM_LINK_MODES } from './values.ts'

const L2CAP: SocketKind = ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_L2CAP']
const RFCOMM: SocketKind = ['AF_BLUETOOTH', 'SOCK_STREAM', 'BTPROTO_RFCOMM']
const HCI: SocketKind = ['AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI']
const SCO: SocketKind = ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_SCO']
const ISO: SocketKind = ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_ISO']

/** The required security of a link. */
export interface BluetoothSecurity {
  /** BT_SECURITY_*. */
  level: number
  /** Bytes of the key, known when connected; ignored when setting. */
  key_size: number
}

const security: Codec<BluetoothSecurity, { level: number; key_size?: number }> = struct(
  'kernel_bt_security',
  { level: 'unsigned', key_size: 'unsigned' },
  { defaults: { key_size: 0 } },
)

const power: Codec<boolean> = mapped(
  struct('kernel_bt_power', { force_active: 'bool' }),
  (value: boolean) => ({ force_active: value }),
  ({ force_active }) => force_active,
)

const voice: Codec<number> = mapped(
  struct('kernel_bt_voice', { setting: 'unsigned' }),
  (setting: number) => ({ setting }),
  ({ setting }) => setting,
)

/** A u16; but SCO returns a u32, regardless of the buffer. */
const mtu: Codec<number> = {
  probes: () => [],
  maxSize: () => 4,
  encode: (value, platform) => ushort.encode(value, platform),
  decode(answer, platform) {
    if (answer.length < 2) throw tooShort('an MTU', answer, 2)
    const first = ushort.decode(answer.subarray(0, 2), platform)
    if (platform.littleEndian || first !== 0 || answer.length < 4) return first
    return ushort.decode(answer.subarray(2, 4), platform)
  },
}

const common: Level = { level: 'SOL_BLUETOOTH', page: 'net/bluetooth/bluetooth.h', testedOn: L2CAP }

/** Options of several Bluetooth protocols. See net/bluetooth/bluetooth.h. */
export const SOL_BLUETOOTH = tableAt(common, () => ({
  /**
   * Whether high speed may be used: BT_CHANNEL_POLICY_*. Always EOPNOTSUPP since Linux 6.8.
   */
  BT_CHANNEL_POLICY: option(uint, { since: '3.10', linux: 10 }),

  /** accept(2) returns connections before they are confirmed; the first receive confirms them. */
  BT_DEFER_SETUP: option(bool, { example: true, linux: 7 }),

  /** Whether sent data may be discarded after a timeout. Setting false requires a connection. */
  BT_FLUSHABLE: option(bool, { example: true, since: '2.6.39', linux: 8 }),

  /** A broadcaster's description of its streams: Basic Audio Announcements, as bytes. */
  BT_ISO_BASE: option(bytes(248), {
    example: new Uint8Array([0x40, 0x9c, 0x00, 0x01]),
    since: '6.0',
    testedOn: ISO,
    linux: 20,
  }),

  /** The mode of L2CAP: BT_MODE_*. ENOPROTOOPT unless the module has enable_ecred. */
  BT_MODE: option(byte, { since: '5.7', linux: 15 }),

  /** Which modulations the link may use: BT_PHY_*; ENOTCONN before. */
  BT_PHY: option(uint, { readOnly: true, since: '5.7', linux: 14 }),

  /** Adds the number of a packet to each receive, as BT_SCM_PKT_SEQNUM. */
  BT_PKT_SEQNUM: option(bool, { example: true, since: '6.17', testedOn: ISO, linux: 22 }),

  /** Adds whether a packet is whole to each receive, as BT_SCM_PKT_STATUS. */
  BT_PKT_STATUS: option(bool, { example: true, since: '5.9', testedOn: SCO, linux: 16 }),

  /** Keeps the link active; true by default. */
  BT_POWER: option(power, { example: false, since: '3.1', linux: 9 }),

  /** The largest packet to receive: LE, and HCI_CHANNEL_CONTROL. */
  BT_RCVMTU: option(mtu, { example: 672, unit: 'bytes', since: '3.19', linux: 13 }),

  /** The required security of the link. */
  BT_SECURITY: option(security, { example: { level: 2, key_size: 0 }, since: '2.6.30', linux: 4 }),

  /** The largest packet that the peer accepts, known when connected: LE, SCO. */
  BT_SNDMTU: option(mtu, { readOnly: true, unit: 'bytes', since: '3.19', linux: 12 }),

  /** The encoding of voice: BT_VOICE_*. */
  BT_VOICE: option(voice, { example: 0x0060, since: '3.12', testedOn: SCO, linux: 11 }),
}))

/** The link below a connection. */
export interface BluetoothConnectionInfo {
  /** Its number in HCI. */
  hci_handle: number
  /** The class of the device, three bytes. */
  dev_class: Uint8Array
}

const connectionInfo: Codec<BluetoothConnectionInfo> = struct('kernel_bt_conninfo', {
  hci_handle: 'unsigned',
  dev_class: 'bytes',
})

/** The configuration of an L2CAP channel. */
export interface L2capOptions {
  /** The largest packet to send. */
  omtu: number
  /** The largest packet to receive. */
  imtu: number
  /** Flush timeout in ms; 0xffff is never. */
  flush_to: number
  /** L2CAP_MODE_*. */
  mode: number
  /** L2CAP_FCS_*. */
  fcs: number
  /** Maximum number of transmissions of a packet. */
  max_tx: number
  /** How many packets may be unacknowledged. */
  txwin_size: number
}

const l2capOptions: Codec<L2capOptions> = struct('kernel_l2cap_options', {
  omtu: 'unsigned',
  imtu: 'unsigned',
  flush_to: 'unsigned',
  mode: 'unsigned',
  fcs: 'unsigned',
  max_tx: 'unsigned',
  txwin_size: 'unsigned',
})

/** Options of BTPROTO_L2CAP. See net/bluetooth/l2cap.h. */
export const SOL_L2CAP = tableAt(
  { level: 'SOL_L2CAP', page: 'net/bluetooth/l2cap.h', testedOn: L2CAP },
  () => ({
    /** The link below; ENOTCONN before. */
    L2CAP_CONNINFO: option(connectionInfo, { readOnly: true, linux: 2 }),

    /** Role and security of the link: L2CAP_LM_*. Prefer BT_SECURITY. */
    L2CAP_LM: option(flags(L2CAP_LINK_MODES, uint), { example: 2, linux: 3 }),

    /**
     * The configuration of the channel; BR/EDR only. Must be set before connect(2) or listen(2).
     */
    L2CAP_OPTIONS: option(l2capOptions, {
      example: {
        omtu: 0,
        imtu: 1000,
        flush_to: 0xffff,
        mode: 0,
        fcs: 1,
        max_tx: 3,
        txwin_size: 63,
      },
      linux: 1,
    }),
  }),
)

/** Options of BTPROTO_RFCOMM. See net/bluetooth/rfcomm.h. */
export const SOL_RFCOMM = tableAt(
  { level: 'SOL_RFCOMM', page: 'net/bluetooth/rfcomm.h', testedOn: RFCOMM },
  () => ({
    /** The link below; ENOTCONN before. */
    RFCOMM_CONNINFO: option(connectionInfo, { readOnly: true, linux: 2 }),

    /** Role and security of the link: RFCOMM_LM_*. Prefer BT_SECURITY. */
    RFCOMM_LM: option(flags(RFCOMM_LINK_MODES, uint), { example: 2, linux: 3 }),
  }),
)

const scoOptions: Codec<number> = mapped(
  struct('kernel_sco_options', { mtu: 'unsigned' }),
  (size: number) => ({ mtu: size }),
  (value) => value.mtu,
)

/** Options of BTPROTO_SCO. See net/bluetooth/sco.h. */
export const SOL_SCO = tableAt(
  { level: 'SOL_SCO', page: 'net/bluetooth/sco.h', testedOn: SCO },
  () => ({
    /** The link below; ENOTCONN before. */
    SCO_CONNINFO: option(connectionInfo, { readOnly: true, linux: 2 }),

    /** The largest packet; ENOTCONN before. */
    SCO_OPTIONS: option(scoOptions, { readOnly: true, unit: 'bytes', linux: 1 }),
  }),
)

/** Which packets a raw HCI socket receives. */
export interface HciFilter {
  /** Types of packets, a bit for each: `1 << 4` is events. */
  type_mask: number
  /** Events, a bit for each. */
  event_mask: bigint
  /** Of "command complete" and "command status", only those for this command; 0 for all. */
  opcode: number
}

const hciFilter: Codec<HciFilter> = mapped(
  struct('kernel_hci_ufilter', {
    type_mask: 'unsigned',
    'event_mask[0]': 'unsigned',
    'event_mask[1]': 'unsigned',
    opcode: 'bytes',
  }),
  ({ type_mask, event_mask, opcode }: HciFilter) => {
    ofType(event_mask, 'bigint', 'event_mask')
    if (event_mask < 0n || event_mask >> 64n !== 0n)
      throw new RangeError(`event_mask must fit in 64 bits, not ${event_mask}`)
    return {
      type_mask,
      'event_mask[0]': Number(event_mask & 0xffff_ffffn),
      'event_mask[1]': Number(event_mask >> 32n),
      opcode: toLittle(opcode, 'opcode'),
    }
  },
  (value) => ({
    type_mask: value.type_mask,
    event_mask: BigInt(value['event_mask[0]']) | (BigInt(value['event_mask[1]']) << 32n),
    opcode: fromLittle(value.opcode),
  }),
  { type_mask: true, event_mask: true, opcode: true },
)

/** Options of BTPROTO_HCI, on HCI_CHANNEL_RAW. See net/bluetooth/hci_sock.h. */
export const SOL_HCI = tableAt(
  { level: 'SOL_HCI', page: 'net/bluetooth/hci_sock.h', testedOn: HCI },
  () => ({
    /** Adds HCI_CMSG_DIR to each receive. */
    HCI_DATA_DIR: option(bool, { example: true, linux: 1 }),

    /** Which packets to receive; none by default. Some require CAP_NET_RAW. */
    HCI_FILTER: option(hciFilter, {
      example: { type_mask: 0x10, event_mask: 0x4000n, opcode: 0 },
      linux: 2,
    }),

    /** Adds HCI_CMSG_TSTAMP to each receive. */
    HCI_TIME_STAMP: option(bool, { example: true, linux: 3 }),
  }),
)
