import { numbers } from '../numbers.ts'

/** Requests of ioctl(2) that return an integer about a socket. See socket(7), tcp(7), udp(7). */
export const QUEUE_REQUESTS = /* @__PURE__ */ numbers({
  /** Bytes that can be received: all of a stream, or those of the next datagram. */
  FIONREAD: {},
  /** Whether the next byte of the stream is at the mark of urgent data: 1 or 0. */
  SIOCATMARK: { header: 'linux/sockios.h' },
  /** As FIONREAD. */
  SIOCINQ: { header: 'linux/sockios.h' },
  /** Bytes that are sent but not acknowledged, or, for datagrams, not yet transmitted. */
  SIOCOUTQ: { header: 'linux/sockios.h' },
  /** Bytes of TCP that are not yet sent. Linux 2.6.37. */
  SIOCOUTQNSD: { header: 'linux/sockios.h' },
})
