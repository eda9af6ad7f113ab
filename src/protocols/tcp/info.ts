import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/**
 * What the kernel knows about a connection: struct tcp_info, without `tcpi_`. Fields that older
 * kernels lack are left out. See tcp(7).
 */
export interface TcpInfo {
  /** TCP_ESTABLISHED and the other states. */
  state: number
  /** What congestion control is doing: TCP_CA_*. */
  ca_state: number
  /** Timeouts in a row without an acknowledgement. */
  retransmits: number
  /** Unanswered probes of a closed window, or of keep-alive. */
  probes: number
  /** How often the timeout was doubled. */
  backoff: number
  /** Negotiated options: a sum of TCPI_OPT_*. */
  options: number
  /** Bits by which the windows that the peer announces are shifted. */
  snd_wscale: number
  /** Bits by which the windows that we announce are shifted. */
  rcv_wscale: number
  /** Whether `delivery_rate` is limited by the application. */
  delivery_rate_app_limited: boolean
  /** Why Fast Open failed: TFO_*. Linux 5.5. */
  fastopen_client_fail: number
  /** Retransmission timeout, in µs. */
  rto: number
  /** Delayed acknowledgement timeout, in µs. */
  ato: number
  /** Maximum segment size for sending, in bytes. */
  snd_mss: number
  /** Estimated maximum segment size of received segments, in bytes. */
  rcv_mss: number
  /** Segments sent and not acknowledged; listening: connections to be accepted. */
  unacked: number
  /** Segments that were acknowledged out of order; listening: the backlog. */
  sacked: number
  /** Segments considered lost. */
  lost: number
  /** Segments retransmitted and not acknowledged. */
  retrans: number
  /** 0 since Linux 4.15. */
  fackets: number
  /** Time since data was sent, in ms. */
  last_data_sent: number
  /** Always 0 on Linux. */
  last_ack_sent: number
  /** Time since data arrived, in ms. */
  last_data_recv: number
  /** Time since an acknowledgement arrived, in ms. */
  last_ack_recv: number
  /** Path MTU, in bytes. */
  pmtu: number
  /** Current limit of the announced window, in bytes. */
  rcv_ssthresh: number
  /** Smoothed round-trip time, in µs; 0 before the first measurement. */
  rtt: number
  /** Variation of the round-trip time (RTTVAR, RFC 6298), in µs. */
  rttvar: number
  /** Slow start threshold, in segments. */
  snd_ssthresh: number
  /** Congestion window, in segments. */
  snd_cwnd: number
  /** Announced maximum segment size, in bytes. */
  advmss: number
  /** The degree of reordering, in segments. */
  reordering: number
  /** Round-trip time as the receiver sees it, in µs. */
  rcv_rtt: number
  /** Space that the receive buffer is sized for, in bytes. */
  rcv_space: number
  /** Segments retransmitted so far. */
  total_retrans: number
  /** Pacing rate, in bytes/s; all bits set for none. Linux 3.15. */
  pacing_rate?: bigint
  /** SO_MAX_PACING_RATE; all bits set for none. Linux 3.15. */
  max_pacing_rate?: bigint
  /** Bytes that the peer acknowledged. Linux 4.1. */
  bytes_acked?: bigint
  /** Bytes received in order. Linux 4.1. */
  bytes_received?: bigint
  /** Segments sent. Linux 4.2. */
  segs_out?: number
  /** Segments received. Linux 4.2. */
  segs_in?: number
  /** Bytes not sent yet. Linux 4.6. */
  notsent_bytes?: number
  /** Minimum recent round-trip time, in µs. Linux 4.6. */
  min_rtt?: number
  /** Segments with data that were received. Linux 4.6. */
  data_segs_in?: number
  /** Segments with data that were sent. Linux 4.6. */
  data_segs_out?: number
  /** Most recent delivery rate, in bytes/s. Linux 4.9. */
  delivery_rate?: bigint
  /** Time with something to send, in µs. Linux 4.10. */
  busy_time?: bigint
  /** Time limited by the peer’s window, in µs. Linux 4.10. */
  rwnd_limited?: bigint
  /** Time limited by SO_SNDBUF, in µs. Linux 4.10. */
  sndbuf_limited?: bigint
  /** Segments delivered, including retransmissions. Linux 4.18. */
  delivered?: number
  /** Delivered segments with a congestion mark. Linux 4.18. */
  delivered_ce?: number
  /** Bytes sent, including retransmissions. Linux 4.19. */
  bytes_sent?: bigint
  /** Bytes retransmitted. Linux 4.19. */
  bytes_retrans?: bigint
  /** Duplicates reported by the peer (DSACK). Linux 4.19. */
  dsack_dups?: number
  /** Reordering events. Linux 4.19. */
  reord_seen?: number
  /** Segments received out of order. Linux 5.4. */
  rcv_ooopack?: number
  /** The peer’s window, scaled, in bytes. Linux 5.4. */
  snd_wnd?: number
  /** Our window, scaled, in bytes. Linux 6.2. */
  rcv_wnd?: number
  /** Times that another path was tried. Linux 6.2. */
  rehash?: number
  /** Timeouts, including those of the handshake. Linux 6.7. */
  total_rto?: number
  /** Times that the connection recovered from timeouts. Linux 6.7. */
  total_rto_recoveries?: number
  /** Time spent recovering, in ms. Linux 6.7. */
  total_rto_time?: number
  /** Segments received with a congestion mark. Linux 6.18. */
  received_ce?: number
  /** Bytes delivered with the mark ECT(1). Linux 6.18. */
  delivered_e1_bytes?: number
  /** Bytes delivered with the mark ECT(0). Linux 6.18. */
  delivered_e0_bytes?: number
  /** Bytes delivered with a congestion mark. Linux 6.18. */
  delivered_ce_bytes?: number
  /** Bytes received with the mark ECT(1). Linux 6.18. */
  received_e1_bytes?: number
  /** Bytes received with the mark ECT(0). Linux 6.18. */
  received_e0_bytes?: number
  /** Bytes received with a congestion mark. Linux 6.18. */
  received_ce_bytes?: number
  /**
   * State of accurate ECN, 32 bits: in Linux 6.18 `accecn_fail_mode` and `accecn_opt_seen`, 16 bits
   * each; since 7.0 `ecn_mode`, `accecn_opt_seen`, `accecn_fail_mode` and `options2`, of 2, 2, 4
   * and 24. The value does not show which. Linux 6.18.
   */
  accecn?: number
}

