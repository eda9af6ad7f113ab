import { numbers } from '../numbers.ts'

/** Flags of PACKET_FANOUT; packet(7). */
export const PACKET_FANOUT_FLAGS = /* @__PURE__ */ numbers(
  {
    /** PACKET_FANOUT, flag: IP fragments are reassembled first. */
    PACKET_FANOUT_FLAG_DEFRAG: {},
    /** PACKET_FANOUT, flag: PACKET_IGNORE_OUTGOING for the whole group. Linux 6.2. */
    PACKET_FANOUT_FLAG_IGNORE_OUTGOING: { linux: 0x4000 },
    /** PACKET_FANOUT, flag: another socket takes over from one that is full. */
    PACKET_FANOUT_FLAG_ROLLOVER: {},
    /** PACKET_FANOUT, flag: the kernel chooses a free `id`. Linux 4.12. */
    PACKET_FANOUT_FLAG_UNIQUEID: { linux: 0x2000 },
  },
  'linux/if_packet.h',
)

/** Features of a ring of TPACKET_V3; packet(7). */
export const PACKET_RING_FEATURES = /* @__PURE__ */ numbers(
  {
    /** PACKET_RX_RING: frames carry a hash of their flow. */
    TP_FT_REQ_FILL_RXHASH: {},
  },
  'linux/if_packet.h',
)

/** Values of options and control messages of SOL_PACKET; packet(7). */
export const PACKET_VALUES = /* @__PURE__ */ numbers(
  {
    /** PACKET_FANOUT: a program of classic BPF selects. Linux 4.3. */
    PACKET_FANOUT_CBPF: { linux: 6 },
    /** PACKET_FANOUT: by the processor that received the frame. */
    PACKET_FANOUT_CPU: {},
    /** PACKET_FANOUT: an eBPF program selects. Linux 4.3. */
    PACKET_FANOUT_EBPF: { linux: 7 },
    /** PACKET_FANOUT: all frames of a flow to one socket. */
    PACKET_FANOUT_HASH: {},
    /** PACKET_FANOUT: one socket after the other. */
    PACKET_FANOUT_LB: {},
    /** PACKET_FANOUT: by the queue of the device. Linux 3.14. */
    PACKET_FANOUT_QM: { linux: 5 },
    /** PACKET_FANOUT: at random. Linux 3.14. */
    PACKET_FANOUT_RND: { linux: 4 },
    /** PACKET_FANOUT: one socket until it is full, then the next. */
    PACKET_FANOUT_ROLLOVER: {},
    /** Membership: every multicast frame. */
    PACKET_MR_ALLMULTI: {},
    /** Membership: frames for one group. */
    PACKET_MR_MULTICAST: {},
    /** Membership: every frame, for any destination. */
    PACKET_MR_PROMISC: {},
    /** Membership: frames for one more address of the interface. */
    PACKET_MR_UNICAST: {},
    /** PACKET_VERSION: the original one; differs between 32 and 64 bits. */
    TPACKET_V1: { linux: 0 },
    /** PACKET_VERSION: the same on every machine, with VLAN tags and nanoseconds. */
    TPACKET_V2: { linux: 1 },
    /** PACKET_VERSION: blocks of frames of any length. Linux 3.2. */
    TPACKET_V3: { linux: 2 },
    /** Status in a transmit ring: free. */
    TP_STATUS_AVAILABLE: {},
    /** Status: the block was handed over because of its timeout. */
    TP_STATUS_BLK_TMO: {},
    /** Status: the whole frame is in the receive queue; PACKET_COPY_THRESH. */
    TP_STATUS_COPY: {},
    /** Status: the device will fill in the checksum, which is not valid yet. */
    TP_STATUS_CSUMNOTREADY: {},
    /** Status: the checksum was verified. */
    TP_STATUS_CSUM_VALID: {},
    /** Status: carries segments of TCP that were joined. Linux 6.3. */
    TP_STATUS_GSO_TCP: { linux: 0x100 },
    /** Status in a receive ring: owned by the kernel. */
    TP_STATUS_KERNEL: {},
    /** Status: frames were dropped since PACKET_STATISTICS was last read. */
    TP_STATUS_LOSING: {},
    /** Status in a transmit ring: being sent. */
    TP_STATUS_SENDING: {},
    /** Status in a transmit ring: to be sent. */
    TP_STATUS_SEND_REQUEST: {},
    /** Status: the time was taken by the device. */
    TP_STATUS_TS_RAW_HARDWARE: {},
    /** Status: the time was taken by the kernel. */
    TP_STATUS_TS_SOFTWARE: {},
    /** Status in a receive ring: owned by the program. */
    TP_STATUS_USER: {},
    /** Status: `vlan_tpid` is valid. */
    TP_STATUS_VLAN_TPID_VALID: {},
    /** Status: `vlan_tci` is valid. */
    TP_STATUS_VLAN_VALID: {},
    /** Status in a transmit ring: malformed. */
    TP_STATUS_WRONG_FORMAT: {},
  },
  'linux/if_packet.h',
)
