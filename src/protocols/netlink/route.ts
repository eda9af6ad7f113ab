import { numbers } from '../numbers.ts'

const HEADER = 'linux/rtnetlink.h'

/** Messages of NETLINK_ROUTE; rtnetlink(7). */
export const ROUTE_MESSAGES = /* @__PURE__ */ numbers(
  {
    /** Removes an address. Also sent as a notification of this. */
    RTM_DELADDR: {},
    /** Removes a label of IPv6 addresses. */
    RTM_DELADDRLABEL: {},
    /** Removes a link. Also sent as a notification of this. */
    RTM_DELLINK: {},
    /** Removes alternative names of a link. Linux 5.5. */
    RTM_DELLINKPROP: { linux: 109 },
    /** Removes an entry of a bridge's multicast table. */
    RTM_DELMDB: {},
    /** Removes a neighbour. */
    RTM_DELNEIGH: {},
    /** Notification: the settings of a link were removed. */
    RTM_DELNETCONF: {},
    /** Removes a next hop. Linux 5.3. */
    RTM_DELNEXTHOP: { linux: 105 },
    /** Removes the id of a network namespace. */
    RTM_DELNSID: {},
    /** Removes a queueing discipline. */
    RTM_DELQDISC: {},
    /** Removes a route. */
    RTM_DELROUTE: {},
    /** Removes a rule of routing. */
    RTM_DELRULE: {},
    /** Removes a class of traffic. */
    RTM_DELTCLASS: {},
    /** Removes a filter of traffic. */
    RTM_DELTFILTER: {},
    /** Requests addresses. */
    RTM_GETADDR: {},
    /** Requests labels of IPv6 addresses. */
    RTM_GETADDRLABEL: {},
    /** Requests anycast addresses. */
    RTM_GETANYCAST: {},
    /** Requests links. */
    RTM_GETLINK: {},
    /** Requests a bridge's multicast table. */
    RTM_GETMDB: {},
    /** Requests joined groups. */
    RTM_GETMULTICAST: {},
    /** Requests neighbours. */
    RTM_GETNEIGH: {},
    /** Requests the settings of the neighbour tables. */
    RTM_GETNEIGHTBL: {},
    /** Requests the settings of links. */
    RTM_GETNETCONF: {},
    /** Requests next hops. Linux 5.3. */
    RTM_GETNEXTHOP: { linux: 106 },
    /** Requests the ids of network namespaces. */
    RTM_GETNSID: {},
    /** Requests queueing disciplines. */
    RTM_GETQDISC: {},
    /** Requests routes, or the route to an address. */
    RTM_GETROUTE: {},
    /** Requests routing rules. */
    RTM_GETRULE: {},
    /** Requests counters. */
    RTM_GETSTATS: {},
    /** Requests traffic classes. */
    RTM_GETTCLASS: {},
    /** Requests traffic filters. */
    RTM_GETTFILTER: {},
    /** Creates or changes an address. Also sent as a notification of this. */
    RTM_NEWADDR: {},
    /** Creates a label of IPv6 addresses. */
    RTM_NEWADDRLABEL: {},
    /** Creates or changes a link. Also sent as a notification of this. */
    RTM_NEWLINK: {},
    /** Adds alternative names to a link. Linux 5.5. */
    RTM_NEWLINKPROP: { linux: 108 },
    /** Creates an entry of a bridge's multicast table. */
    RTM_NEWMDB: {},
    /** Notification: an option of IPv6's neighbour discovery for programs. */
    RTM_NEWNDUSEROPT: {},
    /** Creates or changes a neighbour. Also sent as a notification of this. */
    RTM_NEWNEIGH: {},
    /** The settings of a neighbour table. */
    RTM_NEWNEIGHTBL: {},
    /** The settings of a link. */
    RTM_NEWNETCONF: {},
    /** Creates a next hop. Linux 5.3. */
    RTM_NEWNEXTHOP: { linux: 104 },
    /** Assigns an id to a network namespace. */
    RTM_NEWNSID: {},
    /** Notification: a prefix that a router announced. */
    RTM_NEWPREFIX: {},
    /** Creates a queueing discipline. */
    RTM_NEWQDISC: {},
    /** Creates or changes a route. Also sent as a notification of this. */
    RTM_NEWROUTE: {},
    /** Creates a rule of routing. */
    RTM_NEWRULE: {},
    /** Counters. */
    RTM_NEWSTATS: {},
    /** Creates a class of traffic. */
    RTM_NEWTCLASS: {},
    /** Creates a filter of traffic. */
    RTM_NEWTFILTER: {},
    /** Changes a link; RTM_NEWLINK can do the same. */
    RTM_SETLINK: {},
    /** Changes the settings of a neighbour table. */
    RTM_SETNEIGHTBL: {},
  },
  HEADER,
)

