import { type Codec, mapped } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { deviceAddress, fromLittle, toLittle } from './device-address.ts'

/** An address of BTPROTO_L2CAP. See net/bluetooth/l2cap.h. */
export interface BluetoothL2capAddress {
  /** The family. */
  family: 'AF_BLUETOOTH'
  /** The device: `'00:11:22:33:44:55'`. When binding, all zeros mean any adapter. */
  address: string
  /** The protocol/service multiplexer: the port. 0 for a fixed channel. */
  psm: number
  /** A fixed channel, L2CAP_CID_*; left out if 0. */
  cid?: number
  /** BDADDR_BREDR, BDADDR_LE_PUBLIC, BDADDR_LE_RANDOM; left out if 0, which is BR/EDR. */
  addressType?: number
}

/** An address of BTPROTO_RFCOMM. See net/bluetooth/rfcomm.h. */
export interface BluetoothRfcommAddress {
  /** The family. */
  family: 'AF_BLUETOOTH'
  /** The device: `'00:11:22:33:44:55'`. */
  address: string
  /** 1 to 30. When binding, 0 lets the kernel choose at listen(2). */
  channel: number
}

/** An address of BTPROTO_HCI: an adapter of this machine. See net/bluetooth/hci_sock.h. */
export interface BluetoothHciAddress {
  /** The family. */
  family: 'AF_BLUETOOTH'
  /** The adapter: 0 is hci0; HCI_DEV_NONE is none. */
  device: number
  /** HCI_CHANNEL_*. */
  channel: number
}

/** An address of BTPROTO_SCO: a device. See net/bluetooth/sco.h. */
export interface BluetoothScoAddress {
  /** The family. */
  family: 'AF_BLUETOOTH'
  /** The device: `'00:11:22:33:44:55'`. */
  address: string
}

/**
 * An address of BTPROTO_ISO. Without a broadcast it has the same bytes as an RFCOMM address, and is
 * decoded as one, with this `addressType` as `channel`. See net/bluetooth/iso.h.
 */
export interface BluetoothIsoAddress {
  /** The family. */
  family: 'AF_BLUETOOTH'
  /** The device: `'00:11:22:33:44:55'`. */
  address: string
  /** BDADDR_LE_PUBLIC or BDADDR_LE_RANDOM. */
  addressType: number
  /** The broadcast to listen to. */
  broadcast?: BluetoothBroadcast
}

/** The sender of a broadcast, and which of its streams. */
export interface BluetoothBroadcast {
  /** The device: `'00:11:22:33:44:55'`. */
  address: string
  /** BDADDR_LE_PUBLIC or BDADDR_LE_RANDOM. */
  addressType: number
  /** The advertising set: 0 to 15. */
  sid: number
  /** The streams: 1 to 31, at most 31. */
  streams: number[]
}

/** An address of AF_BLUETOOTH, distinguished by its fields, as the kernel does by the protocol. */
export type BluetoothAddress =
  | BluetoothL2capAddress
  | BluetoothRfcommAddress
  | BluetoothHciAddress
  | BluetoothScoAddress
  | BluetoothIsoAddress

const FAMILY = 'AF_BLUETOOTH'

// sockaddr_l2 is little-endian on every machine; sockaddr_hci has the machine's byte order.
const l2cap: Codec<BluetoothL2capAddress> = mapped(
  struct('kernel_sockaddr_l2', {
    l2_psm: 'bytes',
    l2_bdaddr: 'bytes',
    l2_cid: 'bytes',
    l2_bdaddr_type: 'unsigned',
  }),
  ({ address, psm, cid = 0, addressType = 0 }: BluetoothL2capAddress) => ({
    l2_psm: toLittle(psm, 'psm'),
    l2_bdaddr: deviceAddress.encode(address),
    l2_cid: toLittle(cid, 'cid'),
    l2_bdaddr_type: within(addressType, 'addressType', 0, 255),
  }),
  ({ l2_psm, l2_bdaddr, l2_cid, l2_bdaddr_type }) => {
    const cid = fromLittle(l2_cid)
    return {
      family: FAMILY,
      address: deviceAddress.decode(l2_bdaddr),
      psm: fromLittle(l2_psm),
      ...(cid === 0 ? {} : { cid }),
      ...(l2_bdaddr_type === 0 ? {} : { addressType: l2_bdaddr_type }),
    }
  },
  { family: true, address: true, psm: true, cid: false, addressType: false },
)

const rfcomm: Codec<BluetoothRfcommAddress> = mapped(
  struct('kernel_sockaddr_rc', { rc_bdaddr: 'bytes', rc_channel: 'unsigned' }),
  ({ address, channel }: BluetoothRfcommAddress) => ({
    rc_bdaddr: deviceAddress.encode(address),
    rc_channel: within(channel, 'channel', 0, 255),
  }),
  ({ rc_bdaddr, rc_channel }) => ({
    family: FAMILY,
    address: deviceAddress.decode(rc_bdaddr),
    channel: rc_channel,
  }),
  { family: true, address: true, channel: true },
)

