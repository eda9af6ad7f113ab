import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { int } from '../../codec/values.ts'
import { control, controlAt } from '../control.ts'
import type { Level } from '../option.ts'
import { extendedError } from '../socket/extended-error.ts'

/** Where an IPv6 packet arrived, or should leave from. */
export interface PacketInfo6 {
  /** The interface, by number; 0 leaves it to routing. */
  interfaceIndex: number
  /** On receive, the destination; on send, the source to use. */
  address: string
}

const packetInfo6: Codec<PacketInfo6> = mapped(
  struct('in6_pktinfo', { ipi6_addr: 'ipv6', ipi6_ifindex: 'unsigned' }),
  ({ interfaceIndex, address }: PacketInfo6) => ({
    ipi6_addr: address,
    ipi6_ifindex: interfaceIndex,
  }),
  ({ ipi6_addr, ipi6_ifindex }) => ({
    interfaceIndex: ipi6_ifindex,
    address: ipi6_addr,
  }),
)

const where: Level = {
  level: 'IPPROTO_IPV6',
  page: 'ipv6(7)',
  on: ['AF_INET6', 'SOCK_DGRAM'],
}

/** Control messages of IPv6. See ipv6(7) and RFC 3542. */
export const IPPROTO_IPV6_CONTROL = controlAt(where, () => ({
  /** Hops left, or to allow: 0 to 255, -1 for the route's. */
  IPV6_HOPLIMIT: control(int, { ask: 'IPV6_RECVHOPLIMIT', example: 9, unit: 'hops' }),

  /** Where a packet arrived, or should leave from. */
  IPV6_PKTINFO: control(packetInfo6, {
    ask: 'IPV6_RECVPKTINFO',
    example: { interfaceIndex: 1, address: '::1' },
  }),

  /** An error, a stamp of a sent packet, or a completion of MSG_ZEROCOPY, from the error queue. */
  IPV6_RECVERR: control(extendedError, { ask: 'IPV6_RECVERR', receiveOnly: true, queued: true }),

  /** DSCP and ECN bits. */
  IPV6_TCLASS: control(int, { ask: 'IPV6_RECVTCLASS', example: 0xb8 }),
}))