/** Groups of NETLINK_ROUTE: numbers for NETLINK_ADD_MEMBERSHIP, bits for bind(2). */
export const ROUTE_GROUPS = /* @__PURE__ */ numbers(
  {
    /** Bit: addresses of IPv4. */
    RTMGRP_IPV4_IFADDR: {},
    /** Bit: multicast routes of IPv4. */
    RTMGRP_IPV4_MROUTE: {},
    /** Bit: routes of IPv4. */
    RTMGRP_IPV4_ROUTE: {},
    /** Bit: rules of routing, IPv4. */
    RTMGRP_IPV4_RULE: {},
    /** Bit: addresses of IPv6. */
    RTMGRP_IPV6_IFADDR: {},
    /** Bit: settings of links, IPv6. */
    RTMGRP_IPV6_IFINFO: {},
    /** Bit: multicast routes of IPv6. */
    RTMGRP_IPV6_MROUTE: {},
    /** Bit: prefixes that routers announce. */
    RTMGRP_IPV6_PREFIX: {},
    /** Bit: routes of IPv6. */
    RTMGRP_IPV6_ROUTE: {},
    /** Bit: links. */
    RTMGRP_LINK: {},
    /** Bit: neighbours. */
    RTMGRP_NEIGH: {},
    /** Bit: not used. */
    RTMGRP_NOTIFY: {},
    /** Bit: traffic control. */
    RTMGRP_TC: {},
    /** VLANs of bridges. Linux 5.6. */
    RTNLGRP_BRVLAN: { linux: 33 },
    /** Data center bridging. */
    RTNLGRP_DCB: {},
    /** Addresses of IPv4. */
    RTNLGRP_IPV4_IFADDR: {},
    /** Groups that this machine joins, IPv4. Linux 6.14. */
    RTNLGRP_IPV4_MCADDR: { linux: 37 },
    /** Multicast routes of IPv4. */
    RTNLGRP_IPV4_MROUTE: {},
    /** Messages of multicast routing, IPv4. */
    RTNLGRP_IPV4_MROUTE_R: {},
    /** Settings of links, IPv4. */
    RTNLGRP_IPV4_NETCONF: {},
    /** Routes of IPv4. */
    RTNLGRP_IPV4_ROUTE: {},
    /** Rules of routing, IPv4. */
    RTNLGRP_IPV4_RULE: {},
    /** Anycast addresses of IPv6. Linux 6.17. */
    RTNLGRP_IPV6_ACADDR: { linux: 39 },
    /** Addresses of IPv6. */
    RTNLGRP_IPV6_IFADDR: {},
    /** Settings of links, IPv6. */
    RTNLGRP_IPV6_IFINFO: {},
    /** Groups that this machine joins, IPv6. Linux 6.14. */
    RTNLGRP_IPV6_MCADDR: { linux: 38 },
    /** Multicast routes of IPv6. */
    RTNLGRP_IPV6_MROUTE: {},
    /** Messages of multicast routing, IPv6. */
    RTNLGRP_IPV6_MROUTE_R: {},
    /** Settings of links, IPv6. */
    RTNLGRP_IPV6_NETCONF: {},
    /** Prefixes that routers announce. */
    RTNLGRP_IPV6_PREFIX: {},
    /** Routes of IPv6. */
    RTNLGRP_IPV6_ROUTE: {},
    /** Rules of routing, IPv6. */
    RTNLGRP_IPV6_RULE: {},
    /** Links. */
    RTNLGRP_LINK: {},
    /** Addresses of MCTP. Linux 5.15. */
    RTNLGRP_MCTP_IFADDR: { linux: 34 },
    /** Multicast tables of bridges. */
    RTNLGRP_MDB: {},
    /** Settings of links, MPLS. */
    RTNLGRP_MPLS_NETCONF: {},
    /** Routes of MPLS. */
    RTNLGRP_MPLS_ROUTE: {},
    /** Options of IPv6's neighbour discovery for programs. */
    RTNLGRP_ND_USEROPT: {},
    /** Neighbours. */
    RTNLGRP_NEIGH: {},
    /** Next hops. Linux 5.3. */
    RTNLGRP_NEXTHOP: { linux: 32 },
    /** None. */
    RTNLGRP_NONE: {},
    /** Not used. */
    RTNLGRP_NOTIFY: {},
    /** Ids of network namespaces. */
    RTNLGRP_NSID: {},
    /** Counters. Linux 5.18. */
    RTNLGRP_STATS: { linux: 36 },
    /** Traffic control. */
    RTNLGRP_TC: {},
    /** Tunnels. Linux 5.18. */
    RTNLGRP_TUNNEL: { linux: 35 },
  },
  HEADER,
)

