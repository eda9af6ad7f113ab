// Every constant of the original, and some that it lacks. What this platform has not is undefined,
// which is then a missing argument.

import { constants } from '../../index.ts'

// Address families

/** No family: any, or none. */
export const AF_UNSPEC: number = constants.AF_UNSPEC
/** Sockets of this machine; unix(7). */
export const AF_UNIX: number = constants.AF_UNIX
/** IPv4; ip(7). */
export const AF_INET: number = constants.AF_INET
/** IPv6; ipv6(7). */
export const AF_INET6: number = constants.AF_INET6
/** Frames of a link; packet(7). */
export const AF_PACKET: number = constants.AF_PACKET

// Socket types

/** A stream of bytes: connected, in order, without marks. */
export const SOCK_STREAM: number = constants.SOCK_STREAM
/** Datagrams: kept apart, and possibly lost. */
export const SOCK_DGRAM: number = constants.SOCK_DGRAM
/** The protocol below: whole packets or frames. */
export const SOCK_RAW: number = constants.SOCK_RAW
/** No call on the socket waits. */
export const SOCK_NONBLOCK: number = constants.SOCK_NONBLOCK
/** Always so. */
export const SOCK_CLOEXEC: number = constants.SOCK_CLOEXEC
/** Obsolete; AF_PACKET has taken its place. */
export const SOCK_PACKET: number = constants.SOCK_PACKET

// Message flags

/** Sends only to hosts of directly connected networks, past the routing table. */
export const MSG_DONTROUTE: number = constants.MSG_DONTROUTE
/** This call does not wait. */
export const MSG_DONTWAIT: number = constants.MSG_DONTWAIT
/** Ends a record, where the protocol has such: SOCK_SEQPACKET. */
export const MSG_EOR: number = constants.MSG_EOR
/** Always among the flags of a send. */
export const MSG_NOSIGNAL: number = constants.MSG_NOSIGNAL
/** Out-of-band data: TCP's urgent byte. */
export const MSG_OOB: number = constants.MSG_OOB
/** Leaves in the queue what is received. */
export const MSG_PEEK: number = constants.MSG_PEEK
/** Received: the datagram was longer. */
export const MSG_TRUNC: number = constants.MSG_TRUNC
/** Waits for all of the bytes asked for, unless the stream ends or fails. */
export const MSG_WAITALL: number = constants.MSG_WAITALL
/** Says that the peer answered lately, so that the neighbour need not be asked for. */
export const MSG_CONFIRM: number = constants.MSG_CONFIRM
/** More data follows: holds back a partial segment or datagram. */
export const MSG_MORE: number = constants.MSG_MORE
/** Connects and puts the data into the SYN (TCP Fast Open). */
export const MSG_FASTOPEN: number = constants.MSG_FASTOPEN
/** Always so. */
export const MSG_CMSG_CLOEXEC: number = constants.MSG_CMSG_CLOEXEC
/** Receives from the error queue: ICMP errors, timestamps, completions of MSG_ZEROCOPY. */
export const MSG_ERRQUEUE: number = constants.MSG_ERRQUEUE

// IPv4

/** IPv4: the default protocol of a type, and the level of ip(7). */
export const IPPROTO_IP: number = constants.IPPROTO_IP
/** Joins a multicast group; EADDRINUSE when already in it. */
export const IP_ADD_MEMBERSHIP: number = constants.IP_ADD_MEMBERSHIP
/** Joins a group for what one sender sends; again for the next. */
export const IP_ADD_SOURCE_MEMBERSHIP: number = constants.IP_ADD_SOURCE_MEMBERSHIP
/**
 * Keeps what one sender sends to a joined group away; EADDRNOTAVAIL when it is already, EINVAL
 * while IP_ADD_SOURCE_MEMBERSHIP chooses senders.
 */
