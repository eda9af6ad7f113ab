import { numbers } from '../numbers.ts'

/** Origins and codes of entries of the error queue. See recv(2) and linux/errqueue.h. */
export const QUEUE_VALUES = /* @__PURE__ */ numbers(
  {
    /** Reason of a timestamp: the peer acknowledged the bytes. */
    SCM_TSTAMP_ACK: { linux: 2 },
    /** Reason of a timestamp: the device reported the transmission. Linux 6.15. */
    SCM_TSTAMP_COMPLETION: { linux: 3 },
    /** Reason of a timestamp: the packet entered the packet scheduler. */
    SCM_TSTAMP_SCHED: { linux: 1 },
    /** Reason of a timestamp: the packet was passed to the device. */
    SCM_TSTAMP_SND: { linux: 0 },
    /** SO_TXTIME: the packet was dropped, because its time is invalid. */
    SO_EE_CODE_TXTIME_INVALID_PARAM: { linux: 1 },
    /** SO_TXTIME: the packet was dropped, because its time had passed. */
    SO_EE_CODE_TXTIME_MISSED: { linux: 2 },
    /** MSG_ZEROCOPY: the kernel copied the bytes after all. */
    SO_EE_CODE_ZEROCOPY_COPIED: { linux: 1 },
    /** An ICMP message arrived. */
    SO_EE_ORIGIN_ICMP: { linux: 2 },
    /** An ICMPv6 message arrived. */
    SO_EE_ORIGIN_ICMP6: { linux: 3 },
    /** This machine detected the error: a packet too long for the route. */
    SO_EE_ORIGIN_LOCAL: { linux: 1 },
    /** The origin is unknown. */
    SO_EE_ORIGIN_NONE: { linux: 0 },
    /** The timestamp of a sent packet: SO_TIMESTAMPING. */
    SO_EE_ORIGIN_TIMESTAMPING: { linux: 4 },
    /** A packet was dropped because of its time: SO_TXTIME. Linux 4.19. */
    SO_EE_ORIGIN_TXTIME: { linux: 6 },
    /** The bytes of a send with MSG_ZEROCOPY may be reused. Linux 4.14. */
    SO_EE_ORIGIN_ZEROCOPY: { linux: 5 },
  },
  'linux/errqueue.h',
)
