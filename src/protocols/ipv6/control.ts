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

/** Where an IPv6 packet arrived. */
export interface PacketInfo6 {
  /** The number of the interface. */
  interfaceIndex: number
  /** The destination: the source address of a reply. */
  address: string
}

/** Where an IPv6 packet is to be sent from: an interface, an address, or both. */
export interface PacketInfo6ToSend {
  /** The interface, by number or name; routing decides if it is left out or 0. */
  interfaceIndex?: number | string
  /**
   * The source address; routing decides if it is left out. For an IPv4-mapped destination it must
   * be given and be IPv4-mapped too (EINVAL), or send IP_PKTINFO instead.
   */
  address?: string
}

const packetInfo6: Codec<PacketInfo6, PacketInfo6ToSend> = struct(
  'in6_pktinfo',
  { interfaceIndex: 'interface', address: 'ipv6' },
  {
    names: { interfaceIndex: 'ipi6_ifindex', address: 'ipi6_addr' },
    defaults: { interfaceIndex: 0, address: '::' },
  },
)

const MAX_FLOW_INFO = 0x0fff_ffff

/** The low 28 bits of the first word of a header, which is in network byte order. */
const flowInfo: Codec<number> = {
  probes: () => [],
  maxSize: () => 4,
  encode(value) {
    const word = new Uint8Array(4)
    new DataView(word.buffer).setUint32(0, within(value, '', 0, MAX_FLOW_INFO))
    return word
  },
  decode(word) {
    if (word.length < 4) throw tooShort('a flow info', word, 4)
    return new DataView(word.buffer, word.byteOffset, 4).getUint32(0) & MAX_FLOW_INFO
  },
}

/** An extension header; the longest has 255 × 8 bytes after its first 8. */
const extensionHeader = bytes(2048)

/**
 * An extension header of padding only. The kernel writes its first byte: 17 means that UDP follows.
 */
const PADDING = Uint8Array.of(17, 0, 1, 4, 0, 0, 0, 0)

const where: Level = {
  level: 'IPPROTO_IPV6',
  page: 'ipv6(7)',
  testedOn: ['AF_INET6', 'SOCK_DGRAM'],
  families: ['AF_INET6'],
}

/** Control messages of IPv6. See ipv6(7) and RFC 3542. */
export const IPPROTO_IPV6_CONTROL = tableAt(where, () => ({
  /** IPV6_DSTOPTS as in RFC 2292. */
  IPV6_2292DSTOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_2292DSTOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** IPV6_HOPLIMIT as in RFC 2292. */
  IPV6_2292HOPLIMIT: control(int, { enabledBy: 'IPV6_2292HOPLIMIT', example: 9, unit: 'hops' }),

  /** IPV6_HOPOPTS as in RFC 2292. */
  IPV6_2292HOPOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_2292HOPOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** IPV6_PKTINFO as in RFC 2292. */
  IPV6_2292PKTINFO: control(packetInfo6, {
    enabledBy: 'IPV6_2292PKTINFO',
    example: { interfaceIndex: 1, address: '::1' },
  }),

  /** IPV6_RTHDR as in RFC 2292. */
  IPV6_2292RTHDR: control(extensionHeader, { enabledBy: 'IPV6_2292RTHDR' }),

  /** Sending a packet that would be fragmented fails with EMSGSIZE. */
  IPV6_DONTFRAG: control(bool, { sendOnly: true, example: true, since: '2.6.35' }),

  /** The whole destination options header. Of two in a packet, only one is reported. */
  IPV6_DSTOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_RECVDSTOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /**
   * Traffic class and flow label as one number of 28 bits: the class times 2²⁰, plus the label. Not
   * reported if both are 0. When sent, only the label is used; see IPV6_TCLASS.
   */
  IPV6_FLOWINFO: control(flowInfo, { enabledBy: 'IPV6_FLOWINFO', example: 0x3_4567, linux: 11 }),

  /** The hop limit: 0 to 255; when sent, -1 for that of the route. */
  IPV6_HOPLIMIT: control(int, { enabledBy: 'IPV6_RECVHOPLIMIT', example: 9, unit: 'hops' }),

  /** The whole hop-by-hop options header. */
  IPV6_HOPOPTS: control(extensionHeader, {
    enabledBy: 'IPV6_RECVHOPOPTS',
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /** The original destination, which with IPV6_TRANSPARENT may be another machine. */
  IPV6_ORIGDSTADDR: control(sockaddrOf(AF_INET6), {
    enabledBy: 'IPV6_RECVORIGDSTADDR',
    receiveOnly: true,
    since: '2.6.37',
  }),

  /** A path whose MTU is smaller than a packet that was sent. Arrives without data. */
  IPV6_PATHMTU: control(pathMtu, { enabledBy: 'IPV6_RECVPATHMTU', receiveOnly: true }),

  /** Where a packet arrived, or where it is to be sent from. */
  IPV6_PKTINFO: control(packetInfo6, {
    enabledBy: 'IPV6_RECVPKTINFO',
    example: { interfaceIndex: 1, address: '::1' },
  }),

  /** Bytes of the largest fragment of a packet that arrived in fragments. */
  IPV6_RECVFRAGSIZE: control(int, {
    enabledBy: 'IPV6_RECVFRAGSIZE',
    receiveOnly: true,
    unit: 'bytes',
    since: '4.10',
    linux: 77,
  }),

  /**
   * The whole routing header. Only type 2, of mobile IPv6, can be sent; the option accepts more.
   */
  IPV6_RTHDR: control(extensionHeader, { enabledBy: 'IPV6_RECVRTHDR' }),

  /** The destination options header before the routing header; ignored without a routing header. */
  IPV6_RTHDRDSTOPTS: control(extensionHeader, {
    sendOnly: true,
    example: PADDING,
    needs: 'CAP_NET_RAW',
  }),

  /**
   * An error, a timestamp of a sent packet, or a completion of MSG_ZEROCOPY, from the error queue.
   */
  IPV6_RECVERR: control(extendedError, {
    enabledBy: 'IPV6_RECVERR',
    receiveOnly: true,
    queued: true,
  }),

  /** DSCP and ECN bits. */
  IPV6_TCLASS: control(int, { enabledBy: 'IPV6_RECVTCLASS', example: 0xb8 }),
}))
