import { numbers } from '../numbers.ts'

const HEADER = 'linux/rtnetlink.h'

/** Attributes of links; rtnetlink(7). */
export const LINK_ATTRIBUTES = /* @__PURE__ */ numbers(
  {
    /** The address of the link layer. */
    IFLA_ADDRESS: { linux: 1 },
    /** Settings by family of addresses. */
    IFLA_AF_SPEC: { linux: 26 },
    /** How many users requested all-multicast mode. Linux 6.0. */
    IFLA_ALLMULTI: { linux: 61 },
    /** An alternative name. Linux 5.5. */
    IFLA_ALT_IFNAME: { linux: 53 },
    /** The broadcast address, or the peer of a point-to-point link. */
    IFLA_BROADCAST: { linux: 2 },
    /** Whether the link has a carrier. */
    IFLA_CARRIER: { linux: 33 },
    /** How often the carrier changed. */
    IFLA_CARRIER_CHANGES: { linux: 35 },
    /** How often the carrier was lost. */
    IFLA_CARRIER_DOWN_COUNT: { linux: 48 },
    /** How often the carrier appeared. */
    IFLA_CARRIER_UP_COUNT: { linux: 47 },
    /** Why this notification was sent. */
    IFLA_EVENT: { linux: 44 },
    /** Request: what to report in addition, `RTEXT_FILTER_*`. */
    IFLA_EXT_MASK: { linux: 29 },
    /** Maximum bytes that are joined on receive. Linux 5.19. */
    IFLA_GRO_MAX_SIZE: { linux: 58 },
    /** The group of links that it belongs to. */
    IFLA_GROUP: { linux: 27 },
    /** Maximum segments of a large packet. */
    IFLA_GSO_MAX_SEGS: { linux: 40 },
    /** Maximum bytes of a large packet. */
    IFLA_GSO_MAX_SIZE: { linux: 41 },
    /** A description. */
    IFLA_IFALIAS: { linux: 20 },
    /** The name. */
    IFLA_IFNAME: { linux: 3 },
    /** Settings of a kind of links. */
    IFLA_INFO_DATA: { linux: 2 },
    /** The kind of a link: `'veth'`. */
    IFLA_INFO_KIND: { linux: 1 },
    /** Settings of a bridge's or bond's port. */
    IFLA_INFO_SLAVE_DATA: { linux: 5 },
    /** The kind of what it is a port of. */
    IFLA_INFO_SLAVE_KIND: { linux: 4 },
    /** The link below it, or its peer. */
    IFLA_LINK: { linux: 5 },
    /** Attributes IFLA_INFO_*. */
    IFLA_LINKINFO: {},
    /** Whether a program controls its state: IF_LINK_MODE_*. */
    IFLA_LINKMODE: { linux: 17 },
    /** The network namespace of IFLA_LINK, if it is another one. */
    IFLA_LINK_NETNSID: { linux: 37 },
    /** Addresses and lines of the hardware. */
    IFLA_MAP: {},
    /** The bridge or bond that it belongs to. */
    IFLA_MASTER: {},
    /** The largest MTU that it accepts. */
    IFLA_MAX_MTU: { linux: 51 },
    /** The smallest MTU that it accepts. */
    IFLA_MIN_MTU: { linux: 50 },
    /** The MTU. */
    IFLA_MTU: { linux: 4 },
    /** Notification: its id in the network namespace that it moved to. */
    IFLA_NEW_NETNSID: { linux: 45 },
    /** Request: moves it to the network namespace of this descriptor. */
    IFLA_NET_NS_FD: { linux: 28 },
    /** Request: moves it to the network namespace of this process. */
    IFLA_NET_NS_PID: { linux: 19 },
    /** Queues for receiving. */
    IFLA_NUM_RX_QUEUES: { linux: 32 },
    /** Queues for sending. */
    IFLA_NUM_TX_QUEUES: { linux: 31 },
    /** Virtual functions of the card. */
    IFLA_NUM_VF: { linux: 21 },
    /** RFC 2863: 0 unknown, 2 down, 6 up. */
    IFLA_OPERSTATE: { linux: 16 },
    /** The bus that its device is on. Linux 5.14. */
    IFLA_PARENT_DEV_BUS_NAME: { linux: 57 },
    /** The name of its device. Linux 5.14. */
    IFLA_PARENT_DEV_NAME: { linux: 56 },
    /** The permanent address of the hardware. Linux 5.6. */
    IFLA_PERM_ADDRESS: { linux: 54 },
    /** How many users requested promiscuous mode. */
    IFLA_PROMISCUITY: {},
    /** Alternative names, as attributes IFLA_ALT_IFNAME. Linux 5.5. */
    IFLA_PROP_LIST: { linux: 52 },
    /** Settings of a protocol. */
    IFLA_PROTINFO: {},
    /** Whether a program has set it down. */
    IFLA_PROTO_DOWN: { linux: 39 },
    /** The reason of that. Linux 5.9. */
    IFLA_PROTO_DOWN_REASON: { linux: 55 },
    /** The queueing discipline. */
    IFLA_QDISC: { linux: 6 },
    /** Counters of 32 bits, as struct rtnl_link_stats. */
    IFLA_STATS: { linux: 7 },
    /** Counters of 64 bits, as struct rtnl_link_stats64. */
    IFLA_STATS64: { linux: 23 },
    /** Request: the id of the network namespace to operate on. */
    IFLA_TARGET_NETNSID: { linux: 46 },
    /** Length of the transmit queue, in packets. */
    IFLA_TXQLEN: {},
    /** Virtual functions, one by one. */
    IFLA_VFINFO_LIST: { linux: 22 },
    /** A BPF program on received frames. */
    IFLA_XDP: { linux: 43 },
  },
  HEADER,
)

