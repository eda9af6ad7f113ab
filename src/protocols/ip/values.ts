import { numbers } from '../numbers.ts'

/** Values of options of IPPROTO_IP. */
export const IP_VALUES = /* @__PURE__ */ numbers({
  /** IP_OPTIONS: the end of the list. */
  IPOPT_EOL: {},
  /** IP_OPTIONS: loose source route: passes these routers among others. */
  IPOPT_LSRR: {},
  /** IP_OPTIONS: no operation, for padding. */
  IPOPT_NOP: {},
  /** IP_OPTIONS: router alert, RFC 2113. */
  IPOPT_RA: { linux: 148 },
  /** IP_OPTIONS: record route. */
  IPOPT_RR: {},
  /** IP_OPTIONS: strict source route: passes these routers only. */
  IPOPT_SSRR: {},
  /** IP_OPTIONS: timestamps of routers. */
  IPOPT_TIMESTAMP: {},
  /** IP_TOS: class selector 0, which is best effort. RFC 2474. */
  IPTOS_CLASS_CS0: {},
  /** IP_TOS: class selector 1. RFC 2474. */
  IPTOS_CLASS_CS1: {},
  /** IP_TOS: class selector 2. RFC 2474. */
  IPTOS_CLASS_CS2: {},
  /** IP_TOS: class selector 3. RFC 2474. */
  IPTOS_CLASS_CS3: {},
  /** IP_TOS: class selector 4. RFC 2474. */
  IPTOS_CLASS_CS4: {},
  /** IP_TOS: class selector 5. RFC 2474. */
  IPTOS_CLASS_CS5: {},
  /** IP_TOS: class selector 6. RFC 2474. */
  IPTOS_CLASS_CS6: {},
  /** IP_TOS: class selector 7. RFC 2474. */
  IPTOS_CLASS_CS7: {},
  /** IP_TOS: assured forwarding, class 1, drop precedence 1. RFC 2597. */
  IPTOS_DSCP_AF11: {},
  /** IP_TOS: assured forwarding, class 1, drop precedence 2. RFC 2597. */
  IPTOS_DSCP_AF12: {},
  /** IP_TOS: assured forwarding, class 1, drop precedence 3. RFC 2597. */
  IPTOS_DSCP_AF13: {},
  /** IP_TOS: assured forwarding, class 2, drop precedence 1. RFC 2597. */
  IPTOS_DSCP_AF21: {},
  /** IP_TOS: assured forwarding, class 2, drop precedence 2. RFC 2597. */
  IPTOS_DSCP_AF22: {},
  /** IP_TOS: assured forwarding, class 2, drop precedence 3. RFC 2597. */
  IPTOS_DSCP_AF23: {},
  /** IP_TOS: assured forwarding, class 3, drop precedence 1. RFC 2597. */
  IPTOS_DSCP_AF31: {},
  /** IP_TOS: assured forwarding, class 3, drop precedence 2. RFC 2597. */
  IPTOS_DSCP_AF32: {},
  /** IP_TOS: assured forwarding, class 3, drop precedence 3. RFC 2597. */
  IPTOS_DSCP_AF33: {},
  /** IP_TOS: assured forwarding, class 4, drop precedence 1. RFC 2597. */
  IPTOS_DSCP_AF41: {},
  /** IP_TOS: assured forwarding, class 4, drop precedence 2. RFC 2597. */
  IPTOS_DSCP_AF42: {},
  /** IP_TOS: assured forwarding, class 4, drop precedence 3. RFC 2597. */
  IPTOS_DSCP_AF43: {},
  /** IP_TOS: expedited forwarding, for voice. RFC 3246. */
  IPTOS_DSCP_EF: {},
  /** The bits of IP_TOS that are the DSCP. */
  IPTOS_DSCP_MASK: {},
  /** ECN: congestion was experienced. RFC 3168. */
  IPTOS_ECN_CE: {},
  /** ECN: ECN-capable, ECT(0), the usual mark. */
  IPTOS_ECN_ECT0: {},
  /** ECN: ECN-capable, ECT(1), for L4S. */
  IPTOS_ECN_ECT1: {},
  /** The bits of IP_TOS that are the ECN. */
  IPTOS_ECN_MASK: {},
  /** ECN: not ECN-capable. */
  IPTOS_ECN_NOT_ECT: {},
  /** IP_TOS as in RFC 1349: low delay. */
  IPTOS_LOWDELAY: {},
  /** IP_TOS as in RFC 1349: minimum cost. */
  IPTOS_MINCOST: {},
  /** IP_TOS as in RFC 1349: high reliability. */
  IPTOS_RELIABILITY: {},
  /** IP_TOS as in RFC 1349: high throughput. */
  IPTOS_THROUGHPUT: {},
  /** IP_MTU_DISCOVER: never forbids fragmentation. */
  IP_PMTUDISC_DONT: {},
  /** IP_MTU_DISCOVER: always forbids it; longer packets fail with EMSGSIZE. */
  IP_PMTUDISC_DO: {},
  /** IP_MTU_DISCOVER: ignores the path MTU, takes the interface's, never forbids. Linux 3.13. */
  IP_PMTUDISC_INTERFACE: { linux: 4 },
  /** IP_MTU_DISCOVER: as INTERFACE, but fragments what is longer. Linux 3.15. */
  IP_PMTUDISC_OMIT: { linux: 5 },
  /** IP_MTU_DISCOVER: forbids fragmentation, but ignores the path MTU; for probing. */
  IP_PMTUDISC_PROBE: {},
  /** IP_MTU_DISCOVER: forbids it, and fragments locally what exceeds the path MTU. */
  IP_PMTUDISC_WANT: {},
  /** Mode of IP_MSFILTER and MCAST_MSFILTER: all senders except the listed ones. */
  MCAST_EXCLUDE: {},
  /** Mode of IP_MSFILTER and MCAST_MSFILTER: only the listed senders. */
  MCAST_INCLUDE: {},
})
