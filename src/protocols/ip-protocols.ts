import { numbers } from './numbers.ts'

/** Protocols of IP, which are also levels of options. */
export const IP_PROTOCOLS = /* @__PURE__ */ numbers({
  /** IPsec authentication header. */
  IPPROTO_AH: {},
  /** Encapsulation for IPsec's BEET mode. */
  IPPROTO_BEETPH: {},
  /** Compressed payload. */
  IPPROTO_COMP: {},
  /** Datagram Congestion Control Protocol. */
  IPPROTO_DCCP: {},
  /** IPv6 destination options. */
  IPPROTO_DSTOPTS: {},
  /** Exterior Gateway Protocol. */
  IPPROTO_EGP: {},
  /** Encapsulation header, RFC 1241. */
  IPPROTO_ENCAP: {},
  /** IPsec encrypted payload. */
  IPPROTO_ESP: {},
  /** Ethernet within IPv6. */
  IPPROTO_ETHERNET: { linux: 143 },
  /** IPv6 fragment header. */
  IPPROTO_FRAGMENT: {},
  /** Generic Routing Encapsulation. */
  IPPROTO_GRE: {},
  /** IPv6 hop-by-hop options. */
  IPPROTO_HOPOPTS: {},
  /** Internet Control Message Protocol; icmp(7). */
  IPPROTO_ICMP: {},
  /** The same for IPv6. */
  IPPROTO_ICMPV6: {},
  /** Xerox NS. */
  IPPROTO_IDP: {},
  /** Internet Group Management Protocol. */
  IPPROTO_IGMP: {},
  /** IPv4: the default protocol of a type, and the level of ip(7). */
  IPPROTO_IP: {},
  /** IPv4 within IPv4. */
  IPPROTO_IPIP: {},
  /** IPv6 within IPv4, and the level of ipv6(7). */
  IPPROTO_IPV6: {},
  /** Layer 2 Tunnelling Protocol. */
  IPPROTO_L2TP: { linux: 115 },
  /** One more than the last protocol. An enumerator on Linux. */
  IPPROTO_MAX: { linux: 263 },
  /** IPv6 mobility header. */
  IPPROTO_MH: {},
  /** MPLS within IP. */
  IPPROTO_MPLS: { linux: 137 },
  /** Multipath TCP, for socket(2) only. Linux 5.6. */
  IPPROTO_MPTCP: { linux: 262 },
  /** Multicast Transport Protocol. */
  IPPROTO_MTP: {},
  /** IPv6: no next header. */
  IPPROTO_NONE: {},
  /** Protocol Independent Multicast. */
  IPPROTO_PIM: {},
  /** Xerox PUP. */
  IPPROTO_PUP: {},
  /** Raw IP packets, with their header; raw(7). */
  IPPROTO_RAW: {},
  /** IPv6 routing header. */
  IPPROTO_ROUTING: {},
  /** Resource Reservation Protocol. */
  IPPROTO_RSVP: {},
  /** Stream Control Transmission Protocol; sctp(7). */
  IPPROTO_SCTP: {},
  /** Shared memory communications, for socket(2) only. Linux 6.11. */
  IPPROTO_SMC: { linux: 256 },
  /** tcp(7). */
  IPPROTO_TCP: {},
  /** ISO transport protocol class 4. */
  IPPROTO_TP: {},
  /** udp(7). */
  IPPROTO_UDP: {},
  /** UDP-Lite; udplite(7). */
  IPPROTO_UDPLITE: {},
})
