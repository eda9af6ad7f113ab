import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { byte, bytes, int, intWithin, uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { sockaddrOf } from '../sockaddr.ts'
import { AF_INET } from './address.ts'
import { extendedError } from '../extended-error.ts'

/** Where an IPv4 packet arrived. */
export interface PacketInfo {
  /** The number of the interface. */
  interfaceIndex: number
  /** The local address according to routing: the source address of a reply. */
  localAddress: string
  /** The destination in the packet's header. */
  destination: string
}

/** Where an IPv4 packet is to be sent from: an interface, an address, or both. */
export interface PacketInfoToSend {
  /** The interface, by number or name; routing decides if it is left out or 0. */
  interfaceIndex?: number | string
  /** The source address; routing decides if it is left out. */
  localAddress?: string
  /** Ignored, so that what was received can be sent. */
  destination?: string
}

const ANY = '0.0.0.0'

const packetInfo: Codec<PacketInfo, PacketInfoToSend> = struct(
  'in_pktinfo',
  { interfaceIndex: 'interface', localAddress: 'ipv4', destination: 'ipv4' },
  {
    names: { interfaceIndex: 'ipi_ifindex', localAddress: 'ipi_spec_dst', destination: 'ipi_addr' },
    defaults: { interfaceIndex: 0, localAddress: ANY, destination: ANY },
  },
)

/** The options of a header: at most 40 bytes. */
const headerOptions = bytes(40)

const where: Level = {
  level: 'IPPROTO_IP',
  page: 'ip(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
  families: ['AF_INET', 'AF_INET6'],
}

/** Control messages of IPv4. See ip(7). */
export const IPPROTO_IP_CONTROL = tableAt(where, () => ({
  /**
   * The Internet checksum of the data of a UDP datagram, not folded to 16 bits. Present only if the
   * network card or the kernel has summed all of it.
   */
  IP_CHECKSUM: control(uint, {
    enabledBy: 'IP_CHECKSUM',
    receiveOnly: true,
    since: '4.0',
    linux: 23,
  }),

  /** The original destination, which with IP_TRANSPARENT may be another machine. */
  IP_ORIGDSTADDR: control(sockaddrOf(AF_INET), {
    enabledBy: 'IP_RECVORIGDSTADDR',
    receiveOnly: true,
    since: '2.6.29',
  }),

  /** Where a packet arrived, or is to be sent from: `{ interfaceIndex: 'eth0' }` is enough. */
  IP_PKTINFO: control(packetInfo, {
    enabledBy: 'IP_PKTINFO',
    example: { interfaceIndex: 1, localAddress: '127.0.0.1', destination: '127.0.0.1' },
  }),

  /** The protocol for routing a packet with its own header (IP_HDRINCL): 1 to 255. */
  IP_PROTOCOL: control(int, {
    sendOnly: true,
    example: 17,
    since: '6.4',
    testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_RAW'],
    linux: 52,
  }),

  /** Bytes of the largest fragment of a packet that arrived in fragments. */
  IP_RECVFRAGSIZE: control(int, {
    enabledBy: 'IP_RECVFRAGSIZE',
    receiveOnly: true,
    unit: 'bytes',
    since: '4.10',
    linux: 25,
  }),

  /** The IP options of a packet, if it has any, as in its header. */
  IP_RECVOPTS: control(headerOptions, { enabledBy: 'IP_RECVOPTS', receiveOnly: true }),

  /** The IP options for a reply, with reversed routes. Sent: the options of this packet. */
  IP_RETOPTS: control(headerOptions, {
    enabledBy: 'IP_RETOPTS',
    example: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0), // IPOPT_RR with room for one address
    readsBack: Uint8Array.of(7, 7, 8, 127, 0, 0, 1, 0), // which loopback has filled in
  }),

  /**
   * An error, a timestamp of a sent packet, or a completion of MSG_ZEROCOPY, from the error queue.
   */
  IP_RECVERR: control(extendedError, { enabledBy: 'IP_RECVERR', receiveOnly: true, queued: true }),

  /** DSCP and ECN bits. */
  IP_TOS: control(byte, { enabledBy: 'IP_RECVTOS', example: 0xb8 }),

  /** The TTL: 1 to 255. */
  IP_TTL: control(intWithin(1, 255), { enabledBy: 'IP_RECVTTL', example: 9, unit: 'hops' }),
}))
