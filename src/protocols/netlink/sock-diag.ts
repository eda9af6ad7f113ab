import { numbers } from '../numbers.ts'

/** Types of messages, and groups, of NETLINK_SOCK_DIAG; sock_diag(7). */
export const SOCK_DIAG_VALUES = /* @__PURE__ */ numbers(
  {
    /** Group: TCP connections over IPv6 that ended. */
    SKNLGRP_INET6_TCP_DESTROY: { linux: 3 },
    /** Group: UDP sockets of IPv6 that were closed. */
    SKNLGRP_INET6_UDP_DESTROY: { linux: 4 },
    /** Group: TCP connections over IPv4 that ended. */
    SKNLGRP_INET_TCP_DESTROY: { linux: 1 },
    /** Group: UDP sockets of IPv4 that were closed. */
    SKNLGRP_INET_UDP_DESTROY: { linux: 2 },
    /** Ends a connection; its owner gets ECONNABORTED. Needs CAP_NET_ADMIN. Linux 4.5. */
    SOCK_DESTROY: { linux: 21 },
    /** Requests one socket, or a dump; also the type of the answers. */
    SOCK_DIAG_BY_FAMILY: { linux: 20 },
  },
  'linux/sock_diag.h',
)

/** Attributes of sockets of IP; sock_diag(7). The first eight can be requested in `ext`. */
export const INET_DIAG_VALUES = /* @__PURE__ */ numbers(
  {
    /** State of BBR, 20 bytes: reported with INET_DIAG_VEGASINFO. */
    INET_DIAG_BBRINFO: { linux: 16 },
    /** The number of the cgroup (v2), 64 bits. */
    INET_DIAG_CGROUP_ID: { linux: 21 },
    /** The class of net_cls, else SO_PRIORITY, 32 bits: reported with INET_DIAG_TCLASS. */
    INET_DIAG_CLASS_ID: { linux: 17 },
    /** The name of the congestion control, as text. */
    INET_DIAG_CONG: { linux: 4 },
    /** State of DCTCP, 16 bytes: reported with INET_DIAG_VEGASINFO. */
    INET_DIAG_DCTCPINFO: { linux: 9 },
    /** TCP_INFO; of IPPROTO_MPTCP, MPTCP_INFO. */
    INET_DIAG_INFO: { linux: 2 },
    /** SCTP: the local addresses. */
    INET_DIAG_LOCALS: { linux: 12 },
    /** SO_MARK, 32 bits. Needs CAP_NET_ADMIN. */
    INET_DIAG_MARK: { linux: 15 },
    /** Keys of TCP_MD5SIG. Needs CAP_NET_ADMIN. */
    INET_DIAG_MD5SIG: { linux: 18 },
    /** Used memory, 4 numbers of 32 bits. INET_DIAG_SKMEMINFO has more. */
    INET_DIAG_MEMINFO: { linux: 1 },
    /** SCTP: the addresses of the peer. */
    INET_DIAG_PEERS: { linux: 13 },
    /** The protocol of a raw socket, 8 bits. */
    INET_DIAG_PROTOCOL: { linux: 10 },
    /** Request: a filter, as instructions of inet_diag. */
    INET_DIAG_REQ_BYTECODE: { linux: 1 },
    /** Request: which storages of BPF to report. Linux 5.9. */
    INET_DIAG_REQ_SK_BPF_STORAGES: { linux: 2 },
    /** Request: the protocol, 32 bits, such as IPPROTO_MPTCP. */
    INET_DIAG_REQ_PROTOCOL: { linux: 3 },
    /** What was shut down, 8 bits: 1 receiving, 2 sending, 3 both. */
    INET_DIAG_SHUTDOWN: { linux: 8 },
    /** SO_MEMINFO. */
    INET_DIAG_SKMEMINFO: { linux: 7 },
    /** IPV6_V6ONLY, 8 bits. */
    INET_DIAG_SKV6ONLY: { linux: 11 },
    /** The storages of BPF. Linux 5.9. */
    INET_DIAG_SK_BPF_STORAGES: { linux: 20 },
    /** Switches such as IP_RECVERR, one bit each, 2 bytes. */
    INET_DIAG_SOCKOPT: { linux: 22 },
    /** IPV6_TCLASS, 8 bits. */
    INET_DIAG_TCLASS: { linux: 6 },
    /** IP_TOS, 8 bits. */
    INET_DIAG_TOS: { linux: 5 },
    /** State of TLS or MPTCP: contains INET_ULP_INFO_*. */
    INET_DIAG_ULP_INFO: { linux: 19 },
    /** TCP_CC_INFO of Vegas; requests that of every congestion control. */
    INET_DIAG_VEGASINFO: { linux: 3 },
    /** In INET_DIAG_ULP_INFO: attributes of MPTCP's subflow. */
    INET_ULP_INFO_MPTCP: { linux: 3 },
    /** In INET_DIAG_ULP_INFO: the name of the protocol, as text. */
    INET_ULP_INFO_NAME: { linux: 1 },
    /** In INET_DIAG_ULP_INFO: attributes of TLS. */
    INET_ULP_INFO_TLS: { linux: 2 },
  },
  'linux/inet_diag.h',
)

/** Attributes of Unix sockets, and the bits that request them; sock_diag(7). */
export const UNIX_DIAG_VALUES = /* @__PURE__ */ numbers(
  {
    /** Requests UNIX_DIAG_ICONS. */
    UDIAG_SHOW_ICONS: { linux: 8 },
    /** Requests UNIX_DIAG_MEMINFO. */
    UDIAG_SHOW_MEMINFO: { linux: 32 },
    /** Requests UNIX_DIAG_NAME. */
    UDIAG_SHOW_NAME: { linux: 1 },
    /** Requests UNIX_DIAG_PEER. */
    UDIAG_SHOW_PEER: { linux: 4 },
    /** Requests UNIX_DIAG_RQLEN. */
    UDIAG_SHOW_RQLEN: { linux: 16 },
    /** Requests UNIX_DIAG_UID. Linux 5.3. */
    UDIAG_SHOW_UID: { linux: 64 },
    /** Requests UNIX_DIAG_VFS. */
    UDIAG_SHOW_VFS: { linux: 2 },
    /** Listening: the inodes of the connections to be accepted, 32 bits each. */
    UNIX_DIAG_ICONS: { linux: 3 },
    /** SO_MEMINFO. */
    UNIX_DIAG_MEMINFO: { linux: 5 },
    /** The path, as text. An abstract name begins with a NUL, which ends text: read the bytes. */
    UNIX_DIAG_NAME: { linux: 0 },
    /** The inode of the peer, 32 bits. */
    UNIX_DIAG_PEER: { linux: 2 },
    /** Bytes received and sent; listening: waiting connections, and the backlog. 32 bits each. */
    UNIX_DIAG_RQLEN: { linux: 4 },
    /** What was shut down, 8 bits: 1 receiving, 2 sending, 3 both. */
    UNIX_DIAG_SHUTDOWN: { linux: 6 },
    /** The user who owns the socket, 32 bits. Linux 5.3. */
    UNIX_DIAG_UID: { linux: 7 },
    /** The inode and device of the file of its path, 32 bits each. */
    UNIX_DIAG_VFS: { linux: 1 },
  },
  'linux/unix_diag.h',
)
