import { numbers } from '../numbers.ts'

/** Protocols of AF_CAN, for socket(2). See linux/can.h. */
export const CAN_PROTOCOLS = /* @__PURE__ */ numbers(
  {
    /** The broadcast manager, which sends and filters in the kernel; SOCK_DGRAM. */
    CAN_BCM: {},
    /** Transport of ISO 15765-2; SOCK_DGRAM. Linux 5.10. */
    CAN_ISOTP: {},
    /** SAE J1939; SOCK_DGRAM. Linux 5.4. */
    CAN_J1939: { linux: 7 },
    /** Reserved for Bosch's MCNet; no kernel has it. */
    CAN_MCNET: {},
    /** Raw frames; SOCK_RAW. */
    CAN_RAW: {},
    /** Reserved for VAG's transport 1.6; no kernel has it. */
    CAN_TP16: {},
    /** Reserved for VAG's transport 2.0; no kernel has it. */
    CAN_TP20: {},
  },
  'linux/can.h',
)

/** Flags of CAN FD frames. See linux/can.h. */
export const CAN_FD_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of CAN FD frames: the payload is sent at a second bit rate. */
    CANFD_BRS: {},
    /** Flag of CAN FD frames: the sender is in error passive state. */
    CANFD_ESI: {},
    /** Flag of CAN FD frames: marks a CAN FD frame. */
    CANFD_FDF: {},
  },
  'linux/can.h',
)

/** Flags and sizes of CAN ids and frames. See linux/can.h. */
export const CAN_VALUES = /* @__PURE__ */ numbers(
  {
    /** Bytes of a CAN FD frame in a message: struct canfd_frame. */
    CANFD_MTU: {},
    /** Flag of CAN XL frames: simple extended content. Linux 6.1. */
    CANXL_SEC: {},
    /** Flag of CAN XL frames: marks a CAN XL frame. Linux 6.1. */
    CANXL_XLF: {},
    /** Flag of an id: it is extended, of 29 bits. */
    CAN_EFF_FLAG: {},
    /** The bits of an extended id. */
    CAN_EFF_MASK: {},
    /** Flag of an id: the frame is an error message. */
    CAN_ERR_FLAG: {},
    /** The bits of an error message's id that are its class. */
    CAN_ERR_MASK: {},
    /** Flag of the id in a filter: frames that don't match pass. */
    CAN_INV_FILTER: {},
    /** Bytes of a payload in a classic frame. */
    CAN_MAX_DLEN: {},
    /** Bytes of a classic frame in a message: struct can_frame. */
    CAN_MTU: {},
    /** Maximum number of filters in CAN_RAW_FILTER. */
    CAN_RAW_FILTER_MAX: {},
    /** Flag of an id: a remote frame, which requests one and has no payload. */
    CAN_RTR_FLAG: {},
    /** The bits of a standard id. */
    CAN_SFF_MASK: {},
  },
  'linux/can.h',
)

/** Classes of error messages, for CAN_RAW_ERR_FILTER. See linux/can/error.h. */
export const CAN_ERROR_CLASSES = /* @__PURE__ */ numbers(
  {
    /** No acknowledgement of a sent frame. */
    CAN_ERR_ACK: {},
    /** An error on the bus; may occur in large numbers. */
    CAN_ERR_BUSERROR: {},
    /** The controller is bus-off. */
    CAN_ERR_BUSOFF: {},
    /** The payload has the error counters. Linux 6.0. */
    CAN_ERR_CNT: { linux: 0x200 },
    /** Problems of the controller. */
    CAN_ERR_CRTL: {},
    /** Lost the arbitration. */
    CAN_ERR_LOSTARB: {},
    /** Violations of the protocol. */
    CAN_ERR_PROT: {},
    /** The controller was restarted. */
    CAN_ERR_RESTARTED: {},
    /** State of the transceiver. */
    CAN_ERR_TRX: {},
    /** A timeout of sending in the driver. */
    CAN_ERR_TX_TIMEOUT: {},
  },
  'linux/can/error.h',
)

/** Flags of CAN_RAW_XL_VCID_OPTS. See linux/can/raw.h. */
export const CAN_XL_VCID_FLAGS = /* @__PURE__ */ numbers(
  {
    /** rx_vcid and rx_vcid_mask filter received frames. Linux 6.9. */
    CAN_RAW_XL_VCID_RX_FILTER: { linux: 4 },
    /** Frames keep the channel that they are sent with. Linux 6.9. */
    CAN_RAW_XL_VCID_TX_PASS: { linux: 2 },
    /** Frames get tx_vcid. Linux 6.9. */
    CAN_RAW_XL_VCID_TX_SET: { linux: 1 },
  },
  'linux/can/raw.h',
)