export const IP_BLOCK_SOURCE: number = constants.IP_BLOCK_SOURCE
/** Leaves a multicast group. */
export const IP_DROP_MEMBERSHIP: number = constants.IP_DROP_MEMBERSHIP
/** Ends IP_ADD_SOURCE_MEMBERSHIP for one sender, and leaves the group with the last. */
export const IP_DROP_SOURCE_MEMBERSHIP: number = constants.IP_DROP_SOURCE_MEMBERSHIP
/** The sender writes the IP header itself. */
export const IP_HDRINCL: number = constants.IP_HDRINCL
/** Whose datagrams of a joined group come, as one list, which takes the place of the one before. */
export const IP_MSFILTER: number = constants.IP_MSFILTER
/** The interface that multicast leaves through: `{address, ifindex}`. */
export const IP_MULTICAST_IF: number = constants.IP_MULTICAST_IF
/** Whether multicast also reaches sockets of this machine, as it does by default. */
export const IP_MULTICAST_LOOP: number = constants.IP_MULTICAST_LOOP
/** How far multicast goes; 1 by default, which is the local network. */
export const IP_MULTICAST_TTL: number = constants.IP_MULTICAST_TTL
/** The IP options of every packet sent, at most 40 bytes, as the header has them. */
export const IP_OPTIONS: number = constants.IP_OPTIONS
/** Adds interface and local address of the packet to each receive, as IP_PKTINFO. */
export const IP_PKTINFO: number = constants.IP_PKTINFO
/** Adds the IP options of the packet to each receive, as IP_RECVOPTS. */
export const IP_RECVOPTS: number = constants.IP_RECVOPTS
/** Adds the type of service of the packet to each receive, as IP_TOS. */
export const IP_RECVTOS: number = constants.IP_RECVTOS
/** Adds the hops that the packet had left to each receive, as IP_TTL. */
export const IP_RECVTTL: number = constants.IP_RECVTTL
/** Adds the IP options of the packet to each receive, as IP_RETOPTS, made ready for an answer. */
export const IP_RETOPTS: number = constants.IP_RETOPTS
/** The type of service byte of every packet sent: DSCP and ECN; IPTOS_*. */
export const IP_TOS: number = constants.IP_TOS
/** How many hops a packet may go: 1 to 255; setting -1 gives the system's own back. */
export const IP_TTL: number = constants.IP_TTL
/** Lets what IP_BLOCK_SOURCE kept away come again; EADDRNOTAVAIL when nothing does. */
export const IP_UNBLOCK_SOURCE: number = constants.IP_UNBLOCK_SOURCE
/** Leaves the choice of a port to connect(2) when bind(2) asks for port 0, so that more fit. */
export const IP_BIND_ADDRESS_NO_PORT: number = constants.IP_BIND_ADDRESS_NO_PORT
/** Lets bind(2) take an address that this machine has not, or not yet. */
export const IP_FREEBIND: number = constants.IP_FREEBIND
/** The known MTU of the path of a connected socket; otherwise ENOTCONN. */
export const IP_MTU: number = constants.IP_MTU
/** Whether packets may be fragmented, and how path MTU discovery is done: IP_PMTUDISC_*. */
export const IP_MTU_DISCOVER: number = constants.IP_MTU_DISCOVER
/** Delivers groups that any socket of this machine has joined, as it does by default. */
export const IP_MULTICAST_ALL: number = constants.IP_MULTICAST_ALL
/** Lets fragments pass netfilter unassembled; raw sockets. */
export const IP_NODEFRAG: number = constants.IP_NODEFRAG
/** Adds the security label of the sender to each receive, as SCM_SECURITY. */
export const IP_PASSSEC: number = constants.IP_PASSSEC
/** Keeps errors that come back by ICMP for MSG_ERRQUEUE, with address and cause. */
export const IP_RECVERR: number = constants.IP_RECVERR
/** Adds the address that the sender wrote to each receive, as IP_ORIGDSTADDR; for proxies. */
export const IP_RECVORIGDSTADDR: number = constants.IP_RECVORIGDSTADDR
/** Receives packets with the Router Alert option that are not for this machine. */
export const IP_ROUTER_ALERT: number = constants.IP_ROUTER_ALERT
/** Lets bind(2) take any address and receives what is routed here for others; for proxies. */
export const IP_TRANSPARENT: number = constants.IP_TRANSPARENT

// IPv6

