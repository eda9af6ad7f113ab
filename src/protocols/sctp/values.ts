import { numbers } from '../numbers.ts'

const HEADER = 'linux/sctp.h'

/** Flags of a message that is sent: of SCTP_SNDRCV and SCTP_SNDINFO. */
export const SCTP_SEND_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of a message: ends the association at once; the data is the reason. */
    SCTP_ABORT: { linux: 4 },
    /** Flag of a message: sends it to its address, and not to the primary one. */
    SCTP_ADDR_OVER: { linux: 2 },
    /** Flag of a message: shuts the association down, after what was sent. */
    SCTP_EOF: { linux: 0x200 },
    /** Flag of a message, a policy: it is discarded first if the buffer is full. Linux 4.8. */
    SCTP_PR_SCTP_PRIO: { linux: 0x30 },
    /** Flag of a message, a policy: a maximum number of retransmissions. Linux 4.8. */
    SCTP_PR_SCTP_RTX: { linux: 0x20 },
    /** Flag of a message, a policy: a maximum time to deliver it. Linux 4.8. */
    SCTP_PR_SCTP_TTL: { linux: 0x10 },
    /** Flag of a message: the peer is to acknowledge it without delay. */
    SCTP_SACK_IMMEDIATELY: { linux: 8 },
    /** Flag of a message: sends it to every association of a one-to-many socket. Linux 4.17. */
    SCTP_SENDALL: { linux: 0x40 },
    /** Flag of a message: delivers it as it arrives, and not in its order in the stream. */
    SCTP_UNORDERED: { linux: 1 },
  },
  HEADER,
)

/** When an unreliable message is given up: of SCTP_PRINFO, SCTP_DEFAULT_PRINFO and the states. */
export const SCTP_POLICIES = /* @__PURE__ */ numbers(
  {
    /** Policy, for SCTP_PR_ASSOC_STATUS and SCTP_PR_STREAM_STATUS: all of them. Linux 4.19. */
    SCTP_PR_SCTP_ALL: { linux: 0x80 },
    /** Policy: every message is delivered, unless the association ends. */
    SCTP_PR_SCTP_NONE: { linux: 0 },
    SCTP_PR_SCTP_PRIO: { linux: 0x30 },
    SCTP_PR_SCTP_RTX: { linux: 0x20 },
    SCTP_PR_SCTP_TTL: { linux: 0x10 },
  },
  HEADER,
)

/** Flags of SCTP_PEER_ADDR_PARAMS. */
export const SCTP_PATH_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of a path: sets `dscp`. Linux 4.19. */
    SPP_DSCP: { linux: 0x200 },
    /** Flag of a path: no heartbeats. */
    SPP_HB_DISABLE: { linux: 2 },
    /** Flag of a path: a heartbeat now. */
    SPP_HB_DEMAND: { linux: 4 },
    /** Flag of a path: heartbeats, at `hbinterval` if that is not 0. */
    SPP_HB_ENABLE: { linux: 1 },
    /** Flag of a path: heartbeats without an interval between them. */
    SPP_HB_TIME_IS_ZERO: { linux: 0x80 },
    /** Flag of a path: sets `ipv6_flowlabel`. Linux 4.19. */
    SPP_IPV6_FLOWLABEL: { linux: 0x100 },
    /** Flag of a path: keeps the MTU in `pathmtu`. */
    SPP_PMTUD_DISABLE: { linux: 0x10 },
    /** Flag of a path: discovers the MTU. */
    SPP_PMTUD_ENABLE: { linux: 8 },
    /** Flag of a path: acknowledges at once. */
    SPP_SACKDELAY_DISABLE: { linux: 0x40 },
    /** Flag of a path: delays acknowledgements, by `sackdelay` if that is not 0. */
    SPP_SACKDELAY_ENABLE: { linux: 0x20 },
  },
  HEADER,
)

