import { type Codec, mapped } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { bool, bytes, int, intWithin, networkInterfaceIndex, uint } from '../../codec/values.ts'
import { CONNECTIONLESS, option } from '../option.ts'
import {
  BLOCKING,
  JOINING,
  JOINING_SOURCE,
  LEAVING,
  LEAVING_SOURCE,
  UNBLOCKING,
} from '../refusals.ts'
import { type Level, tableAt } from '../table.ts'
import { AF_INET } from './address.ts'
import { groupFilter, groupMembership, groupSource, groupQuery, levelOfGroup } from './groups.ts'
import {
  filteredGroup,
  membership,
  multicastInterface,
  sourceFilter,
  sourceMembership,
} from './multicast.ts'

/** The range of ports that the kernel chooses from. */
export interface PortRange {
  /** 0 for the system's default. */
  lowest: number
  /** 0 for the system's default. */
  highest: number
}

const portRange: Codec<PortRange> = mapped(
  uint,
  ({ lowest, highest }: PortRange) =>
    within(lowest, 'lowest', 0, 0xffff) + within(highest, 'highest', 0, 0xffff) * 0x1_0000,
  (value) => ({ lowest: value & 0xffff, highest: value >>> 16 }),
  { lowest: true, highest: true },
)

/** The longest policy that the kernel reads. */
const policy = bytes(4096)

/** What all options with a group of either family have in common. */
const EITHER_FAMILY = { levelOf: levelOfGroup, page: 'RFC 3678' } as const

const where: Level = {
  level: 'IPPROTO_IP',
  page: 'ip(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
}