/** IPv6 within IPv4, and the level of ipv6(7). */
export const IPPROTO_IPV6: number = constants.IPPROTO_IPV6
/** Sends with the `flowInfo` of the destination's address, which is ignored without it. */
export const IPV6_FLOWINFO_SEND: number = constants.IPV6_FLOWINFO_SEND
/** Adds flow label and traffic class of the packet to each receive, as IPV6_FLOWINFO. */
export const IPV6_FLOWINFO: number = constants.IPV6_FLOWINFO
/** Takes a flow label, renews it or puts it back. */
export const IPV6_FLOWLABEL_MGR: number = constants.IPV6_FLOWLABEL_MGR
/** How far multicast goes; 1 by default, which is the local network. */
export const IPV6_MULTICAST_HOPS: number = constants.IPV6_MULTICAST_HOPS
/** Index of the interface that multicast leaves through; 0 lets the kernel choose. */
export const IPV6_MULTICAST_IF: number = constants.IPV6_MULTICAST_IF
/** Whether multicast also reaches sockets of this machine, as it does by default. */
export const IPV6_MULTICAST_LOOP: number = constants.IPV6_MULTICAST_LOOP
/** Adds the traffic class of the packet to each receive, as IPV6_TCLASS. */
export const IPV6_RECVTCLASS: number = constants.IPV6_RECVTCLASS
/** The traffic class of every packet sent: DSCP and ECN; IPTOS_*. */
export const IPV6_TCLASS: number = constants.IPV6_TCLASS
/** How many hops a packet may go: 0 to 255; setting -1 gives the route's own back. */
export const IPV6_UNICAST_HOPS: number = constants.IPV6_UNICAST_HOPS
/** Keeps IPv4 away; otherwise it comes as `::ffff:1.2.3.4`. */
export const IPV6_V6ONLY: number = constants.IPV6_V6ONLY
/** Joins a multicast group; EADDRINUSE when already in it. */
export const IPV6_ADD_MEMBERSHIP: number = constants.IPV6_ADD_MEMBERSHIP
/** What kind of source address to prefer: a sum of IPV6_PREFER_SRC_*. */
export const IPV6_ADDR_PREFERENCES: number = constants.IPV6_ADDR_PREFERENCES
/** Setting AF_INET turns a socket connected to an IPv4-mapped address into one of that family. */
export const IPV6_ADDRFORM: number = constants.IPV6_ADDRFORM
/** In ipv6(7) and the headers, but in no kernel: ENOPROTOOPT. */
export const IPV6_AUTHHDR: number = constants.IPV6_AUTHHDR
/** Computes a flow label for packets that have none. */
export const IPV6_AUTOFLOWLABEL: number = constants.IPV6_AUTOFLOWLABEL
/** Refuses with EMSGSIZE what would have to be fragmented. */
export const IPV6_DONTFRAG: number = constants.IPV6_DONTFRAG
/** Leaves a multicast group. */
export const IPV6_DROP_MEMBERSHIP: number = constants.IPV6_DROP_MEMBERSHIP
/** The destination options header of every packet sent. */
export const IPV6_DSTOPTS: number = constants.IPV6_DSTOPTS
/** Lets bind(2) take an address that this machine has not, or not yet. */
export const IPV6_FREEBIND: number = constants.IPV6_FREEBIND
/** Type of the control message that tells, or sets, the hops that a packet has left. */
export const IPV6_HOPLIMIT: number = constants.IPV6_HOPLIMIT
/** The hop-by-hop options header of every packet sent. */
export const IPV6_HOPOPTS: number = constants.IPV6_HOPOPTS
/** Answers for an anycast address. */
export const IPV6_JOIN_ANYCAST: number = constants.IPV6_JOIN_ANYCAST
/** Answers no more for an anycast address. */
export const IPV6_LEAVE_ANYCAST: number = constants.IPV6_LEAVE_ANYCAST
/** Fewest hops that a packet must have left on arrival; others are dropped. */
export const IPV6_MINHOPCOUNT: number = constants.IPV6_MINHOPCOUNT
/** Whether packets may be fragmented, and how path MTU discovery is done: IPV6_PMTUDISC_*. */
export const IPV6_MTU_DISCOVER: number = constants.IPV6_MTU_DISCOVER
/** The known MTU of the path of a connected socket, else ENOTCONN; set, an upper bound. */
export const IPV6_MTU: number = constants.IPV6_MTU
/** Delivers groups that any socket of this machine has joined, as it does by default. */
export const IPV6_MULTICAST_ALL: number = constants.IPV6_MULTICAST_ALL
/** The interface that every packet leaves through. */
export const IPV6_PKTINFO: number = constants.IPV6_PKTINFO
/** Adds the destination options header of the packet to each receive, as IPV6_DSTOPTS. */
export const IPV6_RECVDSTOPTS: number = constants.IPV6_RECVDSTOPTS
/** Keeps errors that come back by ICMP for MSG_ERRQUEUE, with address and cause. */
export const IPV6_RECVERR: number = constants.IPV6_RECVERR
/** Adds the length of the largest fragment to each receive, as IPV6_RECVFRAGSIZE. */
export const IPV6_RECVFRAGSIZE: number = constants.IPV6_RECVFRAGSIZE
/** Adds the hops that the packet had left to each receive, as IPV6_HOPLIMIT. */
export const IPV6_RECVHOPLIMIT: number = constants.IPV6_RECVHOPLIMIT
/** Adds the hop-by-hop options header of the packet to each receive, as IPV6_HOPOPTS. */
export const IPV6_RECVHOPOPTS: number = constants.IPV6_RECVHOPOPTS
/** Adds the address that the sender wrote to each receive, as IPV6_ORIGDSTADDR; for proxies. */
export const IPV6_RECVORIGDSTADDR: number = constants.IPV6_RECVORIGDSTADDR
/** Tells a smaller path MTU in an empty receive with IPV6_PATHMTU. */
export const IPV6_RECVPATHMTU: number = constants.IPV6_RECVPATHMTU
/** Adds interface and local address of the packet to each receive, as IPV6_PKTINFO. */
export const IPV6_RECVPKTINFO: number = constants.IPV6_RECVPKTINFO
/** Adds the routing header of the packet to each receive, as IPV6_RTHDR. */
export const IPV6_RECVRTHDR: number = constants.IPV6_RECVRTHDR
/** Limits IPV6_ROUTER_ALERT to packets of the socket's own network namespace. */
export const IPV6_ROUTER_ALERT_ISOLATE: number = constants.IPV6_ROUTER_ALERT_ISOLATE
/** Receives forwarded packets whose Router Alert option has this value; -1 ends it. */
export const IPV6_ROUTER_ALERT: number = constants.IPV6_ROUTER_ALERT
/** The routing header of every packet sent. */
export const IPV6_RTHDR: number = constants.IPV6_RTHDR
/** The destination options header before the routing header of every packet sent. */
export const IPV6_RTHDRDSTOPTS: number = constants.IPV6_RTHDRDSTOPTS
/** Lets bind(2) take any address and receives what is routed here for others; for proxies. */
export const IPV6_TRANSPARENT: number = constants.IPV6_TRANSPARENT
/**
 * Index of the interface that packets prefer to leave through, without binding to it; 0 for none.
 */
