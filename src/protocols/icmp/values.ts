import { numbers } from '../numbers.ts'

/** Types and codes of ICMP messages; RFC 792. */
export const ICMP_VALUES = /* @__PURE__ */ numbers(
  {
    /** Type: request for the netmask. Obsolete. */
    ICMP_ADDRESS: {},
    /** Type: reply with the netmask. Obsolete. */
    ICMP_ADDRESSREPLY: {},
    /** Type: destination unreachable; the code has the reason. */
    ICMP_DEST_UNREACH: {},
    /** Type: echo request. */
    ICMP_ECHO: {},
    /** Type: echo reply. */
    ICMP_ECHOREPLY: {},
    /** ICMP_TIME_EXCEEDED: a fragment was missing. */
    ICMP_EXC_FRAGTIME: {},
    /** ICMP_TIME_EXCEEDED: no hops left. */
    ICMP_EXC_TTL: {},
    /** ICMP_EXT_ECHOREPLY: the query is malformed. */
    ICMP_EXT_CODE_MAL_QUERY: { linux: 1 },
    /** ICMP_EXT_ECHOREPLY: several interfaces match. */
    ICMP_EXT_CODE_MULT_IFS: { linux: 4 },
    /** ICMP_EXT_ECHOREPLY: no such interface. */
    ICMP_EXT_CODE_NO_IF: { linux: 2 },
    /** ICMP_EXT_ECHOREPLY: no such entry in the table of neighbours. */
    ICMP_EXT_CODE_NO_TABLE_ENT: { linux: 3 },
    /** Type: extended echo request, about an interface. RFC 8335. */
    ICMP_EXT_ECHO: { linux: 42 },
    /** Type: extended echo reply. RFC 8335. */
    ICMP_EXT_ECHOREPLY: { linux: 43 },
    /** ICMP_DEST_UNREACH: fragmentation needed but forbidden. */
    ICMP_FRAG_NEEDED: {},
    /** ICMP_DEST_UNREACH: the host is administratively prohibited. */
    ICMP_HOST_ANO: {},
    /** ICMP_DEST_UNREACH: the sender is isolated. */
    ICMP_HOST_ISOLATED: {},
    /** ICMP_DEST_UNREACH: no such host. */
    ICMP_HOST_UNKNOWN: {},
    /** ICMP_DEST_UNREACH: the host does not answer on its link. */
    ICMP_HOST_UNREACH: {},
    /** ICMP_DEST_UNREACH: no route to the host for this type of service. */
    ICMP_HOST_UNR_TOS: {},
    /** Type: reply with a network number. Obsolete. */
    ICMP_INFO_REPLY: {},
    /** Type: request for a network number. Obsolete. */
    ICMP_INFO_REQUEST: {},
    /** ICMP_DEST_UNREACH: the network is administratively prohibited. */
    ICMP_NET_ANO: {},
    /** ICMP_DEST_UNREACH: no such network. */
    ICMP_NET_UNKNOWN: {},
    /** ICMP_DEST_UNREACH: no route to the network. */
    ICMP_NET_UNREACH: {},
    /** ICMP_DEST_UNREACH: no route to the network for this type of service. */
    ICMP_NET_UNR_TOS: {},
    /** Type: a problem in a header. */
    ICMP_PARAMETERPROB: {},
    /** ICMP_DEST_UNREACH: administratively prohibited. */
    ICMP_PKT_FILTERED: {},
    /** ICMP_DEST_UNREACH: no listener at the port. */
    ICMP_PORT_UNREACH: {},
    /** ICMP_DEST_UNREACH: the precedence is too low. */
    ICMP_PREC_CUTOFF: {},
    /** ICMP_DEST_UNREACH: this precedence is not allowed. */
    ICMP_PREC_VIOLATION: {},
    /** ICMP_DEST_UNREACH: the host does not support the protocol. */
    ICMP_PROT_UNREACH: {},
    /** Type: redirect to a better router. */
    ICMP_REDIRECT: {},
    /** ICMP_REDIRECT: for the host. */
    ICMP_REDIR_HOST: {},
    /** ICMP_REDIRECT: for the host and type of service. */
    ICMP_REDIR_HOSTTOS: {},
    /** ICMP_REDIRECT: for the whole network. */
    ICMP_REDIR_NET: {},
    /** ICMP_REDIRECT: for the network and type of service. */
    ICMP_REDIR_NETTOS: {},
    /** Type: source quench. Obsolete; RFC 6633. */
    ICMP_SOURCE_QUENCH: {},
    /** ICMP_DEST_UNREACH: the source route failed. */
    ICMP_SR_FAILED: {},
    /** Type: timestamp request. */
    ICMP_TIMESTAMP: {},
    /** Type: timestamp reply. */
    ICMP_TIMESTAMPREPLY: {},
    /** Type: time exceeded, in transit or at reassembly. */
    ICMP_TIME_EXCEEDED: {},
  },
  'netinet/ip_icmp.h',
)

