/**
 * Families whose send calls refuse MSG_NOSIGNAL, as their sendmsg in the kernel names each flag that
 * it takes. Node ignores SIGPIPE, so nothing is lost without it.
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

/** Families some of whose sockets refuse MSG_PEEK with MSG_ERRQUEUE (EINVAL): J1939, not the others of CAN. */
export const REFUSE_PEEK_AT_ERRORS = ['AF_CAN'] as const

/** Families whose sockets have no names: accept(2) that asks for one answers ECONNABORTED, and the connection is gone. */
export const WITHOUT_NAMES = ['AF_ALG'] as const