export const IPV6_UNICAST_IF: number = constants.IPV6_UNICAST_IF

// Socket level

/** Every socket; socket(7). */
export const SOL_SOCKET: number = constants.SOL_SOCKET
/** Whether listen(2) was called on the socket. */
export const SO_ACCEPTCONN: number = constants.SO_ACCEPTCONN
/** Lets datagrams go to broadcast addresses; without it that is EACCES. */
export const SO_BROADCAST: number = constants.SO_BROADCAST
/** Has the kernel trace the socket, where it was built to. */
export const SO_DEBUG: number = constants.SO_DEBUG
/** Sends only to hosts of directly connected networks, past the routing table. */
export const SO_DONTROUTE: number = constants.SO_DONTROUTE
/** The pending error as an errno, 0 for none. */
export const SO_ERROR: number = constants.SO_ERROR
/** Probes an idle connection, so that a vanished peer is noticed. */
export const SO_KEEPALIVE: number = constants.SO_KEEPALIVE
/** Whether closing waits for unsent data: `{onoff, linger}`. */
export const SO_LINGER: number = constants.SO_LINGER
/** Leaves urgent data in the stream; otherwise only MSG_OOB receives it. */
export const SO_OOBINLINE: number = constants.SO_OOBINLINE
/** Room for data that arrived. */
export const SO_RCVBUF: number = constants.SO_RCVBUF
/** Fewest bytes that a blocking receive of a stream waits for, and that poll(2) reports. */
export const SO_RCVLOWAT: number = constants.SO_RCVLOWAT
/** How long a receive or an accept waits: `{sec, usec}`, both 0 for ever. */
export const SO_RCVTIMEO: number = constants.SO_RCVTIMEO
/** Lets bind(2) take a local address that old connections still hold in TIME_WAIT. */
export const SO_REUSEADDR: number = constants.SO_REUSEADDR
/** Lets several sockets of one user bind the same address; what arrives is spread over them. */
export const SO_REUSEPORT: number = constants.SO_REUSEPORT
/** Room for unsent data. */
export const SO_SNDBUF: number = constants.SO_SNDBUF
/** Fewest bytes of room that make a socket writable; always 1 on Linux. */
export const SO_SNDLOWAT: number = constants.SO_SNDLOWAT
/** How long a send or a connect waits: `{sec, usec}`, both 0 for ever. */
export const SO_SNDTIMEO: number = constants.SO_SNDTIMEO
/** Adds the time of arrival in microseconds to each receive. */
export const SO_TIMESTAMP: number = constants.SO_TIMESTAMP
/** The type of the socket, as a number: SOCK_STREAM. */
export const SO_TYPE: number = constants.SO_TYPE
/** Descriptor of an eBPF program that drops or cuts what arrives. */
export const SO_ATTACH_BPF: number = constants.SO_ATTACH_BPF
/** A program of classic BPF that drops or cuts what arrives: `{filter: [[code, jt, jf, k], …]}`. */
export const SO_ATTACH_FILTER: number = constants.SO_ATTACH_FILTER
/** Takes a pointer, which no string can hold: EINVAL. */
export const SO_ATTACH_REUSEPORT_CBPF: number = constants.SO_ATTACH_REUSEPORT_CBPF
/** Descriptor of an eBPF program that picks the socket of a SO_REUSEPORT group. */
export const SO_ATTACH_REUSEPORT_EBPF: number = constants.SO_ATTACH_REUSEPORT_EBPF
/** Name of the one interface to send and receive through; `''` unbinds. */
export const SO_BINDTODEVICE: number = constants.SO_BINDTODEVICE
/** Time to busy-poll the device queue when a receive finds no data. */
export const SO_BUSY_POLL: number = constants.SO_BUSY_POLL
/** Detaches an eBPF program, or a classic one. */
export const SO_DETACH_BPF: number = constants.SO_DETACH_BPF
/** Detaches a filter. */
export const SO_DETACH_FILTER: number = constants.SO_DETACH_FILTER
/** The family of the socket, as a number: AF_INET. */
export const SO_DOMAIN: number = constants.SO_DOMAIN
/**
 * Processor that handled the last packet of this socket; set, the one whose packets a socket of a
 * SO_REUSEPORT group prefers (Linux 4.4). -1 for none.
 */
