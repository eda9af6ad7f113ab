import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/** What the receiver of CCID 3 knows. */
export interface DccpReceiverRate {
  /** Bytes in a second that arrive. */
  x_recv: number
  /** Round-trip time in µs. */
  rtt: number
  /** The rate of losses, of a million. */
  p: number
}

/** struct tfrc_rx_info. */
export const receiverRate: Codec<DccpReceiverRate> = struct(
  'kernel_tfrc_rx_info',
  { x_recv: 'unsigned', rtt: 'unsigned', p: 'unsigned' },
  { prefix: 'tfrcrx_' },
)

/** What the sender of CCID 3 knows. */
export interface DccpSenderRate {
  /** 64 times the bytes in a second that may be sent. */
  x: bigint
  /** 64 times the bytes in a second that arrive, as the receiver says. */
  x_recv: bigint
  /** Bytes in a second by the equation of TCP's throughput. */
  x_calc: number
  /** Round-trip time in µs. */
  rtt: number
  /** The rate of losses, of a million. */
  p: number
  /** The timeout without feedback in µs. */
  rto: number
  /** The time between two packets in µs. */
  ipi: number
}

/** struct tfrc_tx_info. */
export const senderRate: Codec<DccpSenderRate> = struct(
  'kernel_tfrc_tx_info',
  {
    x: 'bigint',
    x_recv: 'bigint',
    x_calc: 'unsigned',
    rtt: 'unsigned',
    p: 'unsigned',
    rto: 'unsigned',
    ipi: 'unsigned',
  },
  { prefix: 'tfrctx_' },
)
