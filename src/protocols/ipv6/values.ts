import { numbers } from '../numbers.ts'

/** Values of options of IPPROTO_IPV6. */
export const IPV6_VALUES = /* @__PURE__ */ numbers({
  /** IPV6_MTU_DISCOVER: never refuses to fragment. */
  IPV6_PMTUDISC_DONT: {},
  /** IPV6_MTU_DISCOVER: never fragments; what is too long is EMSGSIZE. */
  IPV6_PMTUDISC_DO: {},
  /** IPV6_MTU_DISCOVER: ignores the path MTU, takes the interface's. Linux 3.14. */
  IPV6_PMTUDISC_INTERFACE: { linux: 4 },
  /** IPV6_MTU_DISCOVER: as INTERFACE, but fragments what is longer. Linux 3.15. */
  IPV6_PMTUDISC_OMIT: { linux: 5 },
  /** IPV6_MTU_DISCOVER: never fragments, but ignores the path MTU; for probing. */
  IPV6_PMTUDISC_PROBE: {},
  /** IPV6_MTU_DISCOVER: fragments what is longer than the path MTU. */
  IPV6_PMTUDISC_WANT: {},
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
  /** IPV6_ADDR_PREFERENCES: public or temporary as the system says. */
  IPV6_PREFER_SRC_PUBTMP_DEFAULT: { linux: 0x0100 },
  /** IPV6_ADDR_PREFERENCES: a temporary address, for privacy. */
  IPV6_PREFER_SRC_TMP: { linux: 0x0001 },
})