export const SO_INCOMING_CPU: number = constants.SO_INCOMING_CPU
/** NAPI id of the device queue of the last packet; 0 for none. */
export const SO_INCOMING_NAPI_ID: number = constants.SO_INCOMING_NAPI_ID
/** Forbids changes of the attached filter. */
export const SO_LOCK_FILTER: number = constants.SO_LOCK_FILTER
/** Mark of every packet sent, for routing rules and firewalls. */
export const SO_MARK: number = constants.SO_MARK
/** Adds who sent it to each receive, as SCM_CREDENTIALS. */
export const SO_PASSCRED: number = constants.SO_PASSCRED
/** Adds the security label of the sender to each receive, as SCM_SECURITY. */
export const SO_PASSSEC: number = constants.SO_PASSSEC
/** How far into the queue MSG_PEEK looks, moving on with each look; -1 for its start. */
export const SO_PEEK_OFF: number = constants.SO_PEEK_OFF
/** Who is on the other end of a Unix socket: `{pid, uid, gid}`. */
export const SO_PEERCRED: number = constants.SO_PEERCRED
/** The security label of the peer. */
export const SO_PEERSEC: number = constants.SO_PEERSEC
/** Priority of every packet sent, which setting IP_TOS changes too. */
export const SO_PRIORITY: number = constants.SO_PRIORITY
/** The protocol of the socket, as a number: IPPROTO_UDP. */
export const SO_PROTOCOL: number = constants.SO_PROTOCOL
/** SO_RCVBUF beyond net.core.rmem_max. */
export const SO_RCVBUFFORCE: number = constants.SO_RCVBUFFORCE
/** Adds the count of datagrams dropped so far to each receive, as SO_RXQ_OVFL. */
export const SO_RXQ_OVFL: number = constants.SO_RXQ_OVFL
/** SO_SNDBUF beyond net.core.wmem_max. */
export const SO_SNDBUFFORCE: number = constants.SO_SNDBUFFORCE
/** Adds the time of arrival in nanoseconds to each receive. */
export const SO_TIMESTAMPNS: number = constants.SO_TIMESTAMPNS

// Socket level control messages

/** Control message: who sent it, as `{pid, uid, gid}`. */
export const SCM_CREDENTIALS: number = constants.SCM_CREDENTIALS
/** Control message: descriptors, as an array. */
export const SCM_RIGHTS: number = constants.SCM_RIGHTS

// TCP

