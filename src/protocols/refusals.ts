/**
 * Families whose send calls refuse MSG_NOSIGNAL: their sendmsg in the kernel accepts listed flags
 * only. Node ignores SIGPIPE, so nothing is lost without it.
 */
export const REFUSE_NOSIGNAL = [
  'AF_APPLETALK',
  'AF_AX25',
  'AF_IPX',
  'AF_MCTP',
  'AF_NETROM',
  'AF_QIPCRTR',
  'AF_RDS',
  'AF_ROSE',
  'AF_X25',
] as const

/** Families some of whose sockets refuse MSG_PEEK with MSG_ERRQUEUE (EINVAL): J1939 among CAN's. */
export const REFUSE_PEEK_AT_ERRORS = ['AF_CAN'] as const

/**
 * Families whose sockets have no names: accept(2) with a buffer for one fails with ECONNABORTED,
 * and the connection is lost.
 */
export const WITHOUT_NAMES = ['AF_ALG'] as const

/** Why a group cannot be joined, or left, and why its sources cannot be selected. */
const NO_INTERFACE = {
  ENODEV: 'no such interface of this family or, if none is given, no route to the group',
} as const
const NOT_FOR_ALL = 'the socket has not joined the group there, or for some sources only'
export const JOINING = {
  ...NO_INTERFACE,
  EADDRINUSE: 'the socket has already joined the group',
} as const
export const LEAVING = {
  ...NO_INTERFACE,
  EADDRNOTAVAIL: 'the socket has not joined the group, or on another interface',
} as const
export const JOINING_SOURCE = {
  ...NO_INTERFACE,
  EADDRNOTAVAIL: 'the socket has already joined the group for this source',
  EINVAL: 'the socket blocks sources of the group, or the interface has no such family',
} as const
export const LEAVING_SOURCE = {
  ...NO_INTERFACE,
  EADDRNOTAVAIL: 'the socket has not joined the group for this source',
  EINVAL: 'the socket has not joined the group there, or blocks sources of it',
} as const
export const BLOCKING = {
  ...NO_INTERFACE,
  EADDRNOTAVAIL: 'the source is already blocked',
  EINVAL: NOT_FOR_ALL,
} as const
export const UNBLOCKING = {
  ...NO_INTERFACE,
  EADDRNOTAVAIL: 'the source is not blocked',
  EINVAL: NOT_FOR_ALL,
} as const

/** Why a program cannot be attached to a socket, or detached. */
export const LOCKED = { EPERM: 'SO_LOCK_FILTER is on' } as const
export const NONE_ATTACHED = { ENOENT: 'no program is attached' } as const

/** Why a group of netlink cannot be joined. */
export const NETLINK_GROUPS = {
  EPERM: 'needs CAP_NET_ADMIN, for NETLINK_AUDIT CAP_AUDIT_READ',
} as const