/** Commands and flags of messages to and from CAN_BCM. See linux/can/bcm.h. */
export const CAN_BCM_VALUES = /* @__PURE__ */ numbers(
  {
    /** Flag: the frames are CAN FD. Linux 4.8. */
    CAN_FD_FRAME: { linux: 0x800 },
    /** Flag: RX_CHANGED is sent again after RX_TIMEOUT, even without a change. */
    RX_ANNOUNCE_RESUME: {},
    /** From the kernel: a frame with new content. */
    RX_CHANGED: { linux: 12 },
    /** Flag: a changed length counts as a change. */
    RX_CHECK_DLC: {},
    /** Command: removes a filter. */
    RX_DELETE: { linux: 6 },
    /** Flag: filters by id only. */
    RX_FILTER_ID: {},
    /** Flag: the timer doesn't start with the first frame. */
    RX_NO_AUTOTIMER: {},
    /** Command: requests a filter, reported as RX_STATUS. */
    RX_READ: { linux: 7 },
    /** Flag: answers a remote request with the frame. */
    RX_RTR_FRAME: {},
    /** Command: filters by content. */
    RX_SETUP: { linux: 5 },
    /** From the kernel: the answer to RX_READ. */
    RX_STATUS: { linux: 10 },
    /** From the kernel: a cyclic frame is missing. */
    RX_TIMEOUT: { linux: 11 },
    /** Flag: uses the times of this message. */
    SETTIMER: {},
    /** Flag: starts the timer. */
    STARTTIMER: {},
    /** Flag: sends immediately when a frame is changed. */
    TX_ANNOUNCE: {},
    /** Flag: TX_EXPIRED is sent when the first interval ends. */
    TX_COUNTEVT: {},
    /** Flag: each frame gets the id of the message. */
    TX_CP_CAN_ID: {},
    /** Command: ends a cyclic transmission. */
    TX_DELETE: { linux: 2 },
    /** From the kernel: the first interval has ended. */
    TX_EXPIRED: { linux: 9 },
    /** Command: requests a transmission, reported as TX_STATUS. */
    TX_READ: { linux: 3 },
    /** Flag: begins again with the first of several frames. */
    TX_RESET_MULTI_IDX: {},
    /** Command: sends one frame. */
    TX_SEND: { linux: 4 },
    /** Command: sends cyclically. */
    TX_SETUP: { linux: 1 },
    /** From the kernel: the answer to TX_READ. */
    TX_STATUS: { linux: 8 },
  },
  'linux/can/bcm.h',
)

/** Flags of CAN_ISOTP_OPTS. See linux/can/isotp.h. */
export const CAN_ISOTP_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Sends to several receivers without flow control. Linux 6.1. */
    CAN_ISOTP_CF_BROADCAST: { linux: 0x1000 },
    /** Checks the content of padding in received frames. */
    CAN_ISOTP_CHK_PAD_DATA: {},
    /** Checks the length of padding in received frames. */
    CAN_ISOTP_CHK_PAD_LEN: {},
    /** Applies the parameters of every flow control, not only of the first. Linux 6.3. */
    CAN_ISOTP_DYN_FC_PARMS: { linux: 0x2000 },
    /** Extended addresses: the first byte of each frame. */
    CAN_ISOTP_EXTEND_ADDR: {},
    /** Ignores frames that arrive faster than CAN_ISOTP_RX_STMIN. */
    CAN_ISOTP_FORCE_RXSTMIN: {},
    /** Uses CAN_ISOTP_TX_STMIN for sending. */
    CAN_ISOTP_FORCE_TXSTMIN: {},
    /** Doesn't receive while it sends. */
    CAN_ISOTP_HALF_DUPLEX: {},
    /** Only listens: sends no flow control. */
    CAN_ISOTP_LISTEN_MODE: {},
    /** Received frames have a different extended address than sent ones. */
    CAN_ISOTP_RX_EXT_ADDR: {},
    /** Received frames are padded. */
    CAN_ISOTP_RX_PADDING: {},
    /** Sends single frames to several receivers. Linux 5.11. */
    CAN_ISOTP_SF_BROADCAST: { linux: 0x800 },
    /** Pads sent frames. */
    CAN_ISOTP_TX_PADDING: {},
    /** A send returns when all frames are sent. */
    CAN_ISOTP_WAIT_TX_DONE: {},
  },
  'linux/can/isotp.h',
)

/** Times of CAN_ISOTP_OPTS. See linux/can/isotp.h. */
export const CAN_ISOTP_VALUES = /* @__PURE__ */ numbers(
  {
    /** frame_txtime: no time between frames. */
    CAN_ISOTP_FRAME_TXTIME_ZERO: { linux: 0xffff_ffff },
  },
  'linux/can/isotp.h',
)

/** Special addresses, and notes of the error queue. See linux/can/j1939.h. */
export const J1939_VALUES = /* @__PURE__ */ numbers(
  {
    /** Note: no details. */
    J1939_EE_INFO_NONE: { linux: 0 },
    /** Note: the sender aborted a transport that was being received. */
    J1939_EE_INFO_RX_ABORT: { linux: 4 },
    /** Note: a data packet of a received transport was skipped. */
    J1939_EE_INFO_RX_DPO: { linux: 3 },
    /** Note: a sender requests to send. */
    J1939_EE_INFO_RX_RTS: { linux: 2 },
    /** Note: a transport that was being sent was aborted. */
    J1939_EE_INFO_TX_ABORT: { linux: 1 },
    /** Maximum number of filters in SO_J1939_FILTER. */
    J1939_FILTER_MAX: {},
    /** The address of an ECU that has none. */
    J1939_IDLE_ADDR: {},
    /** The highest address of one ECU. */
    J1939_MAX_UNICAST_ADDR: {},
    /** No address; as destination, broadcast. */
    J1939_NO_ADDR: {},
    /** No NAME. */
    J1939_NO_NAME: {},
    /** No parameter group. */
    J1939_NO_PGN: {},
    /** Parameter group: an address was claimed. */
    J1939_PGN_ADDRESS_CLAIMED: {},
    /** Parameter group: commands an address. */
    J1939_PGN_ADDRESS_COMMANDED: {},
    /** The highest parameter group. */
    J1939_PGN_MAX: {},
    /** The highest parameter group that has a destination. */
    J1939_PGN_PDU1_MAX: {},
    /** Parameter group: requests a group. */
    J1939_PGN_REQUEST: {},
  },
  'linux/can/j1939.h',
)
