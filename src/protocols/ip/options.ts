import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { bool, bytes, int, ipv4, networkInterfaceIndex, uint } from '../../codec/values.ts'
import { type Level, option, optionsAt } from '../option.ts'

/** A multicast group, and the interface to join or leave it on. */
export interface Membership {
  /** `'239.1.2.3'`. */
  group: string
  /** Decides before {@link Membership.localAddress}; the kernel chooses when both are left out. */
  interfaceIndex?: number
  /** An address of the interface. */
  localAddress?: string
}

const ANY = '0.0.0.0'

const membership: Codec<Membership> = mapped(
  struct('ip_mreqn', { imr_multiaddr: 'ipv4', imr_address: 'ipv4', imr_ifindex: 'signed' }),
  ({ group, interfaceIndex = 0, localAddress = ANY }: Membership) => ({
    imr_multiaddr: group,
    imr_address: localAddress,
    imr_ifindex: interfaceIndex,
  }),
  ({ imr_multiaddr, imr_address, imr_ifindex }) => ({
    group: imr_multiaddr,
    interfaceIndex: imr_ifindex,
    localAddress: imr_address,
  }),
)

const where: Level = {
  level: 'IPPROTO_IP',
  page: 'ip(7)',
  on: ['AF_INET', 'SOCK_DGRAM'],
}

/** Options of IPv4; most reach IPv4 traffic of IPv6 sockets too. See ip(7). */
export const IPPROTO_IP = optionsAt(where, () => ({
  /** Joins a multicast group; EADDRINUSE when already in it. */
  IP_ADD_MEMBERSHIP: option(membership, { writeOnly: true }),

  /** Leaves the choice of a port to connect(2) when bind(2) asks for port 0, so that more fit. */
  IP_BIND_ADDRESS_NO_PORT: option(bool, { example: true, since: '4.2', linux: 24 }),

  /** Adds the checksum of a UDP datagram to each receive, as IP_CHECKSUM. */
  IP_CHECKSUM: option(bool, { example: true, since: '4.0', linux: 23 }),

  /** Leaves a multicast group. */
  IP_DROP_MEMBERSHIP: option(membership, { writeOnly: true }),

  /** Lets bind(2) take an address that this machine has not, or not yet. */
  IP_FREEBIND: option(bool, { example: true }),

  /** The sender writes the IP header itself. On by default for IPPROTO_RAW. */
  IP_HDRINCL: option(bool, { example: true, on: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'] }),

  /**
   * Ports from which the kernel chooses one by itself: the lowest in the low 16 bits, the highest
   * in the high ones; 0 in either for the system's own.
   */
  IP_LOCAL_PORT_RANGE: option(uint, { example: 0xa027_9c40, since: '6.3', linux: 51 }),

  /** Fewest hops that a packet must have left on arrival; others are dropped. RFC 5082. */
  IP_MINTTL: option(int, { example: 64, unit: 'hops', since: '2.6.34' }),

  /** The known MTU of the path of a connected socket; otherwise ENOTCONN. */
  IP_MTU: option(int, { readOnly: true, unit: 'bytes' }),

  /** Whether packets may be fragmented, and how path MTU discovery is done: IP_PMTUDISC_*. */
  IP_MTU_DISCOVER: option(int, { example: 2 }),

  /** Delivers groups that any socket of this machine has joined, as it does by default. */
  IP_MULTICAST_ALL: option(bool, { example: false, since: '2.6.31' }),

  /** Address of the interface that multicast leaves through; `'0.0.0.0'` lets the kernel choose. */
  IP_MULTICAST_IF: option(ipv4, { example: '127.0.0.1' }),

  /** Whether multicast also reaches sockets of this machine, as it does by default. */
  IP_MULTICAST_LOOP: option(bool, { example: false }),

  /** How far multicast goes; 1 by default, which is the local network. */
  IP_MULTICAST_TTL: option(int, { example: 9, unit: 'hops' }),

  /** Lets fragments pass netfilter unassembled; raw sockets. */
  IP_NODEFRAG: option(bool, {
    example: true,
    since: '2.6.36',
    on: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /** The IP options of every packet sent, at most 40 bytes, as the header has them. */
  IP_OPTIONS: option(bytes(40), { example: new Uint8Array([1, 1, 1, 0]) }),

  /** Adds the security label of the sender to each receive, as SCM_SECURITY. */
  IP_PASSSEC: option(bool, { example: true, since: '2.6.17' }),

  /** Adds interface and local address of the packet to each receive, as IP_PKTINFO. */
  IP_PKTINFO: option(bool, { example: true }),

  /** The protocol of a raw socket, as SO_PROTOCOL has it, but for sockets without one 0. */
  IP_PROTOCOL: option(int, {
    readOnly: true,
    since: '6.4',
    on: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
    linux: 52,
  }),

  /** Keeps errors that come back by ICMP for MSG_ERRQUEUE, with address and cause. */
  IP_RECVERR: option(bool, { example: true }),

  /** Tells with each queued error where in the quoted packet extensions begin. RFC 4884. */
  IP_RECVERR_RFC4884: option(bool, { example: true, since: '5.9', linux: 26 }),

  /** Adds the length of the largest fragment to each receive, as IP_RECVFRAGSIZE. */
  IP_RECVFRAGSIZE: option(bool, { example: true, since: '4.10', linux: 25 }),

  /** Adds the IP options of the packet to each receive, as IP_RECVOPTS. */
  IP_RECVOPTS: option(bool, { example: true }),

  /** Adds the address that the sender wrote to each receive, as IP_ORIGDSTADDR; for proxies. */
  IP_RECVORIGDSTADDR: option(bool, { example: true, since: '2.6.29' }),

  /** Adds the type of service of the packet to each receive, as IP_TOS. */
  IP_RECVTOS: option(bool, { example: true }),

  /** Adds the hops that the packet had left to each receive, as IP_TTL. */
  IP_RECVTTL: option(bool, { example: true }),

  /** Adds the IP options of the packet to each receive, as IP_RETOPTS, made ready for an answer. */
  IP_RETOPTS: option(bool, { example: true }),

  /**
   * Receives packets with the Router Alert option that are not for this machine. Raw sockets.
   * Read since Linux 6.10.
   */
  IP_ROUTER_ALERT: option(bool, {
    example: true,
    on: ['AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'],
  }),

  /**
   * The type of service byte of every packet sent: DSCP and ECN; IPTOS_*. Sets SO_PRIORITY too.
   * TCP keeps the bits of ECN to itself.
   */
  IP_TOS: option(int, { example: 16 }),

  /** Lets bind(2) take any address and receives what is routed here for others; for proxies. */
  IP_TRANSPARENT: option(bool, { example: true, needs: 'CAP_NET_ADMIN' }),

  /** How many hops a packet may go: 1 to 255; setting -1 gives the system's own back. */
  IP_TTL: option(int, { example: 32, unit: 'hops' }),

  /** Index of the interface that packets prefer to leave through, without binding to it; 0 for none. */
  IP_UNICAST_IF: option(networkInterfaceIndex, { example: 1, since: '3.4' }),
}))
