import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/**
 * What the kernel knows about a Multipath TCP connection: struct mptcp_info, without `mptcpi_`.
 * Fields that older kernels lack are left out.
 */
export interface MptcpInfo {
  /** Subflows besides the first. */
  subflows: number
  /** Addresses that were announced to the peer. */
  add_addr_signal: number
  /** Addresses that the peer announced. */
  add_addr_accepted: number
  /** Maximum number of subflows besides the first. */
  subflows_max: number
  /** Maximum number of addresses to announce. */
  add_addr_signal_max: number
  /** Maximum number of announced addresses to use. */
  add_addr_accepted_max: number
  /** A sum of MPTCP_INFO_FLAG_*. */
  flags: number
  /** Identifies the connection, as in `ip mptcp monitor`. */
  token: number
  /** Number of the next byte to write. */
  write_seq: bigint
  /** Number of the first byte that is not acknowledged. */
  snd_una: bigint
  /** Number of the next byte to receive. */
  rcv_nxt: bigint
  /** Local addresses in use. Linux 5.13. */
  local_addr_used?: number
  /** Maximum number of local addresses to use. Linux 5.13. */
  local_addr_max?: number
  /** 1 with checksums, otherwise 0. Linux 5.14. */
  csum_enabled?: number
  /** Segments retransmitted, over any subflow. Linux 6.5. */
  retransmits?: number
  /** Bytes retransmitted. Linux 6.5. */
  bytes_retrans?: bigint
  /** Bytes sent. Linux 6.5. */
  bytes_sent?: bigint
  /** Bytes received. Linux 6.5. */
  bytes_received?: bigint
  /** Bytes that the peer acknowledged. Linux 6.5. */
  bytes_acked?: bigint
  /** Subflows, including the first. Linux 6.8. */
  subflows_total?: number
  /** Endpoints for laminar use; 0 before Linux 6.18. */
  endp_laminar_max?: number
  /** Endpoints for a full mesh; 0 before Linux 6.18. */
  endp_fullmesh_max?: number
  /** Time since data was sent, in ms. Linux 6.10. */
  last_data_sent?: number
  /** Time since data arrived, in ms. Linux 6.10. */
  last_data_recv?: number
  /** Time since an acknowledgement arrived, in ms. Linux 6.10. */
  last_ack_recv?: number
}

/** struct mptcp_info, as long as the kernel's answer is. */
export const mptcpInfo: Codec<MptcpInfo> = struct(
  'kernel_mptcp_info',
  {
    subflows: 'unsigned',
    add_addr_signal: 'unsigned',
    add_addr_accepted: 'unsigned',
    subflows_max: 'unsigned',
    add_addr_signal_max: 'unsigned',
    add_addr_accepted_max: 'unsigned',
    flags: 'unsigned',
    token: 'unsigned',
    write_seq: 'bigint',
    snd_una: 'bigint',
    rcv_nxt: 'bigint',
  },
  {
    header: 'linux/tcp.h',
    prefix: 'mptcpi_',
    optionalTail: {
      local_addr_used: 'unsigned',
      local_addr_max: 'unsigned',
      csum_enabled: 'unsigned',
      retransmits: 'unsigned',
      bytes_retrans: 'bigint',
      bytes_sent: 'bigint',
      bytes_received: 'bigint',
      bytes_acked: 'bigint',
      subflows_total: 'unsigned',
      endp_laminar_max: 'unsigned',
      endp_fullmesh_max: 'unsigned',
      last_data_sent: 'unsigned',
      last_data_recv: 'unsigned',
      last_ack_recv: 'unsigned',
    },
  },
)