/** Options of IPv4; most apply to IPv4 traffic of IPv6 sockets too. See ip(7). */
export const IPPROTO_IP = tableAt(where, () => ({
  /** Joins a multicast group; EADDRINUSE if already a member. */
  IP_ADD_MEMBERSHIP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: JOINING,
    example: { group: '239.1.2.3', interfaceIndex: 1, localAddress: '127.0.0.1' },
  }),

  /**
   * Joins a group for one sender only; repeat it for further senders. EINVAL while IP_BLOCK_SOURCE
   * blocks senders.
   */
  IP_ADD_SOURCE_MEMBERSHIP: option(sourceMembership, {
    writeOnly: true,
    causes: JOINING_SOURCE,
    example: { group: '232.1.2.3', source: '127.0.0.5', localAddress: '127.0.0.1' },
  }),

  /**
   * Delays the choice of a port from bind(2) with port 0 to connect(2), which allows more sockets.
   */
  IP_BIND_ADDRESS_NO_PORT: option(bool, { example: true, since: '4.2', linux: 24 }),

  /**
   * Blocks one sender of a joined group; EADDRNOTAVAIL if it is blocked already, EINVAL while
   * IP_ADD_SOURCE_MEMBERSHIP selects senders.
   */
  IP_BLOCK_SOURCE: option(sourceMembership, {
    writeOnly: true,
    causes: BLOCKING,
    example: { group: '239.1.2.3', source: '127.0.0.5', localAddress: '127.0.0.1' },
  }),

  /** Adds the checksum of a UDP datagram to each receive, as IP_CHECKSUM. */
  IP_CHECKSUM: option(bool, { example: true, since: '4.0', linux: 23 }),

  /** Leaves a multicast group. */
  IP_DROP_MEMBERSHIP: option(membership, {
    types: CONNECTIONLESS,
    writeOnly: true,
    causes: LEAVING,
    example: { group: '239.1.2.3', interfaceIndex: 1, localAddress: '127.0.0.1' },
  }),

  /** Reverts IP_ADD_SOURCE_MEMBERSHIP for one sender; with the last one, leaves the group. */
  IP_DROP_SOURCE_MEMBERSHIP: option(sourceMembership, {
    writeOnly: true,
    causes: LEAVING_SOURCE,
    example: { group: '232.1.2.3', source: '127.0.0.5', localAddress: '127.0.0.1' },
  }),

  /** Lets bind(2) use an address that this machine does not have (yet). */
  IP_FREEBIND: option(bool, { example: true }),

  /** The sender writes the IP header itself. On by default for IPPROTO_RAW. */
  IP_HDRINCL: option(bool, {
    types: ['SOCK_RAW'],
    example: true,
    testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /** IP_XFRM_POLICY for key managers of PF_KEY: a struct sadb_x_policy and what follows it. */
  IP_IPSEC_POLICY: option(policy, {
    writeOnly: true,
    example: new Uint8Array(),
    needs: 'CAP_NET_ADMIN',
  }),

  /** The range from which the kernel chooses ports, within the system's range. */
  IP_LOCAL_PORT_RANGE: option(portRange, {
    causes: { EINVAL: 'lowest is above highest' },
    example: { lowest: 40_000, highest: 40_999 },
    since: '6.3',
    linux: 51,
  }),

  /** Minimum TTL of a packet on arrival; others are dropped. RFC 5082. */
  IP_MINTTL: option(intWithin(0, 255), { example: 64, unit: 'hops', since: '2.6.34' }),

  /**
   * Which senders of a joined group to receive, as one list that replaces the previous one.
   * MCAST_INCLUDE with no sources leaves the group. EADDRNOTAVAIL without membership.
   */
  IP_MSFILTER: option(sourceFilter, {
    query: filteredGroup,
    queryExample: { group: '239.1.2.3', localAddress: '127.0.0.1' },
    example: {
      group: '239.1.2.3',
      localAddress: '127.0.0.1',
      mode: 0,
      sources: ['127.0.0.5', '127.0.0.6'],
    },
  }),

  /** The known path MTU of a connected socket; otherwise ENOTCONN. */
  IP_MTU: option(int, { readOnly: true, unit: 'bytes' }),

  /** Whether packets may be fragmented, and how path MTU discovery is done: IP_PMTUDISC_*. */
  IP_MTU_DISCOVER: option(int, { example: 2, takes: [0, 5] }),

  /** Whether to receive groups that any socket of this machine has joined; true by default. */
  IP_MULTICAST_ALL: option(bool, { example: false, since: '2.6.31' }),

  /**
   * The interface that multicast leaves through, by its address or as an object with its name or
   * number; `'0.0.0.0'` lets the kernel choose. Only an address is read back.
   */
  IP_MULTICAST_IF: option(multicastInterface, {
    types: CONNECTIONLESS,
    example: '127.0.0.1',
    causes: { EADDRNOTAVAIL: 'no interface has this address or number' },
  }),

  /** Whether multicast is also delivered to sockets of this machine; true by default. */
  IP_MULTICAST_LOOP: option(bool, { example: false }),

  /** The TTL of multicast packets; 1 by default, which is the local network. */
  IP_MULTICAST_TTL: option(intWithin(-1, 255), { types: CONNECTIONLESS, example: 9, unit: 'hops' }),

  /** Lets fragments pass netfilter unassembled; raw sockets. */
  IP_NODEFRAG: option(bool, {
    types: ['SOCK_RAW'],
    example: true,
    since: '2.6.36',
    testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /** The IP options of every packet sent, at most 40 bytes, as in the header. */
  IP_OPTIONS: option(bytes(40), { example: new Uint8Array([1, 1, 1, 0]) }),

  /** Adds the security label of the sender to each receive, as SCM_SECURITY. */
  IP_PASSSEC: option(bool, { example: true, since: '2.6.17' }),

  /** Adds interface and local address of the packet to each receive, as IP_PKTINFO. */
  IP_PKTINFO: option(bool, { example: true }),

  /** Control messages of the last segment that a stream received, in the format of cmsg(3). */
  IP_PKTOPTIONS: option(bytes(4096), { readOnly: true, testedOn: ['AF_INET', 'SOCK_STREAM'] }),

  /** The protocol of a raw socket, as in SO_PROTOCOL; 0 for sockets without one. */
  IP_PROTOCOL: option(int, {
    readOnly: true,
    since: '6.4',
    testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
    linux: 52,
  }),

  /** Queues ICMP errors for MSG_ERRQUEUE, with address and cause. */
  IP_RECVERR: option(bool, { example: true }),

  /** Reports with each queued error where the extensions in the quoted packet begin. RFC 4884. */
  IP_RECVERR_RFC4884: option(bool, { example: true, since: '5.9', linux: 26 }),

  /** Adds the length of the largest fragment to each receive, as IP_RECVFRAGSIZE. */
  IP_RECVFRAGSIZE: option(bool, { types: CONNECTIONLESS, example: true, since: '4.10', linux: 25 }),

  /** Adds the IP options of the packet to each receive, as IP_RECVOPTS. */
  IP_RECVOPTS: option(bool, { example: true }),

  /** Adds the original destination address to each receive, as IP_ORIGDSTADDR; for proxies. */
  IP_RECVORIGDSTADDR: option(bool, { example: true, since: '2.6.29' }),

  /** IP_RETOPTS under its name in BSD. */
  IP_RECVRETOPTS: option(bool, { example: true }),

  /** Adds the type of service of the packet to each receive, as IP_TOS. */
  IP_RECVTOS: option(bool, { example: true }),

  /** Adds the TTL of the packet to each receive, as IP_TTL. */
  IP_RECVTTL: option(bool, { example: true }),

  /** Adds the IP options of the packet to each receive, as IP_RETOPTS, prepared for a reply. */
  IP_RETOPTS: option(bool, { example: true }),

  /**
   * Receives packets with the Router Alert option that are not for this machine. Raw sockets.
   * Read since Linux 6.10.
   */
  IP_ROUTER_ALERT: option(bool, {
    types: ['SOCK_RAW'],
    example: true,
    testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /**
   * The type of service byte of every packet sent: the DSCP in its upper six bits, ECN below, so that
   * DSCP 46 (EF) is 46 << 2; or IPTOS_*. Sets SO_PRIORITY too. TCP controls the ECN bits itself.
   */
  IP_TOS: option(intWithin(0, 255), { example: 16 }),

  /**
   * Lets bind(2) use any address, and receives packets routed here for others; for proxies.
   */
  IP_TRANSPARENT: option(bool, { example: true, needs: 'CAP_NET_ADMIN or CAP_NET_RAW' }),

  /** The TTL of packets; setting -1 restores the system's default. */
  IP_TTL: option(intWithin(-1, 255), { example: 32, takes: [1, 255, -1], unit: 'hops' }),

  /** Unblocks a sender that IP_BLOCK_SOURCE blocked; EADDRNOTAVAIL if it is not blocked. */
  IP_UNBLOCK_SOURCE: option(sourceMembership, {
    writeOnly: true,
    causes: UNBLOCKING,
    example: { group: '239.1.2.3', source: '127.0.0.5', localAddress: '127.0.0.1' },
  }),

  /**
   * Index of the preferred outgoing interface, without binding to it; 0 for none.
   */
  IP_UNICAST_IF: option(networkInterfaceIndex, {
    example: 1,
    since: '3.4',
    causes: { EADDRNOTAVAIL: 'no interface has this number' },
  }),

  /**
   * IPsec policy of this socket, in or out: a struct xfrm_userpolicy_info and its templates. No
   * bytes remove it.
   */
  IP_XFRM_POLICY: option(policy, {
    writeOnly: true,
    example: new Uint8Array(),
    needs: 'CAP_NET_ADMIN',
  }),

  /** Blocks one sender of a joined group of either family. */
  MCAST_BLOCK_SOURCE: option(groupSource, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: BLOCKING,
    example: { group: '239.1.2.3', source: '127.0.0.5', interfaceIndex: 1 },
  }),

  /** Joins a multicast group of either family; EADDRINUSE if already a member. */
  MCAST_JOIN_GROUP: option(groupMembership, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: JOINING,
    example: { group: '239.1.2.3', interfaceIndex: 1 },
  }),

  /** Joins a group of either family for one sender only; repeat it for further senders. */
  MCAST_JOIN_SOURCE_GROUP: option(groupSource, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: JOINING_SOURCE,
    example: { group: '232.1.2.3', source: '127.0.0.5', interfaceIndex: 1 },
  }),

  /** Leaves a multicast group of either family. */
  MCAST_LEAVE_GROUP: option(groupMembership, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: LEAVING,
    example: { group: '239.1.2.3', interfaceIndex: 1 },
  }),

  /** Reverts MCAST_JOIN_SOURCE_GROUP for one sender; with the last one, leaves the group. */
  MCAST_LEAVE_SOURCE_GROUP: option(groupSource, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: LEAVING_SOURCE,
    example: { group: '232.1.2.3', source: '127.0.0.5', interfaceIndex: 1 },
  }),

  /**
   * Which senders of a joined group of either family to receive, as one list that replaces the
   * previous one. MCAST_INCLUDE with no sources leaves the group.
   */
  MCAST_MSFILTER: option(groupFilter, {
    ...EITHER_FAMILY,
    query: groupQuery,
    queryExample: { group: '239.1.2.3', interfaceIndex: 1 },
    example: {
      group: '239.1.2.3',
      interfaceIndex: 1,
      mode: 0,
      sources: ['127.0.0.5', '127.0.0.6'],
    },
  }),

  /** Unblocks a sender that MCAST_BLOCK_SOURCE blocked. */
  MCAST_UNBLOCK_SOURCE: option(groupSource, {
    ...EITHER_FAMILY,
    writeOnly: true,
    causes: UNBLOCKING,
    example: { group: '239.1.2.3', source: '127.0.0.5', interfaceIndex: 1 },
  }),

  /** The destination of a connection before NAT redirected it; ENOENT without NAT. */
  SO_ORIGINAL_DST: option(AF_INET.address, {
    readOnly: true,
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: 'linux/netfilter_ipv4.h',
    linux: 80,
  }),
}))