/** Routes: their attributes, and the values of their headers; rtnetlink(7). */
export const ROUTE_VALUES = /* @__PURE__ */ numbers(
  {
    /** Times, as struct rta_cacheinfo. */
    RTA_CACHEINFO: { linux: 12 },
    /** The destination; none for the default route. */
    RTA_DST: { linux: 1 },
    /** The encapsulation of packets. */
    RTA_ENCAP: { linux: 22 },
    /** `LWTUNNEL_ENCAP_*`. */
    RTA_ENCAP_TYPE: { linux: 21 },
    /** Its lifetime in seconds. */
    RTA_EXPIRES: { linux: 23 },
    /** Realms. */
    RTA_FLOW: { linux: 11 },
    /** The router. */
    RTA_GATEWAY: { linux: 5 },
    /** The input interface. */
    RTA_IIF: { linux: 3 },
    /** The mark of packets. */
    RTA_MARK: { linux: 16 },
    /** Attributes `RTAX_*`. */
    RTA_METRICS: { linux: 8 },
    /** Several next hops: struct rtnexthop with attributes, one after the other. */
    RTA_MULTIPATH: { linux: 9 },
    /** The new destination of packets, MPLS. */
    RTA_NEWDST: { linux: 19 },
    /** The number of a next hop. Linux 5.3. */
    RTA_NH_ID: { linux: 30 },
    /** The output interface. */
    RTA_OIF: { linux: 4 },
    /** Router preference, RFC 4191: 0 medium, 1 high, 3 low. */
    RTA_PREF: { linux: 20 },
    /** The preferred source address. */
    RTA_PREFSRC: { linux: 7 },
    /** The metric: lower values are preferred. */
    RTA_PRIORITY: { linux: 6 },
    /** The source prefix that packets must match. */
    RTA_SRC: { linux: 2 },
    /** The table, if its number has more than eight bits. */
    RTA_TABLE: { linux: 15 },
    /** Whether the TTL is propagated through MPLS. */
    RTA_TTL_PROPAGATE: { linux: 26 },
    /** The user whose packets match. */
    RTA_UID: { linux: 25 },
    /** A router of another family: the family, then the address. */
    RTA_VIA: { linux: 18 },
    /** Metric: the MSS to announce. */
    RTAX_ADVMSS: {},
    /** Metric: the congestion control algorithm. */
    RTAX_CC_ALGO: {},
    /** Metric: the maximum congestion window. */
    RTAX_CWND: {},
    /** Metric: TCP Fast Open needs no cookie. */
    RTAX_FASTOPEN_NO_COOKIE: {},
    /** Metric: bits, 1 for ECN. */
    RTAX_FEATURES: {},
    /** Metric: the hop limit. */
    RTAX_HOPLIMIT: {},
    /** Metric: the initial congestion window. */
    RTAX_INITCWND: {},
    /** Metric: the initial receive window. */
    RTAX_INITRWND: {},
    /** Metrics that are locked, as bits. */
    RTAX_LOCK: {},
    /** Metric: path MTU. */
    RTAX_MTU: {},
    /** Metric: acknowledges immediately. */
    RTAX_QUICKACK: {},
    /** Metric: how much reordering to expect. */
    RTAX_REORDERING: {},
    /** Metric: the minimum time before a retransmission. */
    RTAX_RTO_MIN: {},
    /** Metric: round-trip time. */
    RTAX_RTT: {},
    /** Metric: round-trip time variation. */
    RTAX_RTTVAR: {},
    /** Metric: slow start threshold. */
    RTAX_SSTHRESH: {},
    /** Metric: the largest window. */
    RTAX_WINDOW: {},
    /** Flag: a cloned entry for one destination. */
    RTM_F_CLONED: {},
    /** Flag of a request: answer with the route that matched. */
    RTM_F_FIB_MATCH: {},
    /** Flag of a request: return the table that was used. */
    RTM_F_LOOKUP_TABLE: {},
    /** Flag: notify of changes. */
    RTM_F_NOTIFY: {},
    /** Flag: offloaded to a device. */
    RTM_F_OFFLOAD: { linux: 0x4000 },
    /** Flag: offloading failed. */
    RTM_F_OFFLOAD_FAILED: { linux: 0x2000_0000 },
    /** Flag of a request: only prefixes that routers announced. */
    RTM_F_PREFIX: {},
    /** Flag: a device traps packets to the kernel. */
    RTM_F_TRAP: { linux: 0x8000 },
    /** Flag of a next hop: not usable. */
    RTNH_F_DEAD: {},
    /** Flag of a next hop: its link is down. */
    RTNH_F_LINKDOWN: {},
    /** Flag of a next hop: offloaded to a device. */
    RTNH_F_OFFLOAD: {},
    /** Flag of a next hop: it is on the link, regardless of routes. */
    RTNH_F_ONLINK: {},
    /** Flag of a next hop: look it up again. */
    RTNH_F_PERVASIVE: {},
    /** Flag of a next hop: a device traps packets to the kernel. */
    RTNH_F_TRAP: { linux: 64 },
    /** Flag of a next hop: multicast, not resolved yet. */
    RTNH_F_UNRESOLVED: {},
    /** Type: anycast. */
    RTN_ANYCAST: { linux: 4 },
    /** Type: silently dropped. */
    RTN_BLACKHOLE: { linux: 6 },
    /** Type: broadcast. */
    RTN_BROADCAST: { linux: 3 },
    /** Type: local. */
    RTN_LOCAL: { linux: 2 },
    /** Type: multicast. */
    RTN_MULTICAST: { linux: 5 },
    /** Type: refused as forbidden. */
    RTN_PROHIBIT: { linux: 8 },
    /** Type: continue with the next table. */
    RTN_THROW: { linux: 9 },
    /** Type: unicast, through a router or on the link. */
    RTN_UNICAST: { linux: 1 },
    /** Type: refused as unreachable. */
    RTN_UNREACHABLE: { linux: 7 },
    /** Type: any. */
    RTN_UNSPEC: { linux: 0 },
    /** Origin: Babel. */
    RTPROT_BABEL: {},
    /** Origin: BGP. */
    RTPROT_BGP: { linux: 186 },
    /** Origin: BIRD. */
    RTPROT_BIRD: {},
    /** Origin: boot; the default of `ip route add`. */
    RTPROT_BOOT: {},
    /** Origin: DHCP. */
    RTPROT_DHCP: {},
    /** Origin: EIGRP. */
    RTPROT_EIGRP: { linux: 192 },
    /** Origin: IS-IS. */
    RTPROT_ISIS: { linux: 187 },
    /** Origin: Keepalived. */
    RTPROT_KEEPALIVED: { linux: 18 },
    /** Origin: the kernel. */
    RTPROT_KERNEL: {},
    /** Origin: a multicast daemon. */
    RTPROT_MROUTED: {},
    /** Origin: Open/R. */
    RTPROT_OPENR: { linux: 99 },
    /** Origin: OSPF. */
    RTPROT_OSPF: { linux: 188 },
    /** Origin: router advertisements. */
    RTPROT_RA: {},
    /** Origin: ICMP redirects. */
    RTPROT_REDIRECT: {},
    /** Origin: RIP. */
    RTPROT_RIP: { linux: 189 },
    /** Origin: the administrator. */
    RTPROT_STATIC: {},
    /** Origin: unknown. */
    RTPROT_UNSPEC: {},
    /** Origin: Zebra. */
    RTPROT_ZEBRA: {},
    /** Scope: this machine. */
    RT_SCOPE_HOST: { linux: 254 },
    /** Scope: the link. */
    RT_SCOPE_LINK: { linux: 253 },
    /** Scope: there is no such destination. */
    RT_SCOPE_NOWHERE: { linux: 255 },
    /** Scope: this network, IPv6. */
    RT_SCOPE_SITE: { linux: 200 },
    /** Scope: everywhere. */
    RT_SCOPE_UNIVERSE: { linux: 0 },
    /** Table: the number is in RTA_TABLE. */
    RT_TABLE_COMPAT: { linux: 252 },
    /** Table: default, after the main one. */
    RT_TABLE_DEFAULT: { linux: 253 },
    /** Table: local addresses. */
    RT_TABLE_LOCAL: { linux: 255 },
    /** Table: main. */
    RT_TABLE_MAIN: { linux: 254 },
    /** Table: any. */
    RT_TABLE_UNSPEC: { linux: 0 },
  },
  HEADER,
)

