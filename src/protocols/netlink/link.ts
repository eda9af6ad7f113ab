import { numbers } from '../numbers.ts'

const HEADER = 'linux/rtnetlink.h'

/** Attributes of links; rtnetlink(7). */
export const LINK_ATTRIBUTES = /* @__PURE__ */ numbers(
  {
    /** The address of the link layer. */
    IFLA_ADDRESS: { linux: 1 },
    /** Settings by family of addresses. */
    IFLA_AF_SPEC: { linux: 26 },
    /** How many want every multicast packet. Linux 6.0. */
    IFLA_ALLMULTI: { linux: 61 },
    /** A second name. Linux 5.5. */
    IFLA_ALT_IFNAME: { linux: 53 },
    /** The broadcast address, or the other end. */
    IFLA_BROADCAST: { linux: 2 },
    /** Whether the wire is connected. */
    IFLA_CARRIER: { linux: 33 },
    /** How often that changed. */
    IFLA_CARRIER_CHANGES: { linux: 35 },
    /** How often it went down. */
    IFLA_CARRIER_DOWN_COUNT: { linux: 48 },
    /** How often it came up. */
    IFLA_CARRIER_UP_COUNT: { linux: 47 },
    /** Why this notice was sent. */
    IFLA_EVENT: { linux: 44 },
    /** Request: what to tell besides, `RTEXT_FILTER_*`. */
    IFLA_EXT_MASK: { linux: 29 },
    /** The most bytes that are joined on receive. Linux 5.19. */
    IFLA_GRO_MAX_SIZE: { linux: 58 },
    /** The group of links that it belongs to. */
    IFLA_GROUP: { linux: 27 },
    /** The most segments of a large packet. */
    IFLA_GSO_MAX_SEGS: { linux: 40 },
    /** The most bytes of a large packet. */
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
    /** The link that it is made of, or its other end. */
    IFLA_LINK: { linux: 5 },
    /** Attributes IFLA_INFO_*. */
    IFLA_LINKINFO: {},
    /** Whether it waits for a program: IF_LINK_MODE_*. */
    IFLA_LINKMODE: { linux: 17 },
    /** The network namespace of IFLA_LINK, where that is another. */
    IFLA_LINK_NETNSID: { linux: 37 },
    /** Addresses and lines of the hardware. */
    IFLA_MAP: {},
    /** The bridge or bond that it belongs to. */
    IFLA_MASTER: {},
    /** The largest MTU that it takes. */
    IFLA_MAX_MTU: { linux: 51 },
    /** The smallest MTU that it takes. */
    IFLA_MIN_MTU: { linux: 50 },
    /** Bytes of a packet. */
    IFLA_MTU: { linux: 4 },
    /** Notice: its id in the network namespace that it went to. */
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
    /** The address that the hardware came with. Linux 5.6. */
    IFLA_PERM_ADDRESS: { linux: 54 },
    /** How many want every packet. */
    IFLA_PROMISCUITY: {},
    /** Second names, as attributes IFLA_ALT_IFNAME. Linux 5.5. */
    IFLA_PROP_LIST: { linux: 52 },
    /** Settings of a protocol. */
    IFLA_PROTINFO: {},
    /** Whether a program took it down. */
    IFLA_PROTO_DOWN: { linux: 39 },
    /** Why it did. Linux 5.9. */
    IFLA_PROTO_DOWN_REASON: { linux: 55 },
    /** The queueing discipline. */
    IFLA_QDISC: { linux: 6 },
    /** Counters of 32 bits, as struct rtnl_link_stats. */
    IFLA_STATS: { linux: 7 },
    /** Counters of 64 bits, as struct rtnl_link_stats64. */
    IFLA_STATS64: { linux: 23 },
    /** Request: the id of the network namespace that is meant. */
    IFLA_TARGET_NETNSID: { linux: 46 },
    /** Packets that may wait to be sent. */
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
    /** The address of the prefix; of the other end where there is one. */
    IFA_ADDRESS: { linux: 1 },
    /** Anycast, IPv6. */
    IFA_ANYCAST: { linux: 5 },
    /** Broadcast, IPv4. */
    IFA_BROADCAST: { linux: 4 },
    /** Lifetimes, as struct ifa_cacheinfo: preferred and valid seconds, then two times. */
    IFA_CACHEINFO: { linux: 6 },
    /** `IFA_F_*`, all 32 bits. */
    IFA_FLAGS: { linux: 8 },
    /** Flag: duplicates were found. */
    IFA_F_DADFAILED: {},
    /** Flag: not for new connections. */
    IFA_F_DEPRECATED: {},
    /** Flag: Mobile IPv6's home address. */
    IFA_F_HOMEADDRESS: {},
    /** Flag: temporary addresses are made of it, RFC 8981. */
    IFA_F_MANAGETEMPADDR: {},
    /** Flag: joins the group of this address. */
    IFA_F_MCAUTOJOIN: {},
    /** Flag: no search for duplicates. */
    IFA_F_NODAD: {},
    /** Flag: makes no route to its prefix. */
    IFA_F_NOPREFIXROUTE: {},
    /** Flag: used while duplicates are searched. */
    IFA_F_OPTIMISTIC: {},
    /** Flag: does not end by itself. */
    IFA_F_PERMANENT: {},
    /** Flag: another address of its prefix came first, IPv4. */
    IFA_F_SECONDARY: {},
    /** Flag: made of a secret, RFC 7217. */
    IFA_F_STABLE_PRIVACY: {},
    /** Flag: temporary, IPv6; the bit of IFA_F_SECONDARY. */
    IFA_F_TEMPORARY: {},
    /** Flag: duplicates are searched. */
    IFA_F_TENTATIVE: {},
    /** The label: the name of the link, or that and more. */
    IFA_LABEL: { linux: 3 },
    /** The address of this end. */
    IFA_LOCAL: { linux: 2 },
    /** A joined group, in answers to RTM_GETMULTICAST. */
    IFA_MULTICAST: { linux: 7 },
    /** `IFAPROT_*`: who made it. Linux 5.18. */
    IFA_PROTO: { linux: 11 },
    /** The metric of its prefix's route. */
    IFA_RT_PRIORITY: { linux: 9 },
    /** Request: the id of the network namespace that is meant. */
    IFA_TARGET_NETNSID: { linux: 10 },
  },
  HEADER,
)
