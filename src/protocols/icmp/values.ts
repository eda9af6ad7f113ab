import { numbers } from '../numbers.ts'

/** Types and codes of ICMP messages; RFC 792. */
export const ICMP_VALUES = /* @__PURE__ */ numbers(
  {
    /** Type: asks for the netmask. Obsolete. */
    ICMP_ADDRESS: {},
    /** Type: the netmask. Obsolete. */
    ICMP_ADDRESSREPLY: {},
    /** Type: what was sent can't go on; the code says why. */
    ICMP_DEST_UNREACH: {},
    /** Type: asks for the same back. */
    ICMP_ECHO: {},
    /** Type: an answer to an echo. */
    ICMP_ECHOREPLY: {},
    /** ICMP_TIME_EXCEEDED: a fragment was missing. */
    ICMP_EXC_FRAGTIME: {},
    /** ICMP_TIME_EXCEEDED: no hops left. */
    ICMP_EXC_TTL: {},
    /** ICMP_EXT_ECHOREPLY: the question is malformed. */
    ICMP_EXT_CODE_MAL_QUERY: { linux: 1 },
    /** ICMP_EXT_ECHOREPLY: several interfaces fit. */
    ICMP_EXT_CODE_MULT_IFS: { linux: 4 },
    /** ICMP_EXT_ECHOREPLY: no such interface. */
    ICMP_EXT_CODE_NO_IF: { linux: 2 },
    /** ICMP_EXT_ECHOREPLY: no such entry in the table of neighbours. */
    ICMP_EXT_CODE_NO_TABLE_ENT: { linux: 3 },
    /** Type: asks about an interface. RFC 8335. */
    ICMP_EXT_ECHO: { linux: 42 },
    /** Type: what an interface does. RFC 8335. */
    ICMP_EXT_ECHOREPLY: { linux: 43 },
    /** ICMP_DEST_UNREACH: too long for a link, and not to be fragmented. */
    ICMP_FRAG_NEEDED: {},
    /** ICMP_DEST_UNREACH: the host is forbidden. */
    ICMP_HOST_ANO: {},
    /** ICMP_DEST_UNREACH: the sender is cut off. */
    ICMP_HOST_ISOLATED: {},
    /** ICMP_DEST_UNREACH: no such host. */
    ICMP_HOST_UNKNOWN: {},
    /** ICMP_DEST_UNREACH: the host does not answer on its link. */
    ICMP_HOST_UNREACH: {},
    /** ICMP_DEST_UNREACH: no route to the host for this type of service. */
    ICMP_HOST_UNR_TOS: {},
    /** Type: a network number. Obsolete. */
    ICMP_INFO_REPLY: {},
    /** Type: asks for a network number. Obsolete. */
    ICMP_INFO_REQUEST: {},
    /** ICMP_DEST_UNREACH: the network is forbidden. */
    ICMP_NET_ANO: {},
    /** ICMP_DEST_UNREACH: no such network. */
    ICMP_NET_UNKNOWN: {},
    /** ICMP_DEST_UNREACH: no route to the network. */
    ICMP_NET_UNREACH: {},
    /** ICMP_DEST_UNREACH: no route to the network for this type of service. */
    ICMP_NET_UNR_TOS: {},
    /** Type: a header is wrong. */
    ICMP_PARAMETERPROB: {},
    /** ICMP_DEST_UNREACH: a firewall forbids it. */
    ICMP_PKT_FILTERED: {},
    /** ICMP_DEST_UNREACH: nobody listens at the port. */
    ICMP_PORT_UNREACH: {},
    /** ICMP_DEST_UNREACH: the precedence is too low. */
    ICMP_PREC_CUTOFF: {},
    /** ICMP_DEST_UNREACH: this precedence is not allowed. */
    ICMP_PREC_VIOLATION: {},
    /** ICMP_DEST_UNREACH: the host does not speak the protocol. */
    ICMP_PROT_UNREACH: {},
    /** Type: another router is nearer. */
    ICMP_REDIRECT: {},
    /** ICMP_REDIRECT: for the host. */
    ICMP_REDIR_HOST: {},
    /** ICMP_REDIRECT: for the host and type of service. */
    ICMP_REDIR_HOSTTOS: {},
    /** ICMP_REDIRECT: for the whole network. */
    ICMP_REDIR_NET: {},
    /** ICMP_REDIRECT: for the network and type of service. */
    ICMP_REDIR_NETTOS: {},
    /** Type: too much was sent. Obsolete; RFC 6633. */
    ICMP_SOURCE_QUENCH: {},
    /** ICMP_DEST_UNREACH: the source route leads nowhere. */
    ICMP_SR_FAILED: {},
    /** Type: asks for the time. */
    ICMP_TIMESTAMP: {},
    /** Type: the time. */
    ICMP_TIMESTAMPREPLY: {},
    /** Type: too many hops, or fragments that came too late. */
    ICMP_TIME_EXCEEDED: {},
  },
  'netinet/ip_icmp.h',
)