/** Addresses of links: their attributes and flags; rtnetlink(7). */
export const LINK_ADDRESSES = /* @__PURE__ */ numbers(
  {
    /** The address with the prefix; on a point-to-point link, that of the peer. */
    IFA_ADDRESS: { linux: 1 },
    /** Anycast, IPv6. */
    IFA_ANYCAST: { linux: 5 },
    /** Broadcast, IPv4. */
    IFA_BROADCAST: { linux: 4 },
    /** Lifetimes, as struct ifa_cacheinfo: preferred and valid seconds, then two times. */
    IFA_CACHEINFO: { linux: 6 },
    /** `IFA_F_*`, all 32 bits. */
    IFA_FLAGS: { linux: 8 },
    /** Flag: duplicate address detection failed. */
    IFA_F_DADFAILED: {},
    /** Flag: deprecated, not for new connections. */
    IFA_F_DEPRECATED: {},
    /** Flag: Mobile IPv6's home address. */
    IFA_F_HOMEADDRESS: {},
    /** Flag: temporary addresses are derived from it, RFC 8981. */
    IFA_F_MANAGETEMPADDR: {},
    /** Flag: joins the group of this address. */
    IFA_F_MCAUTOJOIN: {},
    /** Flag: no duplicate address detection. */
    IFA_F_NODAD: {},
    /** Flag: creates no route to its prefix. */
    IFA_F_NOPREFIXROUTE: {},
    /** Flag: usable during duplicate address detection. */
    IFA_F_OPTIMISTIC: {},
    /** Flag: does not expire. */
    IFA_F_PERMANENT: {},
    /** Flag: secondary, after another address of its prefix, IPv4. */
    IFA_F_SECONDARY: {},
    /** Flag: derived from a secret, RFC 7217. */
    IFA_F_STABLE_PRIVACY: {},
    /** Flag: temporary, IPv6; the bit of IFA_F_SECONDARY. */
    IFA_F_TEMPORARY: {},
    /** Flag: duplicate address detection is under way. */
    IFA_F_TENTATIVE: {},
    /** The label, which begins with the name of the link. */
    IFA_LABEL: { linux: 3 },
    /** The local address. */
    IFA_LOCAL: { linux: 2 },
    /** A joined group, in answers to RTM_GETMULTICAST. */
    IFA_MULTICAST: { linux: 7 },
    /** `IFAPROT_*`: its origin. Linux 5.18. */
    IFA_PROTO: { linux: 11 },
    /** The metric of its prefix's route. */
    IFA_RT_PRIORITY: { linux: 9 },
    /** Request: the id of the network namespace to operate on. */
    IFA_TARGET_NETNSID: { linux: 10 },
  },
  HEADER,
)
