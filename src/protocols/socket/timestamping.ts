import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { int } from '../../codec/values.ts'

/** Which timestamps are taken and reported. */
export interface Timestamping {
  /** A sum of SOF_TIMESTAMPING_*. */
  flags: number
  /** The hardware clock whose virtual clock is used; only with SOF_TIMESTAMPING_BIND_PHC. */
  bind_phc: number
}

/** {@link Timestamping} to set: without a clock, 0. */
export type TimestampingToSet = Pick<Timestamping, 'flags'> & Partial<Timestamping>

const both = struct(
  'so_timestamping',
  { flags: 'signed', bind_phc: 'signed' },
  { header: 'linux/net_tstamp.h', defaults: { bind_phc: 0 } },
)

/** The flags alone are an int, as the whole value was before Linux 5.14. */
export const timestamping: Codec<Timestamping, TimestampingToSet | number> = {
  probes: both.probes,
  maxSize: (platform) => both.maxSize(platform),
  encode: (value, platform) =>
    typeof value === 'number' ? int.encode(value, platform) : both.encode(value, platform),
  decode: (bytes, platform) =>
    bytes.length < both.maxSize(platform)
      ? { flags: int.decode(bytes, platform), bind_phc: 0 }
      : both.decode(bytes, platform),
}

/** The clock and the flags of transmit times. */
export interface TxTime {
  /** The clock: CLOCK_MONOTONIC or another. */
  clockid: number
  /** A sum of SOF_TXTIME_*. */
  flags: number
}

/** struct sock_txtime. */
export const txTime: Codec<TxTime> = struct(
  'sock_txtime',
  { clockid: 'signed', flags: 'unsigned' },
  { header: 'linux/net_tstamp.h' },
)