/** Types and codes of ICMPv6 messages; RFC 4443. */
export const ICMPV6_VALUES = /* @__PURE__ */ numbers(
  {
    /** ICMPV6_DEST_UNREACH: the host does not answer on its link. */
    ICMPV6_ADDR_UNREACH: {},
    /** ICMPV6_DEST_UNREACH: a firewall forbids it. */
    ICMPV6_ADM_PROHIBITED: {},
    /** Type: what was sent can't go on; the code says why. */
    ICMPV6_DEST_UNREACH: {},
    /** Type: home agents. RFC 6275. */
    ICMPV6_DHAAD_REPLY: {},
    /** Type: looks for home agents. RFC 6275. */
    ICMPV6_DHAAD_REQUEST: {},
    /** Type: an answer to an echo. */
    ICMPV6_ECHO_REPLY: {},
    /** Type: asks for the same back. */
    ICMPV6_ECHO_REQUEST: {},
    /** ICMPV6_TIME_EXCEED: a fragment was missing. */
    ICMPV6_EXC_FRAGTIME: {},
    /** ICMPV6_TIME_EXCEED: no hops left. */
    ICMPV6_EXC_HOPLIMIT: {},
    /** Type: what an interface does. RFC 8335. */
    ICMPV6_EXT_ECHO_REPLY: { linux: 161 },
    /** Type: asks about an interface. RFC 8335. */
    ICMPV6_EXT_ECHO_REQUEST: { linux: 160 },
    /** ICMPV6_PARAMPROB: a wrong field. */
    ICMPV6_HDR_FIELD: {},
    /** ICMPV6_PARAMPROB: the headers end behind the first fragment. RFC 7112. Linux 5.12. */
    ICMPV6_HDR_INCOMP: { linux: 3 },
    /** Types with this bit are no errors. */
    ICMPV6_INFOMSG_MASK: {},
    /** Type: who listens to a group? RFC 2710. */
    ICMPV6_MGM_QUERY: {},
    /** Type: a listener less. RFC 2710. */
    ICMPV6_MGM_REDUCTION: {},
    /** Type: a listener of a group. RFC 2710. */
    ICMPV6_MGM_REPORT: {},
    /** Type: listeners of groups and senders. RFC 3810. */
    ICMPV6_MLD2_REPORT: {},
    /** Type: prefixes of home. RFC 6275. */
    ICMPV6_MOBILE_PREFIX_ADV: {},
    /** Type: asks for the prefixes of home. RFC 6275. */
    ICMPV6_MOBILE_PREFIX_SOL: {},
    /** Type: a multicast router. RFC 4286. */
    ICMPV6_MRDISC_ADV: { linux: 151 },
    /** Type: asks a node about itself. RFC 4620. */
    ICMPV6_NI_QUERY: {},
    /** Type: a node about itself. RFC 4620. */
    ICMPV6_NI_REPLY: {},
    /** ICMPV6_DEST_UNREACH: no route. */
    ICMPV6_NOROUTE: {},
    /** ICMPV6_DEST_UNREACH: beyond the scope of the source. */
    ICMPV6_NOT_NEIGHBOUR: {},
    /** Type: a header is wrong. */
    ICMPV6_PARAMPROB: {},
    /** Type: too long for a link; tells its MTU. */
    ICMPV6_PKT_TOOBIG: {},
    /** ICMPV6_DEST_UNREACH: the source is not allowed. */
    ICMPV6_POLICY_FAIL: { linux: 5 },
    /** ICMPV6_DEST_UNREACH: nobody listens at the port. */
    ICMPV6_PORT_UNREACH: {},
    /** ICMPV6_DEST_UNREACH: a route that rejects. */
    ICMPV6_REJECT_ROUTE: { linux: 6 },
    /** Type: too many hops, or fragments that came too late. */
    ICMPV6_TIME_EXCEED: {},
    /** ICMPV6_PARAMPROB: an unknown next header. */
    ICMPV6_UNK_NEXTHDR: {},
    /** ICMPV6_PARAMPROB: an unknown option. */
    ICMPV6_UNK_OPTION: {},
  },
  'linux/icmpv6.h',
)
