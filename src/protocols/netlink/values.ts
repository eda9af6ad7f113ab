import { numbers } from '../numbers.ts'

/** Protocols of AF_NETLINK, for socket(2); netlink(7). */
export const NETLINK_PROTOCOLS = /* @__PURE__ */ numbers(
  {
    /** Auditing; one process is its daemon. */
    NETLINK_AUDIT: {},
    /** Events between the kernel and programs; the process connector speaks it. */
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
    /** Families with a name, whose numbers the controller tells. */
    NETLINK_GENERIC: {},
    /** Second name of NETLINK_SOCK_DIAG. */
    NETLINK_INET_DIAG: {},
    /** Packets of IPv6 to programs; not since Linux 3.5. */
    NETLINK_IP6_FW: {},
    /** Open-iSCSI. */
    NETLINK_ISCSI: {},
    /** What happens to devices, as udev reads it. Text, without a nlmsghdr. */
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
    /** What sockets there are, and their state; sock_diag(7). */
    NETLINK_SOCK_DIAG: {},
    /** Not used. */
    NETLINK_UNUSED: {},
    /** Between programs: the kernel only carries it. */
    NETLINK_USERSOCK: {},
    /** IPsec. */
    NETLINK_XFRM: {},
  },
  'linux/netlink.h',
)

/** What headers of messages and attributes say, whatever the protocol; netlink(7). */
export const NETLINK_VALUES = /* @__PURE__ */ numbers(
  {
    /** Bit of an attribute's type: it holds attributes. */
    NLA_F_NESTED: {},
    /** Bit of an attribute's type: it is big-endian. */
    NLA_F_NET_BYTEORDER: {},
    /** Extended acknowledgement: bytes with a meaning of the protocol's. */
    NLMSGERR_ATTR_COOKIE: { linux: 3 },
    /** Extended acknowledgement: why, in words. */
    NLMSGERR_ATTR_MSG: { linux: 1 },
    /** Extended acknowledgement: where in the request the container of what is missing begins. */
    NLMSGERR_ATTR_MISS_NEST: { linux: 6 },
    /** Extended acknowledgement: the type of an attribute that is missing. */
    NLMSGERR_ATTR_MISS_TYPE: { linux: 5 },
    /** Extended acknowledgement: where in the request the offending attribute begins. */
    NLMSGERR_ATTR_OFFS: { linux: 2 },
    /** Extended acknowledgement: what the offending attribute should have been. */
    NLMSGERR_ATTR_POLICY: { linux: 4 },
    /** The end of a dump; with an error if it failed. */
    NLMSG_DONE: {},
    /** An error, or with 0 the acknowledgement of a request. */
    NLMSG_ERROR: {},
    /** The first type that a protocol may use. */
    NLMSG_MIN_TYPE: {},
    /** Nothing. */
    NLMSG_NOOP: {},
    /** Data was lost. */
    NLMSG_OVERRUN: {},
    /** Request: answer with an acknowledgement, also when it succeeds. */
    NLM_F_ACK: {},
    /** Answer: attributes follow that say more. */
    NLM_F_ACK_TLVS: {},
    /** New: at the end of the list. */
    NLM_F_APPEND: {},
    /** Get: as of one moment; no protocol heeds it. */
    NLM_F_ATOMIC: {},
    /** Delete: everything that matches. Linux 5.19. */
    NLM_F_BULK: { linux: 0x200 },
    /** Answer: the request is not repeated behind its header. */
    NLM_F_CAPPED: {},
    /** New: make it if there is none. */
    NLM_F_CREATE: {},
    /** Get: everything, as several messages up to NLMSG_DONE. */
    NLM_F_DUMP: {},
    /** Answer: filtered, as the request wanted. */
    NLM_F_DUMP_FILTERED: {},
    /** Answer: something changed meanwhile; what came may not fit together. */
    NLM_F_DUMP_INTR: {},
    /** Request: answer with the notice that it causes. */
    NLM_F_ECHO: {},
    /** New: fail with EEXIST if there is one. */
    NLM_F_EXCL: {},
    /** Get: everything that matches. */
    NLM_F_MATCH: {},
    /** Answer: one of several, which NLMSG_DONE ends. */
    NLM_F_MULTI: {},
    /** Delete: not what is in it. */
    NLM_F_NONREC: {},
    /** New: in place of the one that there is. */
    NLM_F_REPLACE: {},
    /** To the kernel: a request. */
    NLM_F_REQUEST: {},
    /** Get: the whole table. */
    NLM_F_ROOT: {},
  },
  'linux/netlink.h',
)

/** Generic netlink, and its controller, which tells the numbers of the families. */
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
    /** What commands take. Linux 5.10. */
    CTRL_ATTR_OP_POLICY: { linux: 9 },
    /** What attributes hold. Linux 5.7. */
    CTRL_ATTR_POLICY: { linux: 8 },
    /** The version of a family. */
    CTRL_ATTR_VERSION: { linux: 3 },
    /** Notice: a family has gone. */
    CTRL_CMD_DELFAMILY: { linux: 2 },
    /** Notice: a group has gone. */
    CTRL_CMD_DELMCAST_GRP: { linux: 8 },
    /** Asks for one family, or dumps all. */
    CTRL_CMD_GETFAMILY: { linux: 3 },
    /** Asks what attributes a family takes. Linux 5.7. */
    CTRL_CMD_GETPOLICY: { linux: 10 },
    /** A family. */
    CTRL_CMD_NEWFAMILY: { linux: 1 },
    /** Notice: there is a new group. */
    CTRL_CMD_NEWMCAST_GRP: { linux: 7 },
    /** The type of the controller's messages. */
    GENL_ID_CTRL: {},
  },
  'linux/genetlink.h',
)
