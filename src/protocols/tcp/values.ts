import { numbers } from '../numbers.ts'

/** Values of options of IPPROTO_TCP, and the states of a connection. */
export const TCP_VALUES = /* @__PURE__ */ numbers({
  /** State: closed. */
  TCP_CLOSE: { linux: 7 },
  /** State: the peer has finished sending. */
  TCP_CLOSE_WAIT: { linux: 8 },
  /** State: both sides have finished at the same time. */
  TCP_CLOSING: { linux: 11 },
  /** State: open. */
  TCP_ESTABLISHED: { linux: 1 },
  /** State: we have finished sending, the acknowledgement is outstanding. */
  TCP_FIN_WAIT1: { linux: 4 },
  /** State: we have finished sending, the peer has not. */
  TCP_FIN_WAIT2: { linux: 5 },
  /** State: both have finished, the last acknowledgement is outstanding. */
  TCP_LAST_ACK: { linux: 9 },
  /** State: listening. */
  TCP_LISTEN: { linux: 10 },
  /** TCP_REPAIR_QUEUE: neither queue. */
  TCP_NO_QUEUE: { linux: 0 },
  /** TCP_REPAIR_QUEUE: what was received. */
  TCP_RECV_QUEUE: { linux: 1 },
  /** TCP_REPAIR: ends repair mode, probing the peer's window. */
  TCP_REPAIR_OFF: { linux: 0 },
  /** TCP_REPAIR: ends repair mode without a packet. Linux 4.19. */
  TCP_REPAIR_OFF_NO_WP: { linux: -1 },
  /** TCP_REPAIR: starts repair mode. */
  TCP_REPAIR_ON: { linux: 1 },
  /** TCP_REPAIR_QUEUE: what is to be sent. */
  TCP_SEND_QUEUE: { linux: 2 },
  /** State: a SYN came, the handshake goes on. */
  TCP_SYN_RECV: { linux: 3 },
  /** State: connecting. */
  TCP_SYN_SENT: { linux: 2 },
  /** State: closed, but stray packets may still come. */
  TCP_TIME_WAIT: { linux: 6 },
})