/** Flags of SCTP_ENABLE_STREAM_RESET. */
export const SCTP_RECONFIGURATIONS = /* @__PURE__ */ numbers(
  {
    /** Flag of SCTP_ENABLE_STREAM_RESET: the peer may reset the association. Linux 4.11. */
    SCTP_ENABLE_RESET_ASSOC_REQ: { linux: 2 },
    /** Flag of SCTP_ENABLE_STREAM_RESET: the peer may reset streams. Linux 4.11. */
    SCTP_ENABLE_RESET_STREAM_REQ: { linux: 1 },
    /** Flag of SCTP_ENABLE_STREAM_RESET: the peer may add streams. Linux 4.11. */
    SCTP_ENABLE_CHANGE_ASSOC_REQ: { linux: 4 },
  },
  HEADER,
)

/** Flags of SCTP_RESET_STREAMS. */
export const SCTP_STREAM_DIRECTIONS = /* @__PURE__ */ numbers(
  {
    /** Flag of SCTP_RESET_STREAMS: streams that are received. Linux 4.11. */
    SCTP_STREAM_RESET_INCOMING: { linux: 1 },
    /** Flag of SCTP_RESET_STREAMS: streams that are sent. Linux 4.11. */
    SCTP_STREAM_RESET_OUTGOING: { linux: 2 },
  },
  HEADER,
)

/** What SCTP_EVENT enables, and the type of each notification. */
export const SCTP_EVENTS_BY_NAME = /* @__PURE__ */ numbers(
  {
    /** Notification: the peer announced an adaptation layer. */
    SCTP_ADAPTATION_INDICATION: { linux: 0x8007 },
    /** Notification: the association was reset. Linux 4.12. */
    SCTP_ASSOC_RESET_EVENT: { linux: 0x800b },
    /** Notification: an association was set up, lost, restarted or shut down. */
    SCTP_ASSOC_CHANGE: { linux: 0x8001 },
    /** Notification: about a key of SCTP_AUTH_KEY. */
    SCTP_AUTHENTICATION_EVENT: { linux: 0x8008 },
    /** No notification: SCTP_SNDRCV with each message. */
    SCTP_DATA_IO_EVENT: { linux: 0x8000 },
    /** Notification: the delivery of a message in parts was given up. */
    SCTP_PARTIAL_DELIVERY_EVENT: { linux: 0x8006 },
    /** Notification: an address of the peer became reachable, or was lost. */
    SCTP_PEER_ADDR_CHANGE: { linux: 0x8002 },
    /** Notification: the peer reported an error. */
    SCTP_REMOTE_ERROR: { linux: 0x8004 },
    /** Notification: everything that was sent has been acknowledged. */
    SCTP_SENDER_DRY_EVENT: { linux: 0x8009 },
    /** Notification: a message could not be delivered; SCTP_SEND_FAILED_EVENT is its successor. */
    SCTP_SEND_FAILED: { linux: 0x8003 },
    /** Notification: a message could not be delivered. Linux 5.0. */
    SCTP_SEND_FAILED_EVENT: { linux: 0x800d },
    /** Notification: the peer will send nothing more. */
    SCTP_SHUTDOWN_EVENT: { linux: 0x8005 },
    /** Notification: streams were added. Linux 4.12. */
    SCTP_STREAM_CHANGE_EVENT: { linux: 0x800c },
    /** Notification: streams were reset. Linux 4.11. */
    SCTP_STREAM_RESET_EVENT: { linux: 0x800a },
  },
  HEADER,
)

