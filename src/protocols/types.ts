import { numbers } from './numbers.ts'

/** Socket types, and the flags that socket(2) takes with them. */
export const SOCKET_TYPES = /* @__PURE__ */ numbers({
  /** Flag: execve(2) closes the descriptor; always given here. */
  SOCK_CLOEXEC: {},
  /** Datagram Congestion Control Protocol. Not since Linux 6.16. */
  SOCK_DCCP: {},
  /** Datagrams: kept apart, and possibly lost. */
  SOCK_DGRAM: {},
  /** Flag: calls answer EAGAIN rather than wait. Nothing here depends on it. */
  SOCK_NONBLOCK: {},
  /** Obsolete; AF_PACKET has taken its place. */
  SOCK_PACKET: {},
  /** The protocol below: whole packets or frames. Mostly needs CAP_NET_RAW. */
  SOCK_RAW: {},
  /** Datagrams that arrive, in any order. */
  SOCK_RDM: {},
  /** Records: connected and in order, but kept apart. */
  SOCK_SEQPACKET: {},
  /** A stream of bytes: connected, in order, without marks. */
  SOCK_STREAM: {},
})
