import { numbers } from '../numbers.ts'

/** Protocols of AF_NETLINK, for socket(2); netlink(7). */
export const NETLINK_PROTOCOLS = /* @__PURE__ */ numbers(
  {
    /** Auditing; one process is its daemon. */
    NETLINK_AUDIT: {},
    /** Events between the kernel and programs; used by the process connector. */
    NETLINK_CONNECTOR: {},
    /** The kernel's cryptography. */
    NETLINK_CRYPTO: {},
    /** DECnet routing; not since Linux 6.1. */
    NETLINK_DNRTMSG: {},
    /** eCryptfs; not since Linux 3.9. */
    NETLINK_ECRYPTFS: {},
    /** Look-ups in the routing table. */
    NETLINK_FIB_LOOKUP: {},
    /** Packets to programs; not since Linux 3.5. */
    NETLINK_FIREWALL: {},
    /** Named families, whose numbers the controller reports. */
    NETLINK_GENERIC: {},
    /** An alias of NETLINK_SOCK_DIAG. */
    NETLINK_INET_DIAG: {},
    /** Packets of IPv6 to programs; not since Linux 3.5. */
    NETLINK_IP6_FW: {},
    /** Open-iSCSI. */
    NETLINK_ISCSI: {},
    /** Events of devices, as udev reads them. Text, without a nlmsghdr. */
    NETLINK_KOBJECT_UEVENT: {},
    /** nftables, connection tracking, queues and logs of packets. */
    NETLINK_NETFILTER: {},
    /** Logs of packets; not since Linux 3.17. */
    NETLINK_NFLOG: {},
    /** InfiniBand. */
    NETLINK_RDMA: {},
    /** Links, addresses, routes, neighbours, rules, queues; rtnetlink(7). */
    NETLINK_ROUTE: {},
    /** SCSI transports. */
    NETLINK_SCSITRANSPORT: {},
    /** Events of SELinux. */
    NETLINK_SELINUX: {},
    /** Sockets of shared memory communications; not since Linux 5.14. */
    NETLINK_SMC: {},
    /** Sockets and their state; sock_diag(7). */
    NETLINK_SOCK_DIAG: {},
    /** Not used. */
    NETLINK_UNUSED: {},
    /** For programs among themselves: the kernel only delivers the messages. */
    NETLINK_USERSOCK: {},
    /** IPsec. */
    NETLINK_XFRM: {},
  },
  'linux/netlink.h',
)

/** Types of messages and attributes of every protocol, and bits of the latter; netlink(7). */
export const NETLINK_VALUES = /* @__PURE__ */ numbers(
  {
    /** Bit of an attribute's type: it contains attributes. */
    NLA_F_NESTED: {},
    /** Bit of an attribute's type: it is big-endian. */
    NLA_F_NET_BYTEORDER: {},
    /** Extended acknowledgement: data of the protocol. */
    NLMSGERR_ATTR_COOKIE: { linux: 3 },
    /** Extended acknowledgement: the reason as text. */
    NLMSGERR_ATTR_MSG: { linux: 1 },
    /** Extended acknowledgement: the offset in the request of the attribute that lacks one. */
    NLMSGERR_ATTR_MISS_NEST: { linux: 6 },
    /** Extended acknowledgement: the type of an attribute that is missing. */
    NLMSGERR_ATTR_MISS_TYPE: { linux: 5 },
    /** Extended acknowledgement: the offset in the request of the offending attribute. */
    NLMSGERR_ATTR_OFFS: { linux: 2 },
    /** Extended acknowledgement: the policy that the offending attribute violates. */
    NLMSGERR_ATTR_POLICY: { linux: 4 },
    /** The end of a dump; with an error if it failed. */
    NLMSG_DONE: {},
    /** An error, or with 0 the acknowledgement of a request. */
    NLMSG_ERROR: {},
    /** The first type that a protocol may use. */
    NLMSG_MIN_TYPE: {},
    /** No operation. */
    NLMSG_NOOP: {},
    /** Data was lost. */
    NLMSG_OVERRUN: {},
  },
  'linux/netlink.h',
)