/** tcp(7). */
export const IPPROTO_TCP: number = constants.IPPROTO_TCP
/** Listening: how many connections with data in their SYN may wait for their handshake. */
export const TCP_FASTOPEN: number = constants.TCP_FASTOPEN
/** How many keep-alive probes may stay unanswered: 1 to 127. */
export const TCP_KEEPCNT: number = constants.TCP_KEEPCNT
/** Time between two keep-alive probes. */
export const TCP_KEEPINTVL: number = constants.TCP_KEEPINTVL
/** Longest segment to send and to announce: 88 to 32767, 0 for none set. */
export const TCP_MAXSEG: number = constants.TCP_MAXSEG
/** Sends small segments at once, without waiting for acknowledgements (Nagle's algorithm off). */
export const TCP_NODELAY: number = constants.TCP_NODELAY
/** Name of the congestion control algorithm, one of net.ipv4.tcp_available_congestion_control. */
export const TCP_CONGESTION: number = constants.TCP_CONGESTION
/** Holds back partial segments until it is turned off, for 200 ms at most. */
export const TCP_CORK: number = constants.TCP_CORK
/** Lets accept(2) wait until data came, about so long. */
export const TCP_DEFER_ACCEPT: number = constants.TCP_DEFER_ACCEPT
/** Lets connect(2) return at once, and the first send put its data into the SYN. */
export const TCP_FASTOPEN_CONNECT: number = constants.TCP_FASTOPEN_CONNECT
/** What the kernel knows of the connection: its state, times, windows and counters. */
export const TCP_INFO: number = constants.TCP_INFO
/** How long a connection is idle before the first keep-alive probe. */
export const TCP_KEEPIDLE: number = constants.TCP_KEEPIDLE
/** How long a closed connection waits in FIN_WAIT2; -1 not at all, 0 as the system says. */
export const TCP_LINGER2: number = constants.TCP_LINGER2
/** Acknowledges at once, as new connections do. */
export const TCP_QUICKACK: number = constants.TCP_QUICKACK
/** How many times a SYN is sent again: 1 to 127. */
export const TCP_SYNCNT: number = constants.TCP_SYNCNT
/**
 * How long data may stay unacknowledged before the connection is given up; 0 as the system says.
 */
export const TCP_USER_TIMEOUT: number = constants.TCP_USER_TIMEOUT
/** Upper bound of the window announced; SO_RCVBUF's least, halved, is the smallest. */
export const TCP_WINDOW_CLAMP: number = constants.TCP_WINDOW_CLAMP

// Packet

/** packet(7). */
export const SOL_PACKET: number = constants.SOL_PACKET
/** Has the interface receive more than what is for this machine, until the socket is closed. */
export const PACKET_ADD_MEMBERSHIP: number = constants.PACKET_ADD_MEMBERSHIP
/** Undoes PACKET_ADD_MEMBERSHIP, once for each time; what was never added is no error. */
export const PACKET_DROP_MEMBERSHIP: number = constants.PACKET_DROP_MEMBERSHIP
/** Adds true length, VLAN tag and state of checksums to each receive, as PACKET_AUXDATA. */
export const PACKET_AUXDATA: number = constants.PACKET_AUXDATA
/** Joins a group of sockets that share what arrives; there is no way out of it but to close. */
export const PACKET_FANOUT: number = constants.PACKET_FANOUT
/** Drops malformed frames of the transmit ring, in place of stopping at them. */
export const PACKET_LOSS: number = constants.PACKET_LOSS
/** Room before each frame of a ring for the program's own use. */
export const PACKET_RESERVE: number = constants.PACKET_RESERVE
/** Receives into memory shared with the kernel. */
export const PACKET_RX_RING: number = constants.PACKET_RX_RING
/** Frames that came and that were dropped, since this was last read: reading sets them to 0. */
export const PACKET_STATISTICS: number = constants.PACKET_STATISTICS
/** Which timestamps frames of a ring carry: a sum of SOF_TIMESTAMPING_*; software by default. */
export const PACKET_TIMESTAMP: number = constants.PACKET_TIMESTAMP
/** Sends from memory shared with the kernel, at each send without data. */
export const PACKET_TX_RING: number = constants.PACKET_TX_RING
/** What frames of a ring look like: `TPACKET_*`; set before the ring is. */
export const PACKET_VERSION: number = constants.PACKET_VERSION
/**
 * Sends past the queueing discipline, straight to the driver; frames are dropped when it is busy.
 */
export const PACKET_QDISC_BYPASS: number = constants.PACKET_QDISC_BYPASS
/** Membership: every frame, for whomever it is. */
export const PACKET_MR_PROMISC: number = constants.PACKET_MR_PROMISC
/** Membership: frames for one group. */
export const PACKET_MR_MULTICAST: number = constants.PACKET_MR_MULTICAST
/** Membership: every multicast frame. */
export const PACKET_MR_ALLMULTI: number = constants.PACKET_MR_ALLMULTI
/** This machine. */
export const PACKET_HOST: number = constants.PACKET_HOST
/** All. */
export const PACKET_BROADCAST: number = constants.PACKET_BROADCAST
/** A group. */
export const PACKET_MULTICAST: number = constants.PACKET_MULTICAST
/** Another machine, seen in promiscuous mode. */
export const PACKET_OTHERHOST: number = constants.PACKET_OTHERHOST
/** Another machine, from this one. */
export const PACKET_OUTGOING: number = constants.PACKET_OUTGOING

// UDP

/** udp(7). */
export const IPPROTO_UDP: number = constants.IPPROTO_UDP
/** Gathers what is sent into one datagram, which goes out when it is turned off. */
export const UDP_CORK: number = constants.UDP_CORK

