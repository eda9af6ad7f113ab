import { numbers } from './numbers.ts'

/** Flags of recv(2), send(2) and related calls, to be OR-ed. */
export const MESSAGE_FLAGS = /* @__PURE__ */ numbers({
  /** sendmmsg(2): more messages follow. */
  MSG_BATCH: {},
  /** Makes received descriptors close-on-exec. The library always sets it where any can arrive. */
  MSG_CMSG_CLOEXEC: {},
  /** Confirms that the peer answered recently, so that the neighbour need not be probed. */
  MSG_CONFIRM: {},
  /** Received: the buffer was too small for all control messages. */
  MSG_CTRUNC: {},
  /** Sends only to hosts on directly connected networks, bypassing the routing table. */
  MSG_DONTROUTE: {},
  /** Does not wait, regardless of O_NONBLOCK. */
  MSG_DONTWAIT: {},
  /** Ends a record, for protocols that have records: SOCK_SEQPACKET. */
  MSG_EOR: {},
  /** Receives from the error queue: ICMP errors, timestamps, completions of MSG_ZEROCOPY. */
  MSG_ERRQUEUE: {},
  /** Connects and puts the data into the SYN (TCP Fast Open). Linux 3.6. */
  MSG_FASTOPEN: {},
  /** More data follows: holds back a partial segment or datagram. */
  MSG_MORE: {},
  /** Raises no SIGPIPE. The library sets it wherever the family accepts it. */
  MSG_NOSIGNAL: {},
  /** Received: a notification of SCTP, and no message; see `berkeley/sctp`. */
  MSG_NOTIFICATION: { linux: 0x8000 },
  /** Out-of-band data: TCP's urgent byte. */
  MSG_OOB: {},
  /** Leaves the received data in the queue. */
  MSG_PEEK: {},
  /** Sends from device memory, and receives into it, without copying. Linux 6.12. */
  MSG_SOCK_DEVMEM: { linux: 0x200_0000 },
  /** Received: the datagram was longer. As a flag of a receive: return its real length. */
  MSG_TRUNC: {},
  /** Waits for the full number of bytes, unless the stream ends or fails. */
  MSG_WAITALL: {},
  /** recvmmsg(2): waits for the first message only. */
  MSG_WAITFORONE: {},
  /** Sends without copying; the error queue reports when the bytes may be reused. Linux 4.14. */
  MSG_ZEROCOPY: { linux: 0x400_0000 },
})
