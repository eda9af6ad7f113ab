import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'

/** Metadata of a frame: struct tpacket_auxdata. */
export interface PacketAuxdata {
  /** Sum of `TP_STATUS_*`. */
  status: number
  /** The real length of the frame. */
  len: number
  /** The length that a filter kept. */
  snaplen: number
  /** The offset of the link header in the received bytes. */
  mac: number
  /** The offset of the network header. */
  net: number
  /** The VLAN tag, which the kernel removes from the frame; with `TP_STATUS_VLAN_VALID`. */
  vlan_tci: number
  /** The protocol of the tag, `ETH_P_8021Q`; with `TP_STATUS_VLAN_TPID_VALID`. */
  vlan_tpid: number
}

const auxdata: Codec<PacketAuxdata> = struct(
  'kernel_tpacket_auxdata',
  {
    status: 'unsigned',
    len: 'unsigned',
    snaplen: 'unsigned',
    mac: 'unsigned',
    net: 'unsigned',
    vlan_tci: 'unsigned',
    vlan_tpid: 'unsigned',
  },
  { prefix: 'tp_' },
)

const where: Level = {
  level: 'SOL_PACKET',
  page: 'packet(7)',
  testedOn: ['AF_PACKET', 'SOCK_RAW'],
  header: 'linux/if_packet.h',
}

/** Control messages of packet sockets. See packet(7). */
export const SOL_PACKET_CONTROL = tableAt(where, () => ({
  /** Real length, VLAN tag and checksum state of the frame. */
  PACKET_AUXDATA: control(auxdata, {
    enabledBy: 'PACKET_AUXDATA',
    receiveOnly: true,
    since: '2.6.21',
  }),

  /** Reports a sent frame. With SO_TIMESTAMPING, its time is a further message. */
  PACKET_TX_TIMESTAMP: control(extendedError, {
    enabledBy: ['SO_TIMESTAMPING', 0x12],
    receiveOnly: true,
    queued: true,
    since: '3.6',
  }),
}))
