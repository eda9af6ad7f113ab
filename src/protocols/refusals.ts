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

/** Why a group cannot be joined. */
export const NO_INTERFACE = {
  ENODEV: 'no such interface of this family or, if none is given, no route to the group',
} as const
