import { constants } from '../../index.ts'

/** The numbers of this platform; -1 for a name that it lacks, as Blade has it. */
const numbers: typeof constants = new Proxy(constants, {
  get: (known, name) => (Reflect.get(known, name) as number | undefined) ?? -1,
})

/** The wildcard address: for `bind`, every address of this machine. */
export const IP_ANY = '0.0.0.0'

/** The loopback address: this machine alone. */
export const IP_LOCAL = '127.0.0.1'

export const {
  /** A stream of bytes, over a connection. The default of sockets. */
  SOCK_STREAM,
  /** Datagrams. */
  SOCK_DGRAM,
  /** Packets of a network protocol; requires privilege. */
  SOCK_RAW,
  /** Reliable datagrams. */
  SOCK_RDM,
  /** Datagrams in order, over a connection. */
  SOCK_SEQPACKET,

  /** `shutdown`: no more receives. */
  SHUT_RD,
  /** `shutdown`: no more sends. */
  SHUT_WR,
  /** `shutdown`: no more receives or sends. */
  SHUT_RDWR,

  /** The longest queue that `listen` takes, and its default. */
  SOMAXCONN,

  /** The level of all options here; `set_option` and `get_option` know no other. */
  SOL_SOCKET,

  /** Whether the protocol is traced; requires privilege. */
  SO_DEBUG,
  /** Whether `bind` takes an address that old connections still hold. */
  SO_REUSEADDR,
  /** The type of the socket. Read only. */
  SO_TYPE,
  /** The text of the pending error, `null` for none. Read only; reading clears it. */
  SO_ERROR,
  /** Sends only to hosts on directly connected networks. */
  SO_DONTROUTE,
  /** Whether datagrams may go to broadcast addresses. */
  SO_BROADCAST,
  /** Size of the send queue in bytes; Linux doubles what is set. */
  SO_SNDBUF,
  /** Size of the receive queue in bytes; Linux doubles what is set. */
  SO_RCVBUF,
  /** Whether an idle connection is probed. */
  SO_KEEPALIVE,
  /** Whether urgent data stays in the stream. */
  SO_OOBINLINE,
  /** Seconds that `close` waits for unsent data, or `false`. */
  SO_LINGER,
  /** Whether several sockets share a port. */
  SO_REUSEPORT,
  /** Minimum number of bytes that a receive waits for. */
  SO_RCVLOWAT,
  /** Minimum free space that a send waits for; fixed on Linux. */
  SO_SNDLOWAT,
  /** Milliseconds that a receive may take, as `receive_timeout`. */
  SO_RCVTIMEO,
  /** Milliseconds that a send may take, as `send_timeout`. */
  SO_SNDTIMEO,
  /** Whether datagrams carry their time of arrival. */
  SO_TIMESTAMP,
  /** Whether the socket listens. Read only. */
  SO_ACCEPTCONN,
  /** Whether a routing socket gets its own messages. Not on Linux. */
  SO_USELOOPBACK,

  /** No family, or any. */
  AF_UNSPEC,
  /** Sockets of this machine. Their addresses, which are paths, are not supported. */
  AF_UNIX,
  /** IPv4. The default of sockets. */
  AF_INET,
  /** IPv6. */
  AF_INET6,
  /** AppleTalk. */
  AF_APPLETALK,
  /** DECnet. */
  AF_DECnet,
  /** IBM's SNA. */
  AF_SNA,
  /** IMPs of the ARPANET. Not on Linux. */
  AF_IMPLINK,
  /** Xerox PUP. Not on Linux. */
  AF_PUP,
  /** Chaosnet. Not on Linux. */
  AF_CHAOS,
  /** Xerox NS. Not on Linux. */
  AF_NS,
  /** Protocols of ISO. Not on Linux. */
  AF_ISO,
  /** European Computer Manufacturers. Not on Linux. */
  AF_ECMA,
  /** Datakit. Not on Linux. */
  AF_DATAKIT,
  /** Protocols of the CCITT. Not on Linux. */
  AF_CCITT,
  /** DEC's Direct Link Interface. Not on Linux. */
  AF_DLI,
  /** DEC's Local Area Transport. Not on Linux. */
  AF_LAT,
  /** HYPERchannel. Not on Linux. */
  AF_HYLINK,

  /** The usual protocol of the type. */
  IPPROTO_IP,
  /** Internet Control Message Protocol. */
  IPPROTO_ICMP,
  /** Internet Group Management Protocol. */
  IPPROTO_IGMP,
  /** IPv4 within IPv4. */
  IPPROTO_IPIP,
  /** TCP. The default of all sockets; datagram sockets fail with it. */
  IPPROTO_TCP,
  /** Exterior Gateway Protocol. */
  IPPROTO_EGP,
  /** Xerox PUP. */
  IPPROTO_PUP,
  /** UDP. */
  IPPROTO_UDP,
  /** Xerox IDP. */
  IPPROTO_IDP,
  /** ISO transport protocol class 4. */
  IPPROTO_TP,
  /** Datagram Congestion Control Protocol. */
  IPPROTO_DCCP,
  /** IPv6 within IPv4. */
  IPPROTO_IPV6,
  /** Resource Reservation Protocol. */
  IPPROTO_RSVP,
  /** Generic Routing Encapsulation. */
  IPPROTO_GRE,
  /** IPsec, encrypted. */
  IPPROTO_ESP,
  /** IPsec, authenticated. */
  IPPROTO_AH,
  /** Multicast Transport Protocol. */
  IPPROTO_MTP,
  /** IPsec's BEET mode. */
  IPPROTO_BEETPH,
  /** Encapsulation header. */
  IPPROTO_ENCAP,
  /** Protocol Independent Multicast. */
  IPPROTO_PIM,
  /** Compressed payload. */
  IPPROTO_COMP,
  /** Stream Control Transmission Protocol. */
  IPPROTO_SCTP,
  /** UDP-Lite. */
  IPPROTO_UDPLITE,
  /** MPLS within IP. */
  IPPROTO_MPLS,
  /** Raw IP packets. */
  IPPROTO_RAW,
  /** One more than the last protocol. */
  IPPROTO_MAX,
} = numbers

/** Another name of AF_UNIX. */
export const AF_LOCAL = AF_UNIX

/** Another name of AF_ISO. */
export const AF_OSI = AF_ISO