/** Ids of associations, states and causes of SCTP. See linux/sctp.h. */
export const SCTP_VALUES = /* @__PURE__ */ numbers(
  {
    /** State of an address, and of the peer's addresses in SCTP_STATUS: in use. */
    SCTP_ACTIVE: { linux: 2 },
    /** SCTP_PEER_ADDR_CHANGE: the peer has added the address. */
    SCTP_ADDR_ADDED: { linux: 3 },
    /** SCTP_PEER_ADDR_CHANGE: the address is reachable. */
    SCTP_ADDR_AVAILABLE: { linux: 0 },
    /** SCTP_PEER_ADDR_CHANGE: the address was confirmed to be the peer's. */
    SCTP_ADDR_CONFIRMED: { linux: 5 },
    /** SCTP_PEER_ADDR_CHANGE: the address is the primary one now. */
    SCTP_ADDR_MADE_PRIM: { linux: 4 },
    /** SCTP_PEER_ADDR_CHANGE: the address may be unreachable. Linux 5.5. */
    SCTP_ADDR_POTENTIALLY_FAILED: { linux: 6 },
    /** SCTP_PEER_ADDR_CHANGE: the peer has removed the address. */
    SCTP_ADDR_REMOVED: { linux: 2 },
    /** SCTP_PEER_ADDR_CHANGE: the address is unreachable. */
    SCTP_ADDR_UNREACHABLE: { linux: 1 },
    /** Id: all associations that there are. Linux 5.1. */
    SCTP_ALL_ASSOC: { linux: 2 },
    /** SCTP_ASSOC_RESET_EVENT: the peer refused. */
    SCTP_ASSOC_RESET_DENIED: { linux: 4 },
    /** SCTP_ASSOC_RESET_EVENT: it failed. */
    SCTP_ASSOC_RESET_FAILED: { linux: 8 },
    /** SCTP_AUTHENTICATION_EVENT: the key is no longer used. */
    SCTP_AUTH_FREE_KEY: { linux: 1 },
    /** SCTP_HMAC_IDENT: SHA-1. */
    SCTP_AUTH_HMAC_ID_SHA1: { linux: 1 },
    /** SCTP_HMAC_IDENT: SHA-256. */
    SCTP_AUTH_HMAC_ID_SHA256: { linux: 3 },
    /** SCTP_AUTHENTICATION_EVENT: the peer uses another key. */
    SCTP_AUTH_NEW_KEY: { linux: 0 },
    /** SCTP_AUTHENTICATION_EVENT: the peer does not authenticate. */
    SCTP_AUTH_NO_AUTH: { linux: 2 },
    /** SCTP_ASSOC_CHANGE: the association could not be set up. */
    SCTP_CANT_STR_ASSOC: { linux: 4 },
    /** State of an association: closed. */
    SCTP_CLOSED: { linux: 1 },
    /** SCTP_ASSOC_CHANGE: the association was lost, and what was not acknowledged with it. */
    SCTP_COMM_LOST: { linux: 1 },
    /** SCTP_ASSOC_CHANGE: the association is up. */
    SCTP_COMM_UP: { linux: 0 },
    /** State of an association: the peer has not confirmed it yet. */
    SCTP_COOKIE_ECHOED: { linux: 3 },
    /** State of an association: the peer has not answered yet. */
    SCTP_COOKIE_WAIT: { linux: 2 },
    /** Id: all associations that there are, and those to come. Linux 5.1. */
    SCTP_CURRENT_ASSOC: { linux: 1 },
    /** SCTP_SEND_FAILED: the message was sent at least once. */
    SCTP_DATA_SENT: { linux: 1 },
    /** SCTP_SEND_FAILED: the message was never sent. */
    SCTP_DATA_UNSENT: { linux: 0 },
    /** State of an association: none. */
    SCTP_EMPTY: { linux: 0 },
    /** State of an association: up. */
    SCTP_ESTABLISHED: { linux: 4 },
    /** SCTP_PEER_ADDR_CHANGE, why: too many retransmissions; or there is no more to say. */
    SCTP_FAILED_THRESHOLD: { linux: 0 },
    /** Id: associations to come. */
    SCTP_FUTURE_ASSOC: { linux: 0 },
    /** SCTP_PEER_ADDR_CHANGE, why: a heartbeat was answered. */
    SCTP_HEARTBEAT_SUCCESS: { linux: 2 },
    /** State of an address: unreachable. */
    SCTP_INACTIVE: { linux: 0 },
    /** SCTP_PEER_ADDR_CHANGE, why: an error in the kernel. */
    SCTP_INTERNAL_ERROR: { linux: 4 },
    /** SCTP_NXTINFO: the next message is a notification. */
    SCTP_NOTIFICATION: { linux: 0x8000 },
    /** SCTP_PARTIAL_DELIVERY_EVENT: given up. */
    SCTP_PARTIAL_DELIVERY_ABORTED: { linux: 0 },
    /** SCTP_PEER_ADDR_CHANGE, why: the peer behaves wrongly. */
    SCTP_PEER_FAULTY: { linux: 6 },
    /** State of an address: it may be unreachable. */
    SCTP_PF: { linux: 1 },
    /** SCTP_PEER_ADDR_CHANGE, why: the peer has acknowledged data. */
    SCTP_RECEIVED_SACK: { linux: 1 },
    /** SCTP_PEER_ADDR_CHANGE, why: a program asked for it. */
    SCTP_RESPONSE_TO_USER_REQ: { linux: 3 },
    /** SCTP_ASSOC_CHANGE: the peer has started again. */
    SCTP_RESTART: { linux: 2 },
    /** State of an association: our end of it is acknowledged. */
    SCTP_SHUTDOWN_ACK_SENT: { linux: 8 },
    /** SCTP_ASSOC_CHANGE: the association has ended in order. */
    SCTP_SHUTDOWN_COMP: { linux: 3 },
    /** SCTP_PEER_ADDR_CHANGE, why: the shutdown took too long. */
    SCTP_SHUTDOWN_GUARD_EXPIRES: { linux: 5 },
    /** State of an association: it ends once everything is acknowledged. */
    SCTP_SHUTDOWN_PENDING: { linux: 5 },
    /** State of an association: the peer ends it. */
    SCTP_SHUTDOWN_RECEIVED: { linux: 7 },
    /** State of an association: we end it. */
    SCTP_SHUTDOWN_SENT: { linux: 6 },
    /** SCTP_STREAM_SCHEDULER: messages in the order of the sends; the default. Linux 4.15. */
    SCTP_SS_FCFS: { linux: 0 },
    /** SCTP_STREAM_SCHEDULER: fairly by bytes and weights. Linux 6.4. */
    SCTP_SS_FC: { linux: 3 },
    /** SCTP_STREAM_SCHEDULER: streams of a lower SCTP_STREAM_SCHEDULER_VALUE first. Linux 4.15. */
    SCTP_SS_PRIO: { linux: 1 },
    /** SCTP_STREAM_SCHEDULER: one message of each stream in turn. Linux 4.15. */
    SCTP_SS_RR: { linux: 2 },
    /** SCTP_STREAM_SCHEDULER: fairly by messages and weights. Linux 6.4. */
    SCTP_SS_WFQ: { linux: 4 },
    /** SCTP_STREAM_CHANGE_EVENT: the peer refused. */
    SCTP_STREAM_CHANGE_DENIED: { linux: 4 },
    /** SCTP_STREAM_CHANGE_EVENT: it failed. */
    SCTP_STREAM_CHANGE_FAILED: { linux: 8 },
    /** SCTP_STREAM_RESET_EVENT: the peer refused. */
    SCTP_STREAM_RESET_DENIED: { linux: 4 },
    /** SCTP_STREAM_RESET_EVENT: it failed. */
    SCTP_STREAM_RESET_FAILED: { linux: 8 },
    /** SCTP_STREAM_RESET_EVENT: of streams that are received. */
    SCTP_STREAM_RESET_INCOMING_SSN: { linux: 1 },
    /** SCTP_STREAM_RESET_EVENT: of streams that are sent. */
    SCTP_STREAM_RESET_OUTGOING_SSN: { linux: 2 },
    /** State of an address: not confirmed yet. */
    SCTP_UNCONFIRMED: { linux: 3 },
    /** State of an address: unknown. */
    SCTP_UNKNOWN: { linux: 0xffff },
  },
  HEADER,
)
