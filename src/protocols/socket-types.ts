import { numbers } from './numbers.ts'

/** Socket types, and the flags that socket(2) takes with them. */
export const SOCKET_TYPES = /* @__PURE__ */ numbers({
  /** Flag: execve(2) closes the descriptor. The library always sets it. */
  SOCK_CLOEXEC: {},
  /** Datagram Congestion Control Protocol. Not since Linux 6.16. */
  SOCK_DCCP: {},
  /** Datagrams: message boundaries are kept, and messages may be lost. */
  SOCK_DGRAM: {},
  /** Flag: calls fail with EAGAIN instead of waiting. The library does not depend on it. */
  SOCK_NONBLOCK: {},
  /** Obsolete: replaced by AF_PACKET. */
  SOCK_PACKET: {},
  /** The protocol below: whole packets or frames. Usually requires CAP_NET_RAW. */
  SOCK_RAW: {},
  /** Reliable datagrams, in any order. */
  SOCK_RDM: {},
  /** Records: connected, in order, with message boundaries. */
  SOCK_SEQPACKET: {},
  /** A stream of bytes: connected, in order, without boundaries. */
  SOCK_STREAM: {},
})