// Shutdown

/** shutdown(2): receive no more. */
export const SHUT_RD: number = constants.SHUT_RD
/** shutdown(2): send no more; the peer gets an end of stream. */
export const SHUT_WR: number = constants.SHUT_WR
/** shutdown(2): neither receive nor send any more. */
export const SHUT_RDWR: number = constants.SHUT_RDWR

// Resolver

/** Answers only families of which this machine has an address, loopback aside. */
export const AI_ADDRCONFIG: number = constants.AI_ADDRCONFIG
/** With AI_V4MAPPED: answers the IPv4 addresses even if there are IPv6 ones. */
export const AI_ALL: number = constants.AI_ALL
/** Translates the canonical name from Punycode. glibc. */
export const AI_CANONIDN: number = constants.AI_CANONIDN
/** Tells the canonical name with the first answer. */
export const AI_CANONNAME: number = constants.AI_CANONNAME
/** Translates the name to Punycode. glibc. */
export const AI_IDN: number = constants.AI_IDN
/** Takes numeric hosts only, asking no one. */
export const AI_NUMERICHOST: number = constants.AI_NUMERICHOST
/** Takes numeric services only. */
export const AI_NUMERICSERV: number = constants.AI_NUMERICSERV
/** Without a host: answers the wildcard address, to bind to. */
export const AI_PASSIVE: number = constants.AI_PASSIVE
/** For AF_INET6: answers `::ffff:1.2.3.4` where there are no IPv6 addresses. */
export const AI_V4MAPPED: number = constants.AI_V4MAPPED

// Name look-up

/** The service is a datagram service. */
export const NI_DGRAM: number = constants.NI_DGRAM
/** Translates the name from Punycode. glibc. */
export const NI_IDN: number = constants.NI_IDN
/** Most bytes of a host's name, closing NUL included. */
export const NI_MAXHOST: number = constants.NI_MAXHOST
/** Most bytes of a service's name, closing NUL included. */
export const NI_MAXSERV: number = constants.NI_MAXSERV
/** Fails with EAI_NONAME rather than answer the numeric address. */
export const NI_NAMEREQD: number = constants.NI_NAMEREQD
/** Answers only the first label of local hosts' names. */
export const NI_NOFQDN: number = constants.NI_NOFQDN
/** Answers the numeric address. */
export const NI_NUMERICHOST: number = constants.NI_NUMERICHOST
/** Answers the port's number. */
export const NI_NUMERICSERV: number = constants.NI_NUMERICSERV

// Poll

/** There is something to receive or accept, or the end of the stream. */
export const POLLIN: number = constants.POLLIN
/** Urgent data waits; with SO_SELECT_ERR_QUEUE also the error queue. */
export const POLLPRI: number = constants.POLLPRI
/** There is room to send. */
export const POLLOUT: number = constants.POLLOUT
/** An error is pending. */
export const POLLERR: number = constants.POLLERR
/** Both sides have finished. */
export const POLLHUP: number = constants.POLLHUP
/** There is no such descriptor. */
export const POLLNVAL: number = constants.POLLNVAL
/** The peer has finished sending. */
export const POLLRDHUP: number = constants.POLLRDHUP

// What the original lacks