/** Flags in the headers of messages of every protocol; netlink(7). */
export const NETLINK_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Request: answer with an acknowledgement, also when it succeeds. */
    NLM_F_ACK: {},
    /** Answer: attributes with details follow. */
    NLM_F_ACK_TLVS: {},
    /** New: at the end of the list. */
    NLM_F_APPEND: {},
    /** Get: an atomic snapshot; no protocol supports it. */
    NLM_F_ATOMIC: {},
    /** Delete: everything that matches. Linux 5.19. */
    NLM_F_BULK: { linux: 0x200 },
    /** Answer: the payload of the request is not repeated. */
    NLM_F_CAPPED: {},
    /** New: create it if it does not exist. */
    NLM_F_CREATE: {},
    /** Get: everything, as several messages up to NLMSG_DONE. */
    NLM_F_DUMP: {},
    /** Answer: filtered, as requested. */
    NLM_F_DUMP_FILTERED: {},
    /** Answer: the dump was interrupted by a change, and may be inconsistent. */
    NLM_F_DUMP_INTR: {},
    /** Request: echo the notification that it causes. */
    NLM_F_ECHO: {},
    /** New: fail with EEXIST if there is one. */
    NLM_F_EXCL: {},
    /** Get: everything that matches. */
    NLM_F_MATCH: {},
    /** Answer: one of several messages, up to NLMSG_DONE. */
    NLM_F_MULTI: {},
    /** Delete: not recursively. */
    NLM_F_NONREC: {},
    /** New: replace the existing one. */
    NLM_F_REPLACE: {},
    /** To the kernel: a request. */
    NLM_F_REQUEST: {},
    /** Get: the whole table. */
    NLM_F_ROOT: {},
  },
  'linux/netlink.h',
)

/** Generic netlink and its controller, which reports the numbers of families. */
export const GENERIC_NETLINK = /* @__PURE__ */ numbers(
  {
    /** The number of a family: the type of its messages. */
    CTRL_ATTR_FAMILY_ID: { linux: 1 },
    /** The name of a family. */
    CTRL_ATTR_FAMILY_NAME: { linux: 2 },
    /** Bytes of the header that a family puts before its attributes. */
    CTRL_ATTR_HDRSIZE: { linux: 4 },
    /** The largest type of attribute. */
    CTRL_ATTR_MAXATTR: { linux: 5 },
    /** Groups of a family: a list without types, of CTRL_ATTR_MCAST_GRP_*. */
    CTRL_ATTR_MCAST_GROUPS: { linux: 7 },
    /** The number of a group, for NETLINK_ADD_MEMBERSHIP. */
    CTRL_ATTR_MCAST_GRP_ID: { linux: 2 },
    /** The name of a group. */
    CTRL_ATTR_MCAST_GRP_NAME: { linux: 1 },
    /** A command. Linux 5.10. */
    CTRL_ATTR_OP: { linux: 10 },
    /** Commands of a family. */
    CTRL_ATTR_OPS: { linux: 6 },
    /** Policies of commands. Linux 5.10. */
    CTRL_ATTR_OP_POLICY: { linux: 9 },
    /** Policies of attributes. Linux 5.7. */
    CTRL_ATTR_POLICY: { linux: 8 },
    /** The version of a family. */
    CTRL_ATTR_VERSION: { linux: 3 },
    /** Notification: a family was removed. */
    CTRL_CMD_DELFAMILY: { linux: 2 },
    /** Notification: a group was removed. */
    CTRL_CMD_DELMCAST_GRP: { linux: 8 },
    /** Requests one family, or a dump of all. */
    CTRL_CMD_GETFAMILY: { linux: 3 },
    /** Requests the attributes that a family accepts. Linux 5.7. */
    CTRL_CMD_GETPOLICY: { linux: 10 },
    /** A family. */
    CTRL_CMD_NEWFAMILY: { linux: 1 },
    /** Notification: there is a new group. */
    CTRL_CMD_NEWMCAST_GRP: { linux: 7 },
    /** The type of the controller's messages. */
    GENL_ID_CTRL: {},
  },
  'linux/genetlink.h',
)
