import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/** The windows of a connection that is saved or restored. */
export interface TcpRepairWindow {
  /** The sequence number of the segment that last changed the peer's window. */
  snd_wl1: number
  /** The peer's window, in bytes. */
  snd_wnd: number
  /** The largest window of the peer so far. */
  max_window: number
  /** Our window, in bytes. */
  rcv_wnd: number
  /** The next sequence number to receive when our window was last announced. */
  rcv_wup: number
}

/** struct tcp_repair_window. */
export const repairWindow: Codec<TcpRepairWindow> = struct('kernel_tcp_repair_window', {
  snd_wl1: 'unsigned',
  snd_wnd: 'unsigned',
  max_window: 'unsigned',
  rcv_wnd: 'unsigned',
  rcv_wup: 'unsigned',
})

/** A negotiated option of a connection that is restored. */
export interface TcpRepairOption {
  /** TCPOPT_MAXSEG, TCPOPT_WINDOW, TCPOPT_SACK_PERMITTED or TCPOPT_TIMESTAMP. */
  opt_code: number
  /**
   * TCPOPT_WINDOW: our scale in the high 16 bits, the peer's in the low ones. Otherwise 0 or a
   * length.
   */
  opt_val: number
}

/** struct tcp_repair_opt. */
export const repairOption: Codec<TcpRepairOption> = struct(
  'tcp_repair_opt',
  { opt_code: 'unsigned', opt_val: 'unsigned' },
  { header: 'linux/tcp.h' },
)
