import { numbers } from '../numbers.ts'

/** Flags of TCP_AO_ADD_KEY. */
export const TCP_AO_KEY_FLAGS = /* @__PURE__ */ numbers({
  /** TCP_AO_ADD_KEY: do not sign the other TCP options. Linux 6.7. */
  TCP_AO_KEYF_EXCLUDE_OPT: { linux: 2 },
  /** TCP_AO_ADD_KEY: the key is for one VRF. Linux 6.7. */
  TCP_AO_KEYF_IFINDEX: { linux: 1 },
})

/** Flags of TCP_MD5SIG_EXT. */
export const TCP_MD5_FLAGS = /* @__PURE__ */ numbers({
  /** TCP_MD5SIG_EXT: `interfaceIndex` applies. Linux 5.6. */
  TCP_MD5SIG_FLAG_IFINDEX: { linux: 2 },
  /** TCP_MD5SIG_EXT: `prefixlen` applies. */
  TCP_MD5SIG_FLAG_PREFIX: { linux: 1 },
})

/** Values of options of IPPROTO_TCP, and the states of a connection. */
export const TCP_VALUES = /* @__PURE__ */ numbers({
  /** `ecn_mode` within `accecn` of TCP_INFO: accurate. Linux 7.0. */
  TCPI_ECN_MODE_ACCECN: { linux: 2 },
  /** `ecn_mode` within `accecn` of TCP_INFO: none. Linux 7.0. */
  TCPI_ECN_MODE_DISABLED: { linux: 0 },
  /** `ecn_mode` within `accecn` of TCP_INFO: not negotiated yet. Linux 7.0. */
  TCPI_ECN_MODE_PENDING: { linux: 3 },
  /** `ecn_mode` within `accecn` of TCP_INFO: classic, RFC 3168. Linux 7.0. */
  TCPI_ECN_MODE_RFC3168: { linux: 1 },
  /** `options` of TCP_INFO: explicit congestion notification. */
  TCPI_OPT_ECN: { linux: 8 },
  /** `options` of TCP_INFO: a packet with ECN-capable transport was received. */
  TCPI_OPT_ECN_SEEN: { linux: 16 },
  /** `options` of TCP_INFO: selective acknowledgements. */
  TCPI_OPT_SACK: { linux: 2 },
  /** `options` of TCP_INFO: data in the SYN was acknowledged. */
  TCPI_OPT_SYN_DATA: { linux: 32 },
  /** `options` of TCP_INFO: accepted by Fast Open. Linux 6.12. */
  TCPI_OPT_TFO_CHILD: { linux: 128 },
  /** `options` of TCP_INFO: timestamps. */
  TCPI_OPT_TIMESTAMPS: { linux: 1 },
  /** `options` of TCP_INFO: timestamps in µs. Linux 6.7. */
  TCPI_OPT_USEC_TS: { linux: 64 },
  /** `options` of TCP_INFO: scaled windows. */
  TCPI_OPT_WSCALE: { linux: 4 },
  /** TCP_REPAIR_OPTIONS: maximum segment size. */
  TCPOPT_MAXSEG: { linux: 2 },
  /** TCP_REPAIR_OPTIONS: selective acknowledgements. */
  TCPOPT_SACK_PERMITTED: { linux: 4 },
  /** TCP_REPAIR_OPTIONS: timestamps. */
  TCPOPT_TIMESTAMP: { linux: 8 },
  /** TCP_REPAIR_OPTIONS: scaled windows. */
  TCPOPT_WINDOW: { linux: 3 },
  /** `accecn_fail_mode` within `accecn` of TCP_INFO: the peer’s flags are lost. */
  TCP_ACCECN_ACE_FAIL_RECV: { linux: 2 },
  /** `accecn_fail_mode` within `accecn` of TCP_INFO: the flags that we send are lost. */
  TCP_ACCECN_ACE_FAIL_SEND: { linux: 1 },
  /** `accecn_opt_seen` within `accecn` of TCP_INFO: the option was seen, one with counters. */
  TCP_ACCECN_OPT_COUNTER_SEEN: { linux: 2 },
  /** `accecn_opt_seen` within `accecn` of TCP_INFO: the option was seen, one without counters. */
  TCP_ACCECN_OPT_EMPTY_SEEN: { linux: 1 },
  /** `accecn_fail_mode` within `accecn` of TCP_INFO: the peer’s options are lost. */
  TCP_ACCECN_OPT_FAIL_RECV: { linux: 8 },
  /** `accecn_opt_seen` within `accecn` of TCP_INFO: the option was missing where it is required. */
  TCP_ACCECN_OPT_FAIL_SEEN: { linux: 3 },
  /** `accecn_fail_mode` within `accecn` of TCP_INFO: the options that we send are lost. */
  TCP_ACCECN_OPT_FAIL_SEND: { linux: 4 },
  /** `accecn_opt_seen` within `accecn` of TCP_INFO: the option was not seen. */
  TCP_ACCECN_OPT_NOT_SEEN: { linux: 0 },
  /** TCP_AO_ADD_KEY: maximum bytes of a key. Linux 6.7. */
  TCP_AO_MAXKEYLEN: { linux: 80 },
  /** `ca_state` of TCP_INFO: the window is being reduced. */
  TCP_CA_CWR: { linux: 2 },
  /** `ca_state` of TCP_INFO: packets were reordered or lost. */
  TCP_CA_Disorder: { linux: 1 },
  /** `ca_state` of TCP_INFO: recovering from a timeout. */
  TCP_CA_Loss: { linux: 4 },
  /** `ca_state` of TCP_INFO: no problems. */
  TCP_CA_Open: { linux: 0 },
  /** `ca_state` of TCP_INFO: lost packets are being retransmitted. */
  TCP_CA_Recovery: { linux: 3 },
  /** State: closed. */
  TCP_CLOSE: { linux: 7 },
  /** State: the peer has shut down sending. */
  TCP_CLOSE_WAIT: { linux: 8 },
  /** State: both sides are shutting down at the same time. */
  TCP_CLOSING: { linux: 11 },
  /** State: open. */
  TCP_ESTABLISHED: { linux: 1 },
  /** State: we have shut down sending, the acknowledgement is outstanding. */
  TCP_FIN_WAIT1: { linux: 4 },
  /** State: we have shut down sending, the peer has not. */
  TCP_FIN_WAIT2: { linux: 5 },
  /** State: both sides have shut down, the last acknowledgement is outstanding. */
  TCP_LAST_ACK: { linux: 9 },
  /** State: listening. */
  TCP_LISTEN: { linux: 10 },
  /** TCP_MD5SIG: maximum bytes of a key. */
  TCP_MD5SIG_MAXKEYLEN: { linux: 80 },
  /** SCM_TIMESTAMPING_OPT_STATS: time with something to send, in µs. */
  TCP_NLA_BUSY: { linux: 1 },
  /** SCM_TIMESTAMPING_OPT_STATS: bytes not sent yet. */
  TCP_NLA_BYTES_NOTSENT: { linux: 24 },
  /** SCM_TIMESTAMPING_OPT_STATS: bytes retransmitted. */
  TCP_NLA_BYTES_RETRANS: { linux: 19 },
  /** SCM_TIMESTAMPING_OPT_STATS: bytes sent, including retransmissions. */
  TCP_NLA_BYTES_SENT: { linux: 18 },
  /** SCM_TIMESTAMPING_OPT_STATS: TCP_CA_*. */
  TCP_NLA_CA_STATE: { linux: 14 },
  /** SCM_TIMESTAMPING_OPT_STATS: segments with data that were sent. */
  TCP_NLA_DATA_SEGS_OUT: { linux: 4 },
  /** SCM_TIMESTAMPING_OPT_STATS: segments delivered. */
  TCP_NLA_DELIVERED: { linux: 16 },
  /** SCM_TIMESTAMPING_OPT_STATS: delivered segments with a congestion mark. */
  TCP_NLA_DELIVERED_CE: { linux: 17 },
  /** SCM_TIMESTAMPING_OPT_STATS: delivery rate, in bytes/s. */
  TCP_NLA_DELIVERY_RATE: { linux: 7 },
  /** SCM_TIMESTAMPING_OPT_STATS: whether the rate is limited by the application. */
  TCP_NLA_DELIVERY_RATE_APP_LMT: { linux: 12 },
  /** SCM_TIMESTAMPING_OPT_STATS: duplicates reported by the peer (DSACK). */
  TCP_NLA_DSACK_DUPS: { linux: 20 },
  /** SCM_TIMESTAMPING_OPT_STATS: earliest time of departure, in ns of CLOCK_MONOTONIC. */
  TCP_NLA_EDT: { linux: 25 },
  /** SCM_TIMESTAMPING_OPT_STATS: minimum round-trip time, in µs. */
  TCP_NLA_MIN_RTT: { linux: 10 },
  /** SCM_TIMESTAMPING_OPT_STATS: pacing rate, in bytes/s. */
  TCP_NLA_PACING_RATE: { linux: 6 },
  /** SCM_TIMESTAMPING_OPT_STATS: padding. */
  TCP_NLA_PAD: { linux: 0 },
  /** SCM_TIMESTAMPING_OPT_STATS: timeouts in a row. */
  TCP_NLA_RECUR_RETRANS: { linux: 11 },
  /** SCM_TIMESTAMPING_OPT_STATS: times that another path was tried. */
  TCP_NLA_REHASH: { linux: 27 },
  /** SCM_TIMESTAMPING_OPT_STATS: the degree of reordering. */
  TCP_NLA_REORDERING: { linux: 9 },
  /** SCM_TIMESTAMPING_OPT_STATS: reordering events. */
  TCP_NLA_REORD_SEEN: { linux: 21 },
  /** SCM_TIMESTAMPING_OPT_STATS: time limited by the peer’s window, in µs. */
  TCP_NLA_RWND_LIMITED: { linux: 2 },
  /** SCM_TIMESTAMPING_OPT_STATS: time limited by SO_SNDBUF, in µs. */
  TCP_NLA_SNDBUF_LIMITED: { linux: 3 },
  /** SCM_TIMESTAMPING_OPT_STATS: bytes that are not acknowledged. */
  TCP_NLA_SNDQ_SIZE: { linux: 13 },
  /** SCM_TIMESTAMPING_OPT_STATS: congestion window. */
  TCP_NLA_SND_CWND: { linux: 8 },
  /** SCM_TIMESTAMPING_OPT_STATS: slow start threshold. */
  TCP_NLA_SND_SSTHRESH: { linux: 15 },
  /** SCM_TIMESTAMPING_OPT_STATS: smoothed round-trip time, in µs. */
  TCP_NLA_SRTT: { linux: 22 },
  /** SCM_TIMESTAMPING_OPT_STATS: times that another path was tried after a timeout. */
  TCP_NLA_TIMEOUT_REHASH: { linux: 23 },
  /** SCM_TIMESTAMPING_OPT_STATS: segments retransmitted. */
  TCP_NLA_TOTAL_RETRANS: { linux: 5 },
  /** SCM_TIMESTAMPING_OPT_STATS: TTL or hop limit of the acknowledgement. */
  TCP_NLA_TTL: { linux: 26 },
  /** TCP_REPAIR_QUEUE: neither queue. */
  TCP_NO_QUEUE: { linux: 0 },
  /** TCP_ZEROCOPY_RECEIVE: the memory is not mapped at the moment. */
  TCP_RECEIVE_ZEROCOPY_FLAG_TLB_CLEAN_HINT: { linux: 1 },
  /** TCP_REPAIR_QUEUE: the receive queue. */
  TCP_RECV_QUEUE: { linux: 1 },
  /** TCP_REPAIR: ends repair mode, probing the peer's window. */
  TCP_REPAIR_OFF: { linux: 0 },
  /** TCP_REPAIR: ends repair mode without a packet. Linux 4.19. */
  TCP_REPAIR_OFF_NO_WP: { linux: -1 },
  /** TCP_REPAIR: starts repair mode. */
  TCP_REPAIR_ON: { linux: 1 },
  /** TCP_REPAIR_QUEUE: the send queue. */
  TCP_SEND_QUEUE: { linux: 2 },
  /** State: a SYN was received, the handshake continues. */
  TCP_SYN_RECV: { linux: 3 },
  /** State: connecting. */
  TCP_SYN_SENT: { linux: 2 },
  /** State: closed, but delayed packets may still arrive. */
  TCP_TIME_WAIT: { linux: 6 },
  /** Option that maps what arrived into memory. It takes pointers, so it has no row. */
  TCP_ZEROCOPY_RECEIVE: { linux: 35 },
  /** Why Fast Open failed, in TCP_INFO: there was no cookie. */
  TFO_COOKIE_UNAVAILABLE: { linux: 1 },
  /** Why Fast Open failed, in TCP_INFO: the data of the SYN was not acknowledged. */
  TFO_DATA_NOT_ACKED: { linux: 2 },
  /** Why Fast Open failed, in TCP_INFO: it did not fail, or the cause is unknown. */
  TFO_STATUS_UNSPEC: { linux: 0 },
  /** Why Fast Open failed, in TCP_INFO: the SYN had to be retransmitted. */
  TFO_SYN_RETRANSMITTED: { linux: 3 },
})