/** Types and codes of ICMPv6 messages; RFC 4443. */
export const ICMPV6_VALUES = /* @__PURE__ */ numbers(
  {
    /** ICMPV6_DEST_UNREACH: the host does not answer on its link. */
    ICMPV6_ADDR_UNREACH: {},
    /** ICMPV6_DEST_UNREACH: administratively prohibited. */
    ICMPV6_ADM_PROHIBITED: {},
    /** Type: destination unreachable; the code has the reason. */
    ICMPV6_DEST_UNREACH: {},
    /** Type: home agent address discovery reply. RFC 6275. */
    ICMPV6_DHAAD_REPLY: {},
    /** Type: home agent address discovery request. RFC 6275. */
    ICMPV6_DHAAD_REQUEST: {},
    /** Type: echo reply. */
    ICMPV6_ECHO_REPLY: {},
    /** Type: echo request. */
    ICMPV6_ECHO_REQUEST: {},
    /** ICMPV6_TIME_EXCEED: a fragment was missing. */
    ICMPV6_EXC_FRAGTIME: {},
    /** ICMPV6_TIME_EXCEED: no hops left. */
    ICMPV6_EXC_HOPLIMIT: {},
    /** Type: extended echo reply. RFC 8335. */
    ICMPV6_EXT_ECHO_REPLY: { linux: 161 },
    /** Type: extended echo request, about an interface. RFC 8335. */
    ICMPV6_EXT_ECHO_REQUEST: { linux: 160 },
    /** ICMPV6_PARAMPROB: an erroneous field. */
    ICMPV6_HDR_FIELD: {},
    /**
     * ICMPV6_PARAMPROB: the header chain does not fit in the first fragment. RFC 7112. Linux 5.12.
     */
    ICMPV6_HDR_INCOMP: { linux: 3 },
    /** Types with this bit are not errors. */
    ICMPV6_INFOMSG_MASK: {},
    /** Type: multicast listener query. RFC 2710. */
    ICMPV6_MGM_QUERY: {},
    /** Type: multicast listener done. RFC 2710. */
    ICMPV6_MGM_REDUCTION: {},
    /** Type: multicast listener report. RFC 2710. */
    ICMPV6_MGM_REPORT: {},
    /** Type: multicast listener report, version 2. RFC 3810. */
    ICMPV6_MLD2_REPORT: {},
    /** Type: mobile prefix advertisement. RFC 6275. */
    ICMPV6_MOBILE_PREFIX_ADV: {},
    /** Type: mobile prefix solicitation. RFC 6275. */
    ICMPV6_MOBILE_PREFIX_SOL: {},
    /** Type: multicast router advertisement. RFC 4286. */
    ICMPV6_MRDISC_ADV: { linux: 151 },
    /** Type: node information query. RFC 4620. */
    ICMPV6_NI_QUERY: {},
    /** Type: node information reply. RFC 4620. */
    ICMPV6_NI_REPLY: {},
    /** ICMPV6_DEST_UNREACH: no route. */
    ICMPV6_NOROUTE: {},
    /** ICMPV6_DEST_UNREACH: beyond the scope of the source. */
    ICMPV6_NOT_NEIGHBOUR: {},
    /** Type: a problem in a header. */
    ICMPV6_PARAMPROB: {},
    /** Type: packet too big for a link, with its MTU. */
    ICMPV6_PKT_TOOBIG: {},
    /** ICMPV6_DEST_UNREACH: the source is not allowed. */
    ICMPV6_POLICY_FAIL: { linux: 5 },
    /** ICMPV6_DEST_UNREACH: no listener at the port. */
    ICMPV6_PORT_UNREACH: {},
    /** ICMPV6_DEST_UNREACH: rejected by a route. */
    ICMPV6_REJECT_ROUTE: { linux: 6 },
    /** Type: time exceeded, in transit or at reassembly. */
    ICMPV6_TIME_EXCEED: {},
    /** ICMPV6_PARAMPROB: an unknown next header. */
    ICMPV6_UNK_NEXTHDR: {},
    /** ICMPV6_PARAMPROB: an unknown option. */
    ICMPV6_UNK_OPTION: {},
  },
  'linux/icmpv6.h',
)
