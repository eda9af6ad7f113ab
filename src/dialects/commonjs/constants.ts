// The constants of the proposal, and of those that it asks about. Their numbers are the platform's.

import { constants } from '../../index.ts'

/** Sockets of IPv4: what a socket is by default. */
export const AF_INET: number = constants.AF_INET
/** Sockets of IPv6. */
export const AF_INET6: number = constants.AF_INET6
/** Sockets of this machine, which have paths. */
export const AF_UNIX: number = constants.AF_UNIX

/** A stream of bytes, TCP: what a socket is by default. */
export const SOCK_STREAM: number = constants.SOCK_STREAM
/** Datagrams, UDP. */
export const SOCK_DGRAM: number = constants.SOCK_DGRAM
/** Packets, headers and all. */
export const SOCK_RAW: number = constants.SOCK_RAW
/** Messages that come for sure, in any order. */
export const SOCK_RDM: number = constants.SOCK_RDM
/** Messages over a connection. */
export const SOCK_SEQPACKET: number = constants.SOCK_SEQPACKET

/** For `shutdown`: no more receives. */
export const SHUT_RD: number = constants.SHUT_RD
/** For `shutdown`: no more sends. */
export const SHUT_WR: number = constants.SHUT_WR
/** For `shutdown`: neither; what it does by default. */
export const SHUT_RDWR: number = constants.SHUT_RDWR

/** Lets `bind` take an address that old connections still hold. */
export const SO_REUSEADDR: number = constants.SO_REUSEADDR
/** The type of the socket; can't be set. */
export const SO_TYPE: number = constants.SO_TYPE
/** The number of the error that waits to be told, which reading clears; can't be set. */
export const SO_ERROR: number = constants.SO_ERROR
/** Sends to what is on the same network alone. */
export const SO_DONTROUTE: number = constants.SO_DONTROUTE
/** Lets a socket of datagrams send to all of its network. */
export const SO_BROADCAST: number = constants.SO_BROADCAST
/** How many bytes may wait to be sent. Linux doubles what is set. */
export const SO_SNDBUF: number = constants.SO_SNDBUF
/** How many bytes may wait to be received. Linux doubles what is set. */
export const SO_RCVBUF: number = constants.SO_RCVBUF
/** Asks a silent peer, now and then, whether it is still there. */
export const SO_KEEPALIVE: number = constants.SO_KEEPALIVE
/** Leaves urgent data among the other. */
export const SO_OOBINLINE: number = constants.SO_OOBINLINE
/** Seconds that unsent data has after `close`; `false` for the system's own way. */
export const SO_LINGER: number = constants.SO_LINGER
/** Lets several sockets have one address. */
export const SO_REUSEPORT: number = constants.SO_REUSEPORT
/** Microseconds that accept, receive and receiveFrom wait; 0 for as long as it takes. */
export const SO_RCVTIMEO: number = constants.SO_RCVTIMEO
/** Microseconds that connect, send, sendTo and sendFile wait; 0 for as long as it takes. */
export const SO_SNDTIMEO: number = constants.SO_SNDTIMEO
