import type { Described } from './described.ts'

/** The constants of the original by section, and some that it lacks. */
const SECTIONS: Readonly<Record<string, string>> = {
  'Address families': 'AF_UNSPEC AF_UNIX AF_INET AF_INET6 AF_PACKET',
  'Socket types': 'SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_NONBLOCK SOCK_CLOEXEC SOCK_PACKET',
  'Message flags': `
    MSG_DONTROUTE MSG_DONTWAIT MSG_EOR MSG_NOSIGNAL MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL
    MSG_CONFIRM MSG_MORE MSG_FASTOPEN MSG_CMSG_CLOEXEC MSG_ERRQUEUE`,
  IPv4: `
    IPPROTO_IP IP_ADD_MEMBERSHIP IP_ADD_SOURCE_MEMBERSHIP IP_BLOCK_SOURCE IP_DROP_MEMBERSHIP
    IP_DROP_SOURCE_MEMBERSHIP IP_HDRINCL IP_MSFILTER IP_MULTICAST_IF IP_MULTICAST_LOOP
    IP_MULTICAST_TTL IP_OPTIONS IP_PKTINFO IP_RECVOPTS IP_RECVTOS IP_RECVTTL IP_RETOPTS IP_TOS
    IP_TTL IP_UNBLOCK_SOURCE IP_BIND_ADDRESS_NO_PORT IP_FREEBIND IP_MTU IP_MTU_DISCOVER
    IP_MULTICAST_ALL IP_NODEFRAG IP_PASSSEC IP_RECVERR IP_RECVORIGDSTADDR IP_ROUTER_ALERT
    IP_TRANSPARENT`,
  IPv6: `
    IPPROTO_IPV6 IPV6_FLOWINFO_SEND IPV6_FLOWINFO IPV6_FLOWLABEL_MGR IPV6_MULTICAST_HOPS
    IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_RECVTCLASS IPV6_TCLASS IPV6_UNICAST_HOPS
    IPV6_V6ONLY IPV6_ADD_MEMBERSHIP IPV6_ADDR_PREFERENCES IPV6_ADDRFORM IPV6_AUTHHDR
    IPV6_AUTOFLOWLABEL IPV6_DONTFRAG IPV6_DROP_MEMBERSHIP IPV6_DSTOPTS IPV6_FREEBIND IPV6_HOPLIMIT
    IPV6_HOPOPTS IPV6_JOIN_ANYCAST IPV6_LEAVE_ANYCAST IPV6_MINHOPCOUNT IPV6_MTU_DISCOVER IPV6_MTU
    IPV6_MULTICAST_ALL IPV6_PKTINFO IPV6_RECVDSTOPTS IPV6_RECVERR IPV6_RECVFRAGSIZE
    IPV6_RECVHOPLIMIT IPV6_RECVHOPOPTS IPV6_RECVORIGDSTADDR IPV6_RECVPATHMTU IPV6_RECVPKTINFO
    IPV6_RECVRTHDR IPV6_ROUTER_ALERT_ISOLATE IPV6_ROUTER_ALERT IPV6_RTHDR IPV6_RTHDRDSTOPTS
    IPV6_TRANSPARENT IPV6_UNICAST_IF`,
  'Socket level': `
    SOL_SOCKET SO_ACCEPTCONN SO_BROADCAST SO_DEBUG SO_DONTROUTE SO_ERROR SO_KEEPALIVE SO_LINGER
    SO_OOBINLINE SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT
    SO_SNDTIMEO SO_TIMESTAMP SO_TYPE SO_ATTACH_BPF SO_ATTACH_FILTER SO_ATTACH_REUSEPORT_CBPF
    SO_ATTACH_REUSEPORT_EBPF SO_BINDTODEVICE SO_BUSY_POLL SO_DETACH_BPF SO_DETACH_FILTER SO_DOMAIN
    SO_INCOMING_CPU SO_INCOMING_NAPI_ID SO_LOCK_FILTER SO_MARK SO_PASSCRED SO_PASSSEC SO_PEEK_OFF
    SO_PEERCRED SO_PEERSEC SO_PRIORITY SO_PROTOCOL SO_RCVBUFFORCE SO_RXQ_OVFL SO_SNDBUFFORCE
    SO_TIMESTAMPNS`,
  'Socket level control messages': 'SCM_CREDENTIALS SCM_RIGHTS',
  TCP: `
    IPPROTO_TCP TCP_FASTOPEN TCP_KEEPCNT TCP_KEEPINTVL TCP_MAXSEG TCP_NODELAY TCP_CONGESTION
    TCP_CORK TCP_DEFER_ACCEPT TCP_FASTOPEN_CONNECT TCP_INFO TCP_KEEPIDLE TCP_LINGER2 TCP_QUICKACK
    TCP_SYNCNT TCP_USER_TIMEOUT TCP_WINDOW_CLAMP`,
  Packet: `
    SOL_PACKET PACKET_ADD_MEMBERSHIP PACKET_DROP_MEMBERSHIP PACKET_AUXDATA PACKET_FANOUT
    PACKET_LOSS PACKET_RESERVE PACKET_RX_RING PACKET_STATISTICS PACKET_TIMESTAMP PACKET_TX_RING
    PACKET_VERSION PACKET_QDISC_BYPASS PACKET_MR_PROMISC PACKET_MR_MULTICAST PACKET_MR_ALLMULTI
    PACKET_HOST PACKET_BROADCAST PACKET_MULTICAST PACKET_OTHERHOST PACKET_OUTGOING`,
  UDP: 'IPPROTO_UDP UDP_CORK',
  Shutdown: 'SHUT_RD SHUT_WR SHUT_RDWR',
  Resolver: `
    AI_ADDRCONFIG AI_ALL AI_CANONIDN AI_CANONNAME AI_IDN AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE
    AI_V4MAPPED`,
  'Name look-up': `
    NI_DGRAM NI_IDN NI_MAXHOST NI_MAXSERV NI_NAMEREQD NI_NOFQDN NI_NUMERICHOST NI_NUMERICSERV`,
  Poll: 'POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDHUP',
  'What the original lacks': `
    SOL_TCP SOCK_SEQPACKET AF_NETLINK SOMAXCONN MSG_CTRUNC EAI_BADFLAGS EAI_NONAME EAI_AGAIN
    EAI_FAIL EAI_NODATA EAI_FAMILY EAI_SOCKTYPE EAI_SERVICE EAI_ADDRFAMILY EAI_MEMORY EAI_SYSTEM
    EAI_OVERFLOW EAI_INPROGRESS EAI_CANCELED EAI_NOTCANCELED EAI_ALLDONE EAI_INTR EAI_IDN_ENCODE
    AF_LOCAL AF_VSOCK SOCK_RDM SOL_IP SOL_IPV6 SOL_UDP SOL_RAW SOL_NETLINK IPPROTO_ICMP
    IPPROTO_ICMPV6 IPPROTO_RAW IPPROTO_SCTP IPPROTO_UDPLITE IPPROTO_MPTCP SO_TIMESTAMPING
    SCM_TIMESTAMP SCM_TIMESTAMPNS IP_ORIGDSTADDR IP_CHECKSUM IP_RECVFRAGSIZE IPV6_ORIGDSTADDR
    IPV6_PATHMTU TCP_CM_INQ UDP_GRO UDP_SEGMENT`,
}

