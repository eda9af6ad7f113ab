import { numbers } from './numbers.ts'

/** Flags of recv(2), send(2) and their kin, to be OR-ed. */
export const MESSAGE_FLAGS = /* @__PURE__ */ numbers({
  /** sendmmsg(2): more messages follow. */
  MSG_BATCH: {},
  /** Makes received descriptors close-on-exec; always given here where any can come. */
  MSG_CMSG_CLOEXEC: {},
  /** Says that the peer answered lately, so that the neighbour need not be asked for. */
  MSG_CONFIRM: {},
  /** Received: there was no room for all control messages. */
  MSG_CTRUNC: {},
  /** Sends only to hosts of directly connected networks, past the routing table. */
  MSG_DONTROUTE: {},
  /** Does not wait, whatever the descriptor's O_NONBLOCK says. */
  MSG_DONTWAIT: {},
  /** Ends a record, where the protocol has such: SOCK_SEQPACKET. */
  MSG_EOR: {},
  /** Receives from the error queue: ICMP errors, timestamps, completions of MSG_ZEROCOPY. */
  MSG_ERRQUEUE: {},
  /** Connects and puts the data into the SYN (TCP Fast Open). Linux 3.6. */
  MSG_FASTOPEN: {},
  /** More data follows: holds back a partial segment or datagram. */
  MSG_MORE: {},
  /** Raises no SIGPIPE; always given here. */
  MSG_NOSIGNAL: {},
  /** Out-of-band data: TCP's urgent byte. */
  MSG_OOB: {},
  /** Leaves in the queue what is received. */
  MSG_PEEK: {},
  /** Sends, and receives as a frame in device memory, without copying. Linux 6.12. */
  MSG_SOCK_DEVMEM: { linux: 0x200_0000 },
  /** Received: the datagram was longer. Given to a receive: answer its true length. */
  MSG_TRUNC: {},
  /** Waits for all of the bytes asked for, unless the stream ends or fails. */
  MSG_WAITALL: {},
  /** recvmmsg(2): waits for the first message only. */
  MSG_WAITFORONE: {},
  /** Sends without copying; when the bytes are free again the error queue tells. Linux 4.14. */
  MSG_ZEROCOPY: { linux: 0x400_0000 },
})