/** struct tcp_info, as long as the kernel's answer is. */
export const tcpInfo: Codec<TcpInfo> = struct(
  'kernel_tcp_info',
  {
    state: 'unsigned',
    ca_state: 'unsigned',
    retransmits: 'unsigned',
    probes: 'unsigned',
    backoff: 'unsigned',
    options: 'unsigned',
    rto: 'unsigned',
    ato: 'unsigned',
    snd_mss: 'unsigned',
    rcv_mss: 'unsigned',
    unacked: 'unsigned',
    sacked: 'unsigned',
    lost: 'unsigned',
    retrans: 'unsigned',
    fackets: 'unsigned',
    last_data_sent: 'unsigned',
    last_ack_sent: 'unsigned',
    last_data_recv: 'unsigned',
    last_ack_recv: 'unsigned',
    pmtu: 'unsigned',
    rcv_ssthresh: 'unsigned',
    rtt: 'unsigned',
    rttvar: 'unsigned',
    snd_ssthresh: 'unsigned',
    snd_cwnd: 'unsigned',
    advmss: 'unsigned',
    reordering: 'unsigned',
    rcv_rtt: 'unsigned',
    rcv_space: 'unsigned',
    total_retrans: 'unsigned',
  },
  {
    header: 'linux/tcp.h',
    prefix: 'tcpi_',
    bits: {
      tcpi_wscales: { snd_wscale: 4, rcv_wscale: 4 },
      tcpi_notes: { delivery_rate_app_limited: 1, fastopen_client_fail: 2 },
    },
    optionalTail: {
      pacing_rate: 'bigint',
      max_pacing_rate: 'bigint',
      bytes_acked: 'bigint',
      bytes_received: 'bigint',
      segs_out: 'unsigned',
      segs_in: 'unsigned',
      notsent_bytes: 'unsigned',
      min_rtt: 'unsigned',
      data_segs_in: 'unsigned',
      data_segs_out: 'unsigned',
      delivery_rate: 'bigint',
      busy_time: 'bigint',
      rwnd_limited: 'bigint',
      sndbuf_limited: 'bigint',
      delivered: 'unsigned',
      delivered_ce: 'unsigned',
      bytes_sent: 'bigint',
      bytes_retrans: 'bigint',
      dsack_dups: 'unsigned',
      reord_seen: 'unsigned',
      rcv_ooopack: 'unsigned',
      snd_wnd: 'unsigned',
      rcv_wnd: 'unsigned',
      rehash: 'unsigned',
      total_rto: 'unsigned',
      total_rto_recoveries: 'unsigned',
      total_rto_time: 'unsigned',
      received_ce: 'unsigned',
      delivered_e1_bytes: 'unsigned',
      delivered_e0_bytes: 'unsigned',
      delivered_ce_bytes: 'unsigned',
      received_e1_bytes: 'unsigned',
      received_e0_bytes: 'unsigned',
      received_ce_bytes: 'unsigned',
      accecn: 'unsigned',
    },
  },
)
