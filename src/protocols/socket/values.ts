import { numbers } from '../numbers.ts'

/** Buffers of SO_BUF_LOCK. */
export const BUFFER_LOCKS = /* @__PURE__ */ numbers({
  /** SO_BUF_LOCK: the kernel leaves the receive buffer at its size. */
  SOCK_RCVBUF_LOCK: { linux: 2 },
  /** SO_BUF_LOCK: the kernel leaves the send buffer at its size. */
  SOCK_SNDBUF_LOCK: { linux: 1 },
})

/** Flags of SO_TIMESTAMPING. */
export const TIMESTAMPING_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Bind the socket to the hardware clock that so_timestamping names. Linux 5.14. */
    SOF_TIMESTAMPING_BIND_PHC: { linux: 0x8000 },
    /** Add control messages such as IP_PKTINFO to timestamps of sent packets. Linux 3.19. */
    SOF_TIMESTAMPING_OPT_CMSG: { linux: 0x400 },
    /** Count sent packets, and report the count with their timestamps. Linux 3.17. */
    SOF_TIMESTAMPING_OPT_ID: { linux: 0x80 },
    /** With OPT_ID on TCP: count from the bytes already sent, not acknowledged. Linux 6.2. */
    SOF_TIMESTAMPING_OPT_ID_TCP: { linux: 0x10000 },
    /** Report interface and length of packets that have a hardware timestamp. Linux 4.13. */
    SOF_TIMESTAMPING_OPT_PKTINFO: { linux: 0x2000 },
    /** Report only the receive timestamps that this socket requested. Linux 6.12. */
    SOF_TIMESTAMPING_OPT_RX_FILTER: { linux: 0x20000 },
    /** Add TCP's statistics to timestamps of sent bytes. Linux 4.10. */
    SOF_TIMESTAMPING_OPT_STATS: { linux: 0x1000 },
    /** Report timestamps of sent packets without the packets. Linux 4.0. */
    SOF_TIMESTAMPING_OPT_TSONLY: { linux: 0x800 },
    /** Report both software and hardware timestamps of a sent packet. Linux 4.13. */
    SOF_TIMESTAMPING_OPT_TX_SWHW: { linux: 0x4000 },
    /** Report hardware timestamps. */
    SOF_TIMESTAMPING_RAW_HARDWARE: { linux: 0x40 },
    /** Take hardware timestamps of received packets. */
    SOF_TIMESTAMPING_RX_HARDWARE: { linux: 4 },
    /** Take software timestamps of received packets. */
    SOF_TIMESTAMPING_RX_SOFTWARE: { linux: 8 },
    /** Report software timestamps. */
    SOF_TIMESTAMPING_SOFTWARE: { linux: 0x10 },
    /** Obsolete; ignored. */
    SOF_TIMESTAMPING_SYS_HARDWARE: { linux: 0x20 },
    /** Take timestamps of sent bytes when the peer acknowledges them; TCP. Linux 3.17. */
    SOF_TIMESTAMPING_TX_ACK: { linux: 0x200 },
    /** Take timestamps of sent packets when the device reports their completion. Linux 6.15. */
    SOF_TIMESTAMPING_TX_COMPLETION: { linux: 0x40000 },
    /** Take hardware timestamps of sent packets. */
    SOF_TIMESTAMPING_TX_HARDWARE: { linux: 1 },
    /** Take timestamps of sent packets when they enter the packet scheduler. Linux 3.17. */
    SOF_TIMESTAMPING_TX_SCHED: { linux: 0x100 },
    /** Take software timestamps when packets are passed to the device. */
    SOF_TIMESTAMPING_TX_SOFTWARE: { linux: 2 },
  },
  'linux/net_tstamp.h',
)

/** Flags of SO_TXTIME. */
export const TXTIME_FLAGS = /* @__PURE__ */ numbers(
  {
    /** SO_TXTIME: the time is a deadline, to send before it. */
    SOF_TXTIME_DEADLINE_MODE: { linux: 1 },
    /** SO_TXTIME: report packets that were dropped as too late in the error queue. */
    SOF_TXTIME_REPORT_ERRORS: { linux: 2 },
  },
  'linux/net_tstamp.h',
)

/** Values of options of SOL_SOCKET. */
export const SOCKET_VALUES = /* @__PURE__ */ numbers({
  /** SO_TXTIME: the clock that never jumps, and stops while the machine sleeps. */
  CLOCK_MONOTONIC: {},
  /** SO_TXTIME: the time of day. */
  CLOCK_REALTIME: {},
  /** SO_TXTIME: atomic time, which has no leap seconds. */
  CLOCK_TAI: { linux: 11 },
  /** Index in SO_MEMINFO: bytes that wait for the lock of the socket. */
  SK_MEMINFO_BACKLOG: { linux: 7 },
  /** Index in SO_MEMINFO: packets dropped. */
  SK_MEMINFO_DROPS: { linux: 8 },
  /** Index in SO_MEMINFO: bytes reserved, but not used yet. */
  SK_MEMINFO_FWD_ALLOC: { linux: 4 },
  /** Index in SO_MEMINFO: bytes for options and filters. */
  SK_MEMINFO_OPTMEM: { linux: 6 },
  /** Index in SO_MEMINFO: SO_RCVBUF. */
  SK_MEMINFO_RCVBUF: { linux: 1 },
  /** Index in SO_MEMINFO: bytes of received data. */
  SK_MEMINFO_RMEM_ALLOC: { linux: 0 },
  /** Index in SO_MEMINFO: SO_SNDBUF. */
  SK_MEMINFO_SNDBUF: { linux: 3 },
  /** Index in SO_MEMINFO: bytes passed to the device and not yet sent. */
  SK_MEMINFO_WMEM_ALLOC: { linux: 2 },
  /** Index in SO_MEMINFO: bytes queued for sending; TCP. */
  SK_MEMINFO_WMEM_QUEUED: { linux: 5 },
  /** SO_TXREHASH: the default of net.core.txrehash, which setsockopt(2) takes as -1. */
  SOCK_TXREHASH_DEFAULT: { linux: 255 },
  /** SO_TXREHASH: stay on the path. */
  SOCK_TXREHASH_DISABLED: { linux: 0 },
  /** SO_TXREHASH: try other paths. */
  SOCK_TXREHASH_ENABLED: { linux: 1 },
})
