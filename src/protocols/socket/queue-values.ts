import { numbers } from '../numbers.ts'

/** What the error queue says: who speaks, and of what. See recv(2) and linux/errqueue.h. */
export const QUEUE_VALUES = /* @__PURE__ */ numbers(
  {
    /** Why a stamp was taken: the peer has acknowledged the bytes. */
    SCM_TSTAMP_ACK: { linux: 2 },
    /** Why a stamp was taken: the device has reported that the packet is gone. Linux 6.15. */
    SCM_TSTAMP_COMPLETION: { linux: 3 },
    /** Why a stamp was taken: the packet entered the packet scheduler. */
    SCM_TSTAMP_SCHED: { linux: 1 },
    /** Why a stamp was taken: the packet went to the device. */
    SCM_TSTAMP_SND: { linux: 0 },
    /** SO_TXTIME: the packet was dropped, since its time is not valid. */
    SO_EE_CODE_TXTIME_INVALID_PARAM: { linux: 1 },
    /** SO_TXTIME: the packet was dropped, since its time had passed. */
    SO_EE_CODE_TXTIME_MISSED: { linux: 2 },
    /** MSG_ZEROCOPY: the bytes were copied all the same. */
    SO_EE_CODE_ZEROCOPY_COPIED: { linux: 1 },
    /** An ICMP message came. */
    SO_EE_ORIGIN_ICMP: { linux: 2 },
    /** An ICMPv6 message came. */
    SO_EE_ORIGIN_ICMP6: { linux: 3 },
    /** This machine found the error itself: a packet that is too long for the route. */
    SO_EE_ORIGIN_LOCAL: { linux: 1 },
    /** Nobody said who. */
    SO_EE_ORIGIN_NONE: { linux: 0 },
    /** A packet was sent, and here is its time: SO_TIMESTAMPING. */
    SO_EE_ORIGIN_TIMESTAMPING: { linux: 4 },
    /** A packet was dropped for its time: SO_TXTIME. Linux 4.19. */
    SO_EE_ORIGIN_TXTIME: { linux: 6 },
    /** The bytes of a send with MSG_ZEROCOPY are free again. Linux 4.14. */
    SO_EE_ORIGIN_ZEROCOPY: { linux: 5 },
  },
  'linux/errqueue.h',
)
