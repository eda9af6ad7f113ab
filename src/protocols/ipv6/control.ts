import { type Codec, tooShort } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { bool, bytes, int } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { sockaddrOf } from '../sockaddr.ts'
import { AF_INET6 } from './address.ts'
import { pathMtu } from './path-mtu.ts'
import { extendedError } from '../extended-error.ts'

/** Where an IPv6 packet arrived, or should leave from. */
export interface PacketInfo6 {
  /** The interface, by number; 0 leaves it to routing. */
  interfaceIndex: number
  /** On receive, the destination; on send, the source to use. */
  address: string
}

const packetInfo6: Codec<PacketInfo6> = struct(
  'in6_pktinfo',
  { address: 'ipv6', interfaceIndex: 'unsigned' },
  { names: { address: 'ipi6_addr', interfaceIndex: 'ipi6_ifindex' } },
)

const MOST_FLOW_INFO = 0x0fff_ffff

/** The low 28 bits of the first word of a header, which is in network byte order. */
const flowInfo: Codec<number> = {
  probes: () => [],
  room: () => 4,
  encode(value) {
    const word = new Uint8Array(4)
    new DataView(word.buffer).setUint32(0, within(value, 'A flow info', 0, MOST_FLOW_INFO))
    return word
  },
  decode(word) {
    if (word.length < 4) throw tooShort('a flow info', word, 4)
    return new DataView(word.buffer, word.byteOffset, 4).getUint32(0) & MOST_FLOW_INFO
  },
}

/** An extension header; the longest has 255 × 8 bytes behind its first 8. */
const extensionHeader = bytes(2048)

/**
 * An extension header of padding alone. The kernel writes its first byte: 17 says that UDP follows.
 */
const PADDING = Uint8Array.of(17, 0, 1, 4, 0, 0, 0, 0)

const where: Level = {
  level: 'IPPROTO_IPV6',
  page: 'ipv6(7)',
  testedOn: ['AF_INET6', 'SOCK_DGRAM'],
}

/** Control messages of IPv6. See ipv6(7) and RFC 3542. */
export const IPPROTO_IPV6_CONTROL = tableAt(where, () => ({
  /** IPV6_DSTOPTS as RFC 2292 had it. */
  IPV6_2292DSTOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_2292DSTOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** IPV6_HOPLIMIT as RFC 2292 had it. */
  IPV6_2292HOPLIMIT: control(int, { enabledBy: 'IPV6_2292HOPLIMIT', example: 9, unit: 'hops' }),

  /** IPV6_HOPOPTS as RFC 2292 had it. */
  IPV6_2292HOPOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_2292HOPOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** IPV6_PKTINFO as RFC 2292 had it. */
  IPV6_2292PKTINFO: control(packetInfo6, {
    enabledBy: 'IPV6_2292PKTINFO',
    example: { interfaceIndex: 1, address: '::1' },
  }),

  /** IPV6_RTHDR as RFC 2292 had it. */
  IPV6_2292RTHDR: control(extensionHeader, { enabledBy: 'IPV6_2292RTHDR' }),

  /** Refuses with EMSGSIZE what would have to be fragmented. */
  IPV6_DONTFRAG: control(bool, { sendOnly: true, example: true, since: '2.6.35' }),

  /** The destination options header, whole. Of two in a packet, only one comes. */
  IPV6_DSTOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_RECVDSTOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /**
   * Traffic class and flow label as one plain number of 28 bits: the class times 2²⁰, plus the
   * label. It does not come when both are 0. Sent, only the label counts; see IPV6_TCLASS.
   */
  IPV6_FLOWINFO: control(flowInfo, { enabledBy: 'IPV6_FLOWINFO', example: 0x3_4567, linux: 11 }),

  /** Hops left, or to allow: 0 to 255, -1 for the route's. */
  IPV6_HOPLIMIT: control(int, { enabledBy: 'IPV6_RECVHOPLIMIT', example: 9, unit: 'hops' }),

  /** The hop-by-hop options header, whole. */
  IPV6_HOPOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_RECVHOPOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** Where the sender wrote the datagram to, which with IPV6_TRANSPARENT may be another machine. */
  IPV6_ORIGDSTADDR: control(sockaddrOf(AF_INET6), {
    enabledBy: 'IPV6_RECVORIGDSTADDR',
    receiveOnly: true,
    since: '2.6.37',
  }),

  /** A path whose MTU is less than what was sent. It comes in a receive without data. */
  IPV6_PATHMTU: control(pathMtu, { enabledBy: 'IPV6_RECVPATHMTU', receiveOnly: true }),

  /** Where a packet arrived, or should leave from. */
  IPV6_PKTINFO: control(packetInfo6, {
    enabledBy: 'IPV6_RECVPKTINFO',
    example: { interfaceIndex: 1, address: '::1' },
  }),

  /** Bytes of the largest fragment of a packet that came in fragments. */
  IPV6_RECVFRAGSIZE: control(int, {
    enabledBy: 'IPV6_RECVFRAGSIZE',
    receiveOnly: true,
    unit: 'bytes',
    since: '4.10',
    linux: 77,
  }),

  /**
   * The routing header, whole. Sent, only type 2 is taken, of mobile IPv6; the option takes more.
   */
  IPV6_RTHDR: control(extensionHeader, { enabledBy: 'IPV6_RECVRTHDR' }),

  /** The destination options header before the routing header; without that one it is left out. */
  IPV6_RTHDRDSTOPTS: control(extensionHeader, {
    sendOnly: true,
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** An error, a stamp of a sent packet, or a completion of MSG_ZEROCOPY, from the error queue. */
  IPV6_RECVERR: control(extendedError, {
    enabledBy: 'IPV6_RECVERR',
    receiveOnly: true,
    queued: true,
  }),

  /** DSCP and ECN bits. */
  IPV6_TCLASS: control(int, { enabledBy: 'IPV6_RECVTCLASS', example: 0xb8 }),
}))