/** Neighbours: their attributes, and the values of their headers; rtnetlink(7). */
export const NEIGHBOUR_VALUES = /* @__PURE__ */ numbers(
  {
    /** Times, as struct nda_cacheinfo. */
    NDA_CACHEINFO: { linux: 3 },
    /** The address of the network layer. */
    NDA_DST: { linux: 1 },
    /** More flags. Linux 5.16. */
    NDA_FLAGS_EXT: { linux: 15 },
    /** The output interface. */
    NDA_IFINDEX: { linux: 8 },
    /** The address of the link layer. */
    NDA_LLADDR: { linux: 2 },
    /** The bridge or bond that the interface belongs to. */
    NDA_MASTER: { linux: 9 },
    /** The number of a next hop. Linux 5.8. */
    NDA_NH_ID: { linux: 13 },
    /** A UDP port, of tunnels. */
    NDA_PORT: { linux: 6 },
    /** The number of probes. */
    NDA_PROBES: { linux: 4 },
    /** `RTPROT_*`: its origin. Linux 5.2. */
    NDA_PROTOCOL: { linux: 12 },
    /** A VLAN. */
    NDA_VLAN: { linux: 5 },
    /** A network of VXLAN. */
    NDA_VNI: { linux: 7 },
    /** Flag: learned by a program or a device. */
    NTF_EXT_LEARNED: {},
    /** Flag: of the bridge that the interface belongs to. */
    NTF_MASTER: {},
    /** Flag: offloaded to a device. */
    NTF_OFFLOADED: {},
    /** Flag: proxied by this machine. */
    NTF_PROXY: {},
    /** Flag: a router, IPv6. */
    NTF_ROUTER: {},
    /** Flag: of the interface itself. */
    NTF_SELF: {},
    /** Flag: it does not move to another port. */
    NTF_STICKY: { linux: 64 },
    /** Flag: resolve it now. */
    NTF_USE: {},
    /** State: delay before probing. */
    NUD_DELAY: {},
    /** State: failed to resolve. */
    NUD_FAILED: {},
    /** State: incomplete, being resolved. */
    NUD_INCOMPLETE: {},
    /** State: needs no resolving. */
    NUD_NOARP: {},
    /** State: none. */
    NUD_NONE: {},
    /** State: permanent. */
    NUD_PERMANENT: {},
    /** State: being probed. */
    NUD_PROBE: {},
    /** State: reachable. */
    NUD_REACHABLE: {},
    /** State: stale, not confirmed recently. */
    NUD_STALE: {},
  },
  HEADER,
)