const hci: Codec<BluetoothHciAddress> = mapped(
  struct('kernel_sockaddr_hci', { hci_dev: 'unsigned', hci_channel: 'unsigned' }),
  ({ device, channel }: BluetoothHciAddress) => ({
    hci_dev: within(device, 'device', 0, 0xffff),
    hci_channel: within(channel, 'channel', 0, 0xffff),
  }),
  ({ hci_dev, hci_channel }) => ({ family: FAMILY, device: hci_dev, channel: hci_channel }),
  { family: true, device: true, channel: true },
)

const sco: Codec<BluetoothScoAddress> = mapped(
  struct('kernel_sockaddr_sco', { sco_bdaddr: 'bytes' }),
  ({ address }: BluetoothScoAddress) => ({ sco_bdaddr: deviceAddress.encode(address) }),
  ({ sco_bdaddr }) => ({ family: FAMILY, address: deviceAddress.decode(sco_bdaddr) }),
  { family: true, address: true },
)

const broadcast: Codec<BluetoothBroadcast> = mapped(
  struct('kernel_sockaddr_iso_bc', {
    bc_bdaddr: 'bytes',
    bc_bdaddr_type: 'unsigned',
    bc_sid: 'unsigned',
    bc_num_bis: 'unsigned',
    bc_bis: 'bytes',
  }),
  ({ address, addressType, sid, streams }: BluetoothBroadcast) => {
    const bc_bis = Uint8Array.from(arrayFrom(streams, 'streams'), (stream) =>
      within(stream, 'stream', 0, 255),
    )
    return {
      bc_bdaddr: deviceAddress.encode(address),
      bc_bdaddr_type: within(addressType, 'addressType', 0, 255),
      bc_sid: within(sid, 'sid', 0, 255),
      bc_num_bis: bc_bis.length,
      bc_bis,
    }
  },
  ({ bc_bdaddr, bc_bdaddr_type, bc_sid, bc_num_bis, bc_bis }) => {
    if (bc_num_bis > bc_bis.length)
      throw new RangeError(`Cannot read ${bc_num_bis} streams, has room for ${bc_bis.length}`)
    return {
      address: deviceAddress.decode(bc_bdaddr),
      addressType: bc_bdaddr_type,
      sid: bc_sid,
      streams: [...bc_bis.subarray(0, bc_num_bis)],
    }
  },
  { address: true, addressType: true, sid: true, streams: true },
)

const isoHead = struct('kernel_sockaddr_iso', { iso_bdaddr: 'bytes', iso_bdaddr_type: 'unsigned' })

const readIso = objectReader<BluetoothIsoAddress>('struct sockaddr_iso', {
  ...{ family: true, address: true, addressType: true, broadcast: false },
})

const iso: Codec<BluetoothIsoAddress> = (() => {
  const first = 'iso_bc[0].bc_bdaddr'
  const plan = perPlatform((platform) => {
    const { size = 0, fields = {} } = platform.layout('kernel_sockaddr_iso') ?? {}
    // The broadcast begins in the padding of the head, but adds its whole size to the length.
    return { alone: size, at: fields[first]?.offset ?? 0, all: size + broadcast.maxSize(platform) }
  })
  return {
    probes: () => [
      ...isoHead.probes(),
      ...broadcast.probes(),
      { name: 'kernel_sockaddr_iso', fields: [first] },
    ],
    maxSize: (platform) => plan(platform).all,
    encode(value, platform) {
      const { address, addressType, broadcast: of } = readIso(value)
      const head = isoHead.encode(
        {
          iso_bdaddr: deviceAddress.encode(address),
          iso_bdaddr_type: within(addressType, 'addressType', 0, 255),
        },
        platform,
      )
      if (of === undefined) return head
      const bytes = new Uint8Array(plan(platform).all)
      bytes.set(head)
      bytes.set(broadcast.encode(of, platform), plan(platform).at)
      return bytes
    },
    decode(bytes, platform) {
      const { iso_bdaddr, iso_bdaddr_type } = isoHead.decode(bytes, platform)
      return {
        family: FAMILY,
        address: deviceAddress.decode(iso_bdaddr),
        addressType: iso_bdaddr_type,
        broadcast: broadcast.decode(bytes.subarray(plan(platform).at), platform),
      }
    },
  }
})()

/** The sockaddrs of AF_BLUETOOTH, which have only the family field in common. */
export const bluetooth: Codec<BluetoothAddress> = {
  probes: () => [l2cap, rfcomm, hci, sco, iso].flatMap(({ probes }) => probes()),
  maxSize: (platform) => iso.maxSize(platform),
  encode(value, platform) {
    if ('device' in value) return hci.encode(value, platform)
    if ('psm' in value || 'cid' in value)
      return l2cap.encode(value as BluetoothL2capAddress, platform)
    if ('channel' in value) return rfcomm.encode(value, platform)
    return 'addressType' in value ? iso.encode(value, platform) : sco.encode(value, platform)
  },
  decode(bytes, platform) {
    const codec = [l2cap, rfcomm, hci, sco, iso].find(
      (one) => one.maxSize(platform) === bytes.length,
    )
    if (!codec) throw new RangeError(`No Bluetooth address has ${bytes.length} bytes`)
    return codec.decode(bytes, platform)
  },
}
