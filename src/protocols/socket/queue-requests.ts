import { numbers } from '../numbers.ts'

/** Requests of ioctl(2) that tell an integer about a socket. See socket(7), tcp(7), udp(7). */
export const QUEUE_REQUESTS = /* @__PURE__ */ numbers({
  /** Bytes that can be received: of a stream all, of datagrams those of the next one. */
  FIONREAD: {},
  /** Whether the next byte of the stream is at the mark of urgent data: 1 or 0. */
  SIOCATMARK: { header: 'linux/sockios.h' },
  /** As FIONREAD. */
  SIOCINQ: { header: 'linux/sockios.h' },
  /** Bytes that were sent and are not acknowledged, or, of datagrams, not yet gone. */
  SIOCOUTQ: { header: 'linux/sockios.h' },
  /** Bytes of TCP that were not yet sent. Linux 2.6.37. */
  SIOCOUTQNSD: { header: 'linux/sockios.h' },
})
