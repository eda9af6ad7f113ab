import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'

/** What comes with a frame besides its bytes: struct tpacket_auxdata. */
export interface PacketAuxdata {
  /** Sum of `TP_STATUS_*`. */
  status: number
  /** The true length of the frame. */
  len: number
  /** How much of it a filter let through. */
  snaplen: number
  /** Where in what was received the header of the link begins. */
  mac: number
  /** Where the header behind that begins. */
  net: number
  /** The VLAN tag, which the kernel takes out of the frame; with `TP_STATUS_VLAN_VALID`. */
  vlan_tci: number
  /** The protocol of the tag, `ETH_P_8021Q`; with `TP_STATUS_VLAN_TPID_VALID`. */
  vlan_tpid: number
}

const auxdata: Codec<PacketAuxdata> = struct(
  'tpacket_auxdata',
  {
    status: 'unsigned',
    len: 'unsigned',
    snaplen: 'unsigned',
    mac: 'unsigned',
    net: 'unsigned',
    vlan_tci: 'unsigned',
    vlan_tpid: 'unsigned',
  },
  { header: 'linux/if_packet.h', prefix: 'tp_' },
)

const where: Level = {
  level: 'SOL_PACKET',
  page: 'packet(7)',
  testedOn: ['AF_PACKET', 'SOCK_RAW'],
  header: 'linux/if_packet.h',
}

/** Control messages of packet sockets. See packet(7). */
export const SOL_PACKET_CONTROL = tableAt(where, () => ({
  /** True length, VLAN tag and state of checksums of the frame. */
  PACKET_AUXDATA: control(auxdata, {
    enabledBy: 'PACKET_AUXDATA',
    receiveOnly: true,
    since: '2.6.21',
  }),

  /** That a frame was sent, and with SO_TIMESTAMPING when; the time is a message beside it. */
  PACKET_TX_TIMESTAMP: control(extendedError, {
    enabledBy: ['SO_TIMESTAMPING', 0x12],
    receiveOnly: true,
    queued: true,
    since: '3.6',
  }),
}))
