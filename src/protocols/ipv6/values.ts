import { numbers } from '../numbers.ts'

/** Flags of IPV6_ADDR_PREFERENCES. */
export const ADDRESS_PREFERENCES = /* @__PURE__ */ numbers({
  /** IPV6_ADDR_PREFERENCES: a cryptographically generated address. */
  IPV6_PREFER_SRC_CGA: { linux: 0x0008 },
  /** IPV6_ADDR_PREFERENCES: a care-of address of mobile IPv6. */
  IPV6_PREFER_SRC_COA: { linux: 0x0004 },
  /** IPV6_ADDR_PREFERENCES: the home address of mobile IPv6. */
  IPV6_PREFER_SRC_HOME: { linux: 0x0400 },
  /** IPV6_ADDR_PREFERENCES: no cryptographically generated address. */
  IPV6_PREFER_SRC_NONCGA: { linux: 0x0800 },
  /** IPV6_ADDR_PREFERENCES: a public address. */
  IPV6_PREFER_SRC_PUBLIC: { linux: 0x0002 },
  /** IPV6_ADDR_PREFERENCES: public or temporary, as the system prefers. */
  IPV6_PREFER_SRC_PUBTMP_DEFAULT: { linux: 0x0100 },
  /** IPV6_ADDR_PREFERENCES: a temporary address, for privacy. */
  IPV6_PREFER_SRC_TMP: { linux: 0x0001 },
})

/** Values of options of IPPROTO_IPV6. */
export const IPV6_VALUES = /* @__PURE__ */ numbers({
  /** IPV6_MTU_DISCOVER: never refuses to fragment. */
  IPV6_PMTUDISC_DONT: {},
  /** IPV6_MTU_DISCOVER: never fragments; longer packets fail with EMSGSIZE. */
  IPV6_PMTUDISC_DO: {},
  /** IPV6_MTU_DISCOVER: ignores the path MTU, takes the interface's. Linux 3.14. */
  IPV6_PMTUDISC_INTERFACE: { linux: 4 },
  /** IPV6_MTU_DISCOVER: as INTERFACE, but fragments what is longer. Linux 3.15. */
  IPV6_PMTUDISC_OMIT: { linux: 5 },
  /** IPV6_MTU_DISCOVER: never fragments, but ignores the path MTU; for probing. */
  IPV6_PMTUDISC_PROBE: {},
  /** IPV6_MTU_DISCOVER: fragments what is longer than the path MTU. */
  IPV6_PMTUDISC_WANT: {},
})

/** Flags of IPV6_FLOWLABEL_MGR. */
export const FLOW_LABEL_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of IPV6_FL_A_GET: creates the label if it does not exist. */
    IPV6_FL_F_CREATE: {},
    /** Flag of IPV6_FL_A_GET: EEXIST if the label exists. */
    IPV6_FL_F_EXCL: {},
    /** Flag of IPV6_FL_A_GET: a stream reflects the label of its peer. Linux 3.14. */
    IPV6_FL_F_REFLECT: { linux: 4 },
    /** Flag for reading: the label of the last packet from the peer. Linux 3.14. */
    IPV6_FL_F_REMOTE: { linux: 8 },
  },
  'linux/in6.h',
)

/** Actions and shares of IPV6_FLOWLABEL_MGR, and the options in extension headers. */
export const IPV6_HEADER_VALUES = /* @__PURE__ */ numbers(
  {
    /** IPV6_FLOWLABEL_MGR: acquires a label. */
    IPV6_FL_A_GET: {},
    /** IPV6_FLOWLABEL_MGR: releases a label. */
    IPV6_FL_A_PUT: {},
    /** IPV6_FLOWLABEL_MGR: renews a label. */
    IPV6_FL_A_RENEW: {},
    /** Share of a label: with everyone. */
    IPV6_FL_S_ANY: {},
    /** Share of a label: with nobody. */
    IPV6_FL_S_EXCL: {},
    /** Share of a label: unspecified. */
    IPV6_FL_S_NONE: {},
    /** Share of a label: with sockets of this process. */
    IPV6_FL_S_PROCESS: {},
    /** Share of a label: with sockets of this user. */
    IPV6_FL_S_USER: {},
    /** Option of a header: security label. RFC 5570. Linux 4.8. */
    IPV6_TLV_CALIPSO: { linux: 7 },
    /** Option of a header: home address. RFC 6275. */
    IPV6_TLV_HAO: {},
    /** Option of a header: in-situ measurements. RFC 9486. Linux 5.15. */
    IPV6_TLV_IOAM: { linux: 49 },
    /** Option of a header: length of a jumbogram. RFC 2675. */
    IPV6_TLV_JUMBO: {},
    /** Option of a header: one byte of padding. */
    IPV6_TLV_PAD1: {},
    /** Option of a header: several bytes of padding. */
    IPV6_TLV_PADN: {},
    /** Option of a header: router alert. RFC 2711. */
    IPV6_TLV_ROUTERALERT: {},
  },
  'linux/in6.h',
)
