import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/**
 * What the kernel knows of a connection: struct tcp_info, without `tcpi_`. What older kernels do
 * not tell is left out. See tcp(7).
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
  /** What was agreed on: a sum of TCPI_OPT_*. */
  options: number
  /** Bits by which the windows that the peer announces are shifted. */
  snd_wscale: number
  /** Bits by which the windows that we announce are shifted. */
  rcv_wscale: number
  /** Whether `delivery_rate` is low for lack of something to send. */
  delivery_rate_app_limited: boolean
  /** Why Fast Open failed: TFO_*. Linux 5.5. */
  fastopen_client_fail: number
  /** Time until something is sent again, in µs. */
  rto: number
  /** Time until a delayed acknowledgement goes out, in µs. */
  ato: number
  /** Longest segment to send, in bytes. */
  snd_mss: number
  /** Longest segment expected, a guess, in bytes. */
  rcv_mss: number
  /** Segments sent and not acknowledged; listening: connections to be accepted. */
  unacked: number
  /** Segments that were acknowledged out of order; listening: the backlog. */
  sacked: number
  /** Segments taken for lost. */
  lost: number
  /** Segments sent again and not acknowledged. */
  retrans: number
  /** 0 since Linux 4.15. */
  fackets: number
  /** Time since data was sent, in ms. */
  last_data_sent: number
  /** 0: Linux does not remember it. */
  last_ack_sent: number
  /** Time since data arrived, in ms. */
  last_data_recv: number
  /** Time since an acknowledgement arrived, in ms. */
  last_ack_recv: number
  /** Longest packet of the path, in bytes. */
  pmtu: number
  /** Most that is announced as window for now, in bytes. */
  rcv_ssthresh: number
  /** Smoothed round-trip time, in µs; 0 before the first measurement. */
  rtt: number
  /** How much the round-trip time varies, in µs. */
  rttvar: number
  /** Slow start ends here, in segments. */
  snd_ssthresh: number
  /** Congestion window, in segments. */
  snd_cwnd: number
  /** Longest segment that was announced, in bytes. */
  advmss: number
  /** How far out of order segments come, in segments. */
  reordering: number
  /** Round-trip time as the receiver sees it, in µs. */
  rcv_rtt: number
  /** Room that the receive buffer is sized for, in bytes. */
  rcv_space: number
  /** Segments sent again so far. */
  total_retrans: number
  /** Pace of sending, in bytes/s; all bits set for none. Linux 3.15. */
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
  /** Least round-trip time of late, in µs. Linux 4.6. */
  min_rtt?: number
  /** Segments with data that were received. Linux 4.6. */
  data_segs_in?: number
  /** Segments with data that were sent. Linux 4.6. */
  data_segs_out?: number
  /** Newest rate of delivery, in bytes/s. Linux 4.9. */
  delivery_rate?: bigint
  /** Time with something to send, in µs. Linux 4.10. */
  busy_time?: bigint
  /** Time that the peer’s window held back, in µs. Linux 4.10. */
  rwnd_limited?: bigint
  /** Time that SO_SNDBUF held back, in µs. Linux 4.10. */
  sndbuf_limited?: bigint
  /** Segments delivered, those sent again included. Linux 4.18. */
  delivered?: number
  /** Those of them that met congestion on their way. Linux 4.18. */
  delivered_ce?: number
  /** Bytes sent, those sent again included. Linux 4.19. */
  bytes_sent?: bigint
  /** Bytes sent again. Linux 4.19. */
  bytes_retrans?: bigint
  /** Times that the peer reported something as received twice. Linux 4.19. */
  dsack_dups?: number
  /** Times that segments came out of order. Linux 4.19. */
  reord_seen?: number
  /** Segments received out of order. Linux 5.4. */
  rcv_ooopack?: number
  /** The peer’s window, scaled, in bytes. Linux 5.4. */
  snd_wnd?: number
  /** Our window, scaled, in bytes. Linux 6.2. */
  rcv_wnd?: number
  /** Times that another path was looked for. Linux 6.2. */
  rehash?: number
  /** Timeouts, those of the handshake included. Linux 6.7. */
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
   * each; since 7.0 `ecn_mode`, `accecn_opt_seen`, `accecn_fail_mode` and `options2`, of 2, 2, 4 and
   * 24. The answer does not tell which. Linux 6.18.
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