/** IPPROTO_TCP by its other name. */
export const SOL_TCP: number = constants.IPPROTO_TCP
/** Records: connected and in order, but kept apart. */
export const SOCK_SEQPACKET: number = constants.SOCK_SEQPACKET
/** Messages of the kernel; netlink(7). */
export const AF_NETLINK: number = constants.AF_NETLINK
/** listen(2): as long a queue as there may be; the kernel bounds it by net.core.somaxconn. */
export const SOMAXCONN: number = constants.SOMAXCONN
/** Received: there was no room for all control messages. */
export const MSG_CTRUNC: number = constants.MSG_CTRUNC
/** Flags that are unknown, or do not go together. */
export const EAI_BADFLAGS: number = constants.EAI_BADFLAGS
/** No such host or service. */
export const EAI_NONAME: number = constants.EAI_NONAME
/** No answer now; try again. */
export const EAI_AGAIN: number = constants.EAI_AGAIN
/** The name server cannot answer. */
export const EAI_FAIL: number = constants.EAI_FAIL
/** The host exists, but has no addresses. */
export const EAI_NODATA: number = constants.EAI_NODATA
/** The family is not supported. */
export const EAI_FAMILY: number = constants.EAI_FAMILY
/** The socket type is not supported. */
export const EAI_SOCKTYPE: number = constants.EAI_SOCKTYPE
/** The service does not exist for that socket type. */
export const EAI_SERVICE: number = constants.EAI_SERVICE
/** The host has no address of that family. */
export const EAI_ADDRFAMILY: number = constants.EAI_ADDRFAMILY
/** Out of memory. */
export const EAI_MEMORY: number = constants.EAI_MEMORY
/** A system call failed; errno says how. */
export const EAI_SYSTEM: number = constants.EAI_SYSTEM
/** The answer does not fit. */
export const EAI_OVERFLOW: number = constants.EAI_OVERFLOW
/** getaddrinfo_a(3): the request is being worked on. */
export const EAI_INPROGRESS: number = constants.EAI_INPROGRESS
/** getaddrinfo_a(3): the request was cancelled. */
export const EAI_CANCELED: number = constants.EAI_CANCELED
/** getaddrinfo_a(3): the request cannot be cancelled any more. */
export const EAI_NOTCANCELED: number = constants.EAI_NOTCANCELED
/** getaddrinfo_a(3): all requests are done. */
export const EAI_ALLDONE: number = constants.EAI_ALLDONE
/** getaddrinfo_a(3): a signal came. */
export const EAI_INTR: number = constants.EAI_INTR
/** The name cannot be translated to or from Punycode. glibc. */
export const EAI_IDN_ENCODE: number = constants.EAI_IDN_ENCODE
/** AF_UNIX by its other name. */
export const AF_LOCAL: number = constants.AF_UNIX
/** A virtual machine and its host; vsock(7). */
export const AF_VSOCK: number = constants.AF_VSOCK
/** Datagrams that arrive, in any order. */
export const SOCK_RDM: number = constants.SOCK_RDM
/** IPPROTO_IP. */
export const SOL_IP: number = constants.SOL_IP
/** IPPROTO_IPV6. */
export const SOL_IPV6: number = constants.SOL_IPV6
/** IPPROTO_UDP. */
export const SOL_UDP: number = constants.SOL_UDP
/** raw(7), and ICMP. */
export const SOL_RAW: number = constants.SOL_RAW
/** netlink(7). */
export const SOL_NETLINK: number = constants.SOL_NETLINK
/** Internet Control Message Protocol; icmp(7). */
export const IPPROTO_ICMP: number = constants.IPPROTO_ICMP
/** The same for IPv6. */
export const IPPROTO_ICMPV6: number = constants.IPPROTO_ICMPV6
/** Raw IP packets, with their header; raw(7). */
export const IPPROTO_RAW: number = constants.IPPROTO_RAW
/** Stream Control Transmission Protocol; sctp(7). */
export const IPPROTO_SCTP: number = constants.IPPROTO_SCTP
/** UDP-Lite; udplite(7). */
export const IPPROTO_UDPLITE: number = constants.IPPROTO_UDPLITE
/** Multipath TCP, for socket(2) only. */
export const IPPROTO_MPTCP: number = constants.IPPROTO_MPTCP
/** Which timestamps to take and report, of sent packets too: a sum of SOF_TIMESTAMPING_*. */
export const SO_TIMESTAMPING: number = constants.SO_TIMESTAMPING
/** SO_TIMESTAMP as a control message: `{sec, usec}`. */
export const SCM_TIMESTAMP: number = constants.SO_TIMESTAMP
/** SO_TIMESTAMPNS as a control message: `{sec, nsec}`. */
export const SCM_TIMESTAMPNS: number = constants.SO_TIMESTAMPNS
/** Control message: the address that the sender wrote to. */
export const IP_ORIGDSTADDR: number = constants.IP_ORIGDSTADDR
/** Adds the checksum of a UDP datagram to each receive, as IP_CHECKSUM. */
export const IP_CHECKSUM: number = constants.IP_CHECKSUM
/** Adds the length of the largest fragment to each receive, as IP_RECVFRAGSIZE. */
export const IP_RECVFRAGSIZE: number = constants.IP_RECVFRAGSIZE
/** Control message: the address that the sender wrote to. */
export const IPV6_ORIGDSTADDR: number = constants.IPV6_ORIGDSTADDR
/** The known MTU of the path of a connected socket; otherwise ENOTCONN. */
export const IPV6_PATHMTU: number = constants.IPV6_PATHMTU
/** Control message: bytes that still wait behind those that came. */
export const TCP_CM_INQ: number = constants.TCP_CM_INQ
/** Receives datagrams of one sender joined, with their length as a UDP_GRO control message. */
export const UDP_GRO: number = constants.UDP_GRO
/** Cuts each send into datagrams of this length, in the kernel or the device; 0 for not. */
export const UDP_SEGMENT: number = constants.UDP_SEGMENT
