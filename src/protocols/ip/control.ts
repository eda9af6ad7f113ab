import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { byte, int } from '../../codec/values.ts'
import { control, controlAt } from '../control.ts'
import type { Level } from '../option.ts'
import { extendedError } from '../socket/extended-error.ts'

/** Where an IPv4 packet arrived, or should leave from. */
export interface PacketInfo {
  /** The interface, by number. */
  interfaceIndex: number
  /** On receive, the local address that routing gave; on send, the source to use. */
  localAddress: string
  /** On receive, the destination in the packet's header. */
  destination?: string
}

const NOWHERE = '0.0.0.0'

const packetInfo: Codec<PacketInfo> = mapped(
  struct('in_pktinfo', { ipi_ifindex: 'unsigned', ipi_spec_dst: 'ipv4', ipi_addr: 'ipv4' }),
  ({ interfaceIndex, localAddress, destination = NOWHERE }: PacketInfo) => ({
    ipi_ifindex: interfaceIndex,
    ipi_spec_dst: localAddress,
    ipi_addr: destination,
  }),
  ({ ipi_ifindex, ipi_spec_dst, ipi_addr }) => ({
    interfaceIndex: ipi_ifindex,
    localAddress: ipi_spec_dst,
    destination: ipi_addr,
  }),
)

const where: Level = {
  level: 'IPPROTO_IP',
  page: 'ip(7)',
  on: ['AF_INET', 'SOCK_DGRAM'],
}

/** Control messages of IPv4. See ip(7). */
export const IPPROTO_IP_CONTROL = controlAt(where, () => ({
  /** Where a packet arrived, or should leave from. */
  IP_PKTINFO: control(packetInfo, {
    ask: 'IP_PKTINFO',
    example: { interfaceIndex: 1, localAddress: '127.0.0.1', destination: '127.0.0.1' },
  }),

  /** An error, a stamp of a sent packet, or a completion of MSG_ZEROCOPY, from the error queue. */
  IP_RECVERR: control(extendedError, { ask: 'IP_RECVERR', receiveOnly: true, queued: true }),

  /** DSCP and ECN bits. */
  IP_TOS: control(byte, { ask: 'IP_RECVTOS', example: 0xb8 }),

  /** Hops left, or to allow: 1 to 255. */
  IP_TTL: control(int, { ask: 'IP_RECVTTL', example: 9, unit: 'hops' }),
}))
