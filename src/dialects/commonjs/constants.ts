// The constants of the proposal, and those that it mentions, with the platform's numbers.

import { constants } from '../../index.ts'

/** IPv4, the default. */
export const AF_INET: number = constants.AF_INET
/** IPv6. */
export const AF_INET6: number = constants.AF_INET6
/** Unix sockets, which have paths. */
export const AF_UNIX: number = constants.AF_UNIX

/** A stream of bytes, TCP; the default. */
export const SOCK_STREAM: number = constants.SOCK_STREAM
/** Datagrams, UDP. */
export const SOCK_DGRAM: number = constants.SOCK_DGRAM
/** Packets with their headers. */
export const SOCK_RAW: number = constants.SOCK_RAW
/** Messages that arrive reliably, in any order. */
export const SOCK_RDM: number = constants.SOCK_RDM
/** Messages over a connection, with their boundaries. */
export const SOCK_SEQPACKET: number = constants.SOCK_SEQPACKET

/** For `shutdown`: no more receives. */
export const SHUT_RD: number = constants.SHUT_RD
/** For `shutdown`: no more sends. */
export const SHUT_WR: number = constants.SHUT_WR
/** For `shutdown`: no more receives or sends; the default. */
export const SHUT_RDWR: number = constants.SHUT_RDWR

/** Lets `bind` take an address that old connections still hold. */
export const SO_REUSEADDR: number = constants.SO_REUSEADDR
/** The type of the socket; can't be set. */
export const SO_TYPE: number = constants.SO_TYPE
/** The pending error, which reading clears; can't be set. */
export const SO_ERROR: number = constants.SO_ERROR
/** Sends only to hosts of directly connected networks. */
export const SO_DONTROUTE: number = constants.SO_DONTROUTE
/** Lets a datagram socket send to broadcast addresses. */
export const SO_BROADCAST: number = constants.SO_BROADCAST
/** Size of the send buffer in bytes. Linux doubles what is set. */
export const SO_SNDBUF: number = constants.SO_SNDBUF
/** Size of the receive buffer in bytes. Linux doubles what is set. */
export const SO_RCVBUF: number = constants.SO_RCVBUF
/** Probes an idle connection, so that a vanished peer is noticed. */
export const SO_KEEPALIVE: number = constants.SO_KEEPALIVE
/** Leaves urgent data in the stream. */
export const SO_OOBINLINE: number = constants.SO_OOBINLINE
/** Seconds that `close` waits for unsent data; `false` for the system's default. */
export const SO_LINGER: number = constants.SO_LINGER
/** Lets several sockets bind to the same address. */
export const SO_REUSEPORT: number = constants.SO_REUSEPORT
/** Microseconds that accept, receive and receiveFrom wait; 0 waits indefinitely. */
export const SO_RCVTIMEO: number = constants.SO_RCVTIMEO
/** Microseconds that connect, send, sendTo and sendFile wait; 0 waits indefinitely. */
export const SO_SNDTIMEO: number = constants.SO_SNDTIMEO