/**
 * Comments of constants that mean something else in ucode than in the core, or that the core lacks.
 */
const OWN: Readonly<Record<string, string>> = {
  AF_LOCAL: 'An alias of AF_UNIX.',
  SOL_TCP: 'An alias of IPPROTO_TCP.',
  SOCK_NONBLOCK: 'Calls on the socket fail with EAGAIN rather than wait.',
  SOCK_CLOEXEC: 'Closes the descriptor at execve(2); always set.',
  MSG_NOSIGNAL: 'Raises no SIGPIPE; set on every send wherever the family accepts it.',
  MSG_CMSG_CLOEXEC: 'Makes received descriptors close-on-exec; always set where any can arrive.',
  IP_MULTICAST_IF: 'The outgoing interface of multicast: `{address, ifindex}`.',
  IPV6_FLOWLABEL_MGR: 'Takes a flow label; EINVAL, since the structure of ucode is too short.',
  IPV6_HOPLIMIT: 'Control message: the hop limit.',
  SO_LINGER: 'Whether closing waits for unsent data: `{onoff, linger}`.',
  SO_PEERCRED: 'Credentials of the peer of a Unix socket: `{pid, uid, gid}`.',
  SO_RCVTIMEO: 'How long a receive or an accept waits: `{sec, usec}`; both 0 wait indefinitely.',
  SO_SNDTIMEO: 'How long a send or a connect waits: `{sec, usec}`; both 0 wait indefinitely.',
  SO_ATTACH_FILTER:
    'A classic BPF program that drops or truncates packets: `{filter: [[code, jt, jf, k], …]}`.',
  SO_ATTACH_REUSEPORT_CBPF: 'Takes a pointer, which no string can hold: EINVAL.',
  SO_TIMESTAMPING: 'Which timestamps to take and report: a sum of SOF_TIMESTAMPING_*.',
  SCM_CREDENTIALS: "Control message: the sender's credentials, as `{pid, uid, gid}`.",
  SCM_RIGHTS: 'Control message: descriptors, as an array.',
  SCM_TIMESTAMP: 'SO_TIMESTAMP as a control message: `{sec, usec}`.',
  SCM_TIMESTAMPNS: 'SO_TIMESTAMPNS as a control message: `{sec, nsec}`.',
}

/** Constants that have another name in the core. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  AF_LOCAL: 'AF_UNIX',
  SOL_TCP: 'IPPROTO_TCP',
  SCM_TIMESTAMP: 'SO_TIMESTAMP',
  SCM_TIMESTAMPNS: 'SO_TIMESTAMPNS',
}

const HEAD = `// Generated by npm run build:reference: comments are those of the tables in src/protocols/.
//
// Every constant of the original, and some that it lacks. One that this platform lacks is undefined,
// and so a missing argument.

import { constants } from '../../index.ts'
`

/**
 * Generates src/dialects/ucode/constants.ts. Each constant is an export, because editors show only
 * the comment of an export, not one passed on by a type.
 */
export function ucodeConstants(described: Described): string {
  const meanings = described.members('constants')
  const sections = Object.entries(SECTIONS).map(([title, names]) => {
    const rows = names
      .trim()
      .split(/\s+/)
      .map((name) => {
        const meaning = OWN[name] ?? meanings.get(name)?.meaning
        if (!meaning) throw new Error(`${name} has no comment`)
        return `${comment(meaning)}\nexport const ${name}: number = constants.${OTHER_NAMES[name] ?? name}`
      })
    return `// ${title}\n\n${rows.join('\n')}\n`
  })
  return [HEAD, ...sections].join('\n')
}

const WIDTH = 100

function comment(text: string): string {
  const line = `/** ${text} */`
  if (line.length <= WIDTH) return line
  const lines = text.match(new RegExp(`.{1,${WIDTH - 3}}(?:\\s+|$)`, 'g')) ?? []
  return ['/**', ...lines.map((part) => ` * ${part.trimEnd()}`), ' */'].join('\n')
}
