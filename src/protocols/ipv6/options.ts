import type { Codec } from '../../codec/codec.ts'
import { flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import {
  bool,
  bytes,
  hostInterfaceIndex,
  int,
  intWithin,
  networkInterfaceIndex,
} from '../../codec/values.ts'
import { CONNECTIONLESS, option } from '../option.ts'
import { JOINING, LEAVING } from '../refusals.ts'
import { type Level, tableAt } from '../table.ts'
import { AF_INET6 } from './address.ts'
import { flowLabelQuery, flowLabelRequest } from './flow-labels.ts'
import { pathMtu } from './path-mtu.ts'
import { ADDRESS_PREFERENCES } from './values.ts'

/** An IPv6 group, and the interface to join or leave it on. */
export interface Membership6 {
  /** `'ff02::fb'`; for anycast, the address to answer for. */
  group: string
  /** By number or name; the kernel chooses if it is left out or 0. */
  interfaceIndex?: number | string
}

/** The source address and the interface for sending. */
export interface StickySource {
  /** The source address, which Linux ignores; routing decides if it is left out. */
  address?: string
  /** The interface, by number or name; routing decides if it is left out or 0. */
  interfaceIndex?: number | string
}

const stickySource: Codec<StickySource> = struct(
  'in6_pktinfo',
  { address: 'ipv6', interfaceIndex: 'interface' },
  {
    names: { address: 'ipi6_addr', interfaceIndex: 'ipi6_ifindex' },
    defaults: { address: '::', interfaceIndex: 0 },
  },
)

const membership: Codec<Membership6> = struct(
  'ipv6_mreq',
  { group: 'ipv6', interfaceIndex: 'interface' },
  {
    names: { group: 'ipv6mr_multiaddr', interfaceIndex: 'ipv6mr_interface' },
    defaults: { interfaceIndex: 0 },
  },
)

/** The longest policy that the kernel reads. */
const policy = bytes(4096)

/** An extension header; the longest has 255 × 8 bytes after its first 8. */
const extensionHeader = bytes(2048)

const where: Level = {
  level: 'IPPROTO_IPV6',
  page: 'ipv6(7)',
  testedOn: ['AF_INET6', 'SOCK_DGRAM'],
}

/** Options of IPv6. See ipv6(7), RFC 3493 and RFC 3542. */
export const IPPROTO_IPV6 = tableAt(where, () => ({
  /** The destination of a connection before NAT redirected it; ENOENT without NAT. */
  IP6T_SO_ORIGINAL_DST: option(AF_INET6.address, {
    readOnly: true,
    since: '3.7',
    testedOn: ['AF_INET6', 'SOCK_STREAM'],
    page: 'linux/netfilter_ipv6/ip6_tables.h',
    linux: 80,
  }),

  /** IPV6_RECVDSTOPTS as in RFC 2292. */
  IPV6_2292DSTOPTS: option(bool, { example: true }),

  /** IPV6_RECVHOPLIMIT as in RFC 2292. */
  IPV6_2292HOPLIMIT: option(bool, { example: true }),

  /** IPV6_RECVHOPOPTS as in RFC 2292. */
  IPV6_2292HOPOPTS: option(bool, { example: true }),

  /** IPV6_RECVPKTINFO as in RFC 2292. */
  IPV6_2292PKTINFO: option(bool, { example: true }),

  /**
   * Control messages for each packet sent, in the format of cmsg(3), as in RFC 2292.
   * A stream reads those of the last segment received.
   */
  IPV6_2292PKTOPTIONS: option(bytes(4096), { testedOn: ['AF_INET6', 'SOCK_STREAM'] }),

  /** IPV6_RECVRTHDR as in RFC 2292. */
  IPV6_2292RTHDR: option(bool, { example: true }),

  /** Setting AF_INET converts a socket connected to an IPv4-mapped address to that family. */
  IPV6_ADDRFORM: option(int),

  /** The preferred kind of source address: a sum of IPV6_PREFER_SRC_*. RFC 5014. */
  IPV6_ADDR_PREFERENCES: option(flags(ADDRESS_PREFERENCES, int), {
    example: 0x401,
    since: '2.6.26',
  }),

  /** Joins a multicast group; EADDRINUSE if already a member. */
  IPV6_ADD_MEMBERSHIP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: JOINING,
    example: { group: 'ff02::1234', interfaceIndex: 1 },
  }),

  /** Documented in ipv6(7) and declared in headers, but in no kernel: fails with ENOPROTOOPT. */
  IPV6_AUTHHDR: option(bool),

  /** Computes a flow label for packets that have none. */
  IPV6_AUTOFLOWLABEL: option(bool, { example: false, since: '3.17', linux: 70 }),

  /**
   * Offset of the checksum in packets of a raw socket, which the kernel writes and verifies; -1 for
   * none. ICMPv6 always has one, so setting it fails with EINVAL. RFC 3542.
   */
  IPV6_CHECKSUM: option(int, {
    types: ['SOCK_RAW'],
    example: 6,
    unit: 'bytes',
    testedOn: ['AF_INET6', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /** Sending a packet that would be fragmented fails with EMSGSIZE. */
  IPV6_DONTFRAG: option(bool, { example: true, since: '2.6.35' }),

  /** Leaves a multicast group. */
  IPV6_DROP_MEMBERSHIP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: LEAVING,
    example: { group: 'ff02::1234', interfaceIndex: 1 },
  }),

  /** The destination options header of every packet sent. */
  IPV6_DSTOPTS: option(extensionHeader, {
    example: new Uint8Array([0, 0, 1, 4, 0, 0, 0, 0]),
    needs: 'CAP_NET_RAW',
  }),

  /** Adds flow label and traffic class of the packet to each receive, as IPV6_FLOWINFO. */
  IPV6_FLOWINFO: option(bool, { example: true, linux: 11 }),

  /** Sends with the `flowInfo` of the destination's address, which is ignored otherwise. */
  IPV6_FLOWINFO_SEND: option(bool, { example: true, linux: 33 }),

  /**
   * Acquires, renews or releases a flow label. Label 0 lets the kernel choose, which writes its
   * choice into the bytes that were set; only the raw form of `setOption` has access to them.
   * Reading returns the label of the connection, or ENOENT.
   */
  IPV6_FLOWLABEL_MGR: option(flowLabelRequest, {
    query: flowLabelQuery,
    queryExample: { flags: 8 },
    example: { action: 0, label: 0, dst: '::1', share: 255, flags: 1, expires: 0, linger: 0 },
    readsBack: { action: 0, label: 0, dst: '::', share: 0, flags: 0, expires: 0, linger: 0 },
    linux: 32,
  }),

  /** Lets bind(2) use an address that this machine does not have (yet). */
  IPV6_FREEBIND: option(bool, { example: true, since: '4.15', linux: 78 }),

  /** The sender writes the IPv6 header itself. On by default for IPPROTO_RAW. */
  IPV6_HDRINCL: option(bool, {
    types: ['SOCK_RAW'],
    example: true,
    since: '4.5',
    testedOn: ['AF_INET6', 'SOCK_RAW', 'IPPROTO_UDP'],
    linux: 36,
  }),

  /** The hop-by-hop options header of every packet sent. */
  IPV6_HOPOPTS: option(extensionHeader, {
    example: new Uint8Array([0, 0, 1, 4, 0, 0, 0, 0]),
    needs: 'CAP_NET_RAW',
  }),

  /** IPV6_XFRM_POLICY for key managers of PF_KEY: a struct sadb_x_policy and what follows it. */
  IPV6_IPSEC_POLICY: option(policy, {
    writeOnly: true,
    example: new Uint8Array(),
    needs: 'CAP_NET_ADMIN',
    linux: 34,
  }),

  /** Joins an anycast address. */
  IPV6_JOIN_ANYCAST: option(membership, {
    writeOnly: true,
    example: { group: '2001:db8::', interfaceIndex: 1 },
    needs: 'CAP_NET_ADMIN',
  }),

  /** IPV6_ADD_MEMBERSHIP under its name in RFC 3493. */
  IPV6_JOIN_GROUP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: JOINING,
    example: { group: 'ff02::1234', interfaceIndex: 1 },
  }),

  /** Leaves an anycast address. */
  IPV6_LEAVE_ANYCAST: option(membership, {
    writeOnly: true,
    causes: { ENOENT: 'the socket has not joined this address, or on another interface' },
    example: { group: '2001:db8::', interfaceIndex: 1 },
  }),

  /** IPV6_DROP_MEMBERSHIP under its name in RFC 3493. */
  IPV6_LEAVE_GROUP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: LEAVING,
    example: { group: 'ff02::1234', interfaceIndex: 1 },
  }),

  /** Minimum hop limit of a packet on arrival; others are dropped. RFC 5082. */
  IPV6_MINHOPCOUNT: option(intWithin(0, 255), { example: 64, unit: 'hops', since: '2.6.35' }),

  /**
   * The known path MTU of a connected socket, otherwise ENOTCONN. Setting it sets an upper bound.
   */
  IPV6_MTU: option(int, { takes: [1280, Infinity, 0], unit: 'bytes' }),

  /** Whether packets may be fragmented, and how path MTU discovery is done: IPV6_PMTUDISC_*. */
  IPV6_MTU_DISCOVER: option(int, { example: 2, takes: [0, 5] }),

  /** Whether to receive groups that any socket of this machine has joined; true by default. */
  IPV6_MULTICAST_ALL: option(bool, { example: false, since: '4.20', linux: 29 }),

  /**
   * The hop limit of multicast packets; 1 by default, which is the local network. Setting -1
   * restores that.
   */
  IPV6_MULTICAST_HOPS: option(intWithin(-1, 255), {
    types: CONNECTIONLESS,
    example: 9,
    unit: 'hops',
  }),

  /** Index of the outgoing interface of multicast; 0 lets the kernel choose. */
  IPV6_MULTICAST_IF: option(hostInterfaceIndex, { types: CONNECTIONLESS, example: 1 }),

  /** Whether multicast is also delivered to sockets of this machine; true by default. */
  IPV6_MULTICAST_LOOP: option(bool, { example: false }),

  /**
   * The known path MTU of a connected socket; otherwise ENOTCONN. Linux leaves the address empty;
   * the control message of this name has one.
   */
  IPV6_PATHMTU: option(pathMtu, { readOnly: true }),

  /**
   * The outgoing interface of every packet. Linux stores the address, but neither sends from it nor
   * returns it; the control message of this name sets the source address of one packet.
   */
  IPV6_PKTINFO: option(stickySource, {
    writeOnly: true,
    example: { address: '::1', interfaceIndex: 1 },
    since: '2.6.14',
  }),

  /** Adds the destination options header of the packet to each receive, as IPV6_DSTOPTS. */
  IPV6_RECVDSTOPTS: option(bool, { example: true }),

  /** Queues ICMP errors for MSG_ERRQUEUE, with address and cause. */
  IPV6_RECVERR: option(bool, { example: true }),

  /** Reports with each queued error where the extensions in the quoted packet begin. RFC 4884. */
  IPV6_RECVERR_RFC4884: option(bool, { example: true, since: '5.9', linux: 31 }),

  /** Adds the length of the largest fragment to each receive, as IPV6_RECVFRAGSIZE. */
  IPV6_RECVFRAGSIZE: option(bool, { example: true, since: '4.10', linux: 77 }),

  /** Adds the hop limit of the packet to each receive, as IPV6_HOPLIMIT. */
  IPV6_RECVHOPLIMIT: option(bool, { example: true }),

  /** Adds the hop-by-hop options header of the packet to each receive, as IPV6_HOPOPTS. */
  IPV6_RECVHOPOPTS: option(bool, { example: true }),

  /** Adds the original destination address to each receive, as IPV6_ORIGDSTADDR; for proxies. */
  IPV6_RECVORIGDSTADDR: option(bool, { example: true, since: '2.6.37' }),

  /** Reports a smaller path MTU in an empty receive with IPV6_PATHMTU. */
  IPV6_RECVPATHMTU: option(bool, { example: true }),

  /** Adds interface and local address of the packet to each receive, as IPV6_PKTINFO. */
  IPV6_RECVPKTINFO: option(bool, { example: true, since: '2.6.14' }),

  /** Adds the routing header of the packet to each receive, as IPV6_RTHDR. */
  IPV6_RECVRTHDR: option(bool, { example: true }),

  /** Adds the traffic class of the packet to each receive, as IPV6_TCLASS. */
  IPV6_RECVTCLASS: option(bool, { example: true }),

  /**
   * Receives forwarded packets whose Router Alert option has this value; -1 ends it. Raw sockets
   * of IPPROTO_RAW. Read since Linux 6.10, as 0 or 1.
   */
  IPV6_ROUTER_ALERT: option(int, {
    types: ['SOCK_RAW'],
    example: 1,
    testedOn: ['AF_INET6', 'SOCK_RAW', 'IPPROTO_RAW'],
  }),

  /** Limits IPV6_ROUTER_ALERT to packets of the socket's own network namespace. */
  IPV6_ROUTER_ALERT_ISOLATE: option(bool, { example: true, since: '5.1', linux: 30 }),

  /** The routing header of every packet sent. */
  IPV6_RTHDR: option(extensionHeader, {
    example: new Uint8Array([
      0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
    ]),
  }),

  /** The destination options header before the routing header of every packet sent. */
  IPV6_RTHDRDSTOPTS: option(extensionHeader, {
    example: new Uint8Array([0, 0, 1, 4, 0, 0, 0, 0]),
    needs: 'CAP_NET_RAW',
  }),

  /**
   * The traffic class of every packet sent: the DSCP in its upper six bits, ECN below, so that DSCP
   * 46 (EF) is 46 << 2; or IPTOS_*. Setting -1 restores 0.
   */
  IPV6_TCLASS: option(intWithin(-1, 255), { example: 16 }),

  /**
   * Lets bind(2) use any address, and receives packets routed here for others; for proxies.
   */
  IPV6_TRANSPARENT: option(bool, {
    example: true,
    since: '2.6.37',
    needs: 'CAP_NET_ADMIN or CAP_NET_RAW',
  }),

  /** The hop limit of packets: 0 to 255; setting -1 restores that of the route. */
  IPV6_UNICAST_HOPS: option(intWithin(-1, 255), { example: 32, unit: 'hops' }),

  /**
   * Index of the preferred outgoing interface, without binding to it; 0 for none.
   */
  IPV6_UNICAST_IF: option(networkInterfaceIndex, {
    example: 1,
    since: '3.4',
    causes: { EADDRNOTAVAIL: 'no interface has this number' },
  }),

  /** Excludes IPv4, which otherwise appears as `::ffff:1.2.3.4`. Must be set before bind(2). */
  IPV6_V6ONLY: option(bool, {
    example: true,
    causes: { EINVAL: 'it must be set before the socket has a port, and never on a raw socket' },
  }),

  /**
   * IPsec policy of this socket, in or out: a struct xfrm_userpolicy_info and its templates. No
   * bytes remove it.
   */
  IPV6_XFRM_POLICY: option(policy, {
    writeOnly: true,
    example: new Uint8Array(),
    needs: 'CAP_NET_ADMIN',
    linux: 35,
  }),
}))
