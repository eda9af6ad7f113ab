import type { Codec } from '../../codec/codec.ts'
import { areFlags, type Flags, flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { int } from '../../codec/values.ts'
import { TIMESTAMPING_FLAGS, TXTIME_FLAGS } from './values.ts'

/** Which timestamps are taken and reported. */
export interface Timestamping {
  /** A sum of SOF_TIMESTAMPING_*. */
  flags: number
  /** The hardware clock whose virtual clock is used; only with SOF_TIMESTAMPING_BIND_PHC. */
  bind_phc: number
}

/** The C name of a flag of SO_TIMESTAMPING. */
export type TimestampingFlag = keyof typeof TIMESTAMPING_FLAGS

/** {@link Timestamping} as input. */
export interface TimestampingToSet {
  /** `'SOF_TIMESTAMPING_RX_SOFTWARE'`, several names, or the sum of the constants. */
  flags: Flags<TimestampingFlag>
  /** The hardware clock whose virtual clock is used; only with SOF_TIMESTAMPING_BIND_PHC. */
  bind_phc?: number
}

const both = struct(
  'kernel_so_timestamping',
  { flags: 'signed', bind_phc: 'signed' },
  {
    defaults: { bind_phc: 0 },
    flags: { flags: TIMESTAMPING_FLAGS },
  },
)
const flagsAlone = flags(TIMESTAMPING_FLAGS, int)

/** The flags alone are an int, as the whole value was before Linux 5.14. */
export const timestamping: Codec<Timestamping, TimestampingToSet | Flags<TimestampingFlag>> = {
  probes: both.probes,
  maxSize: (platform) => both.maxSize(platform),
  encode: (value, platform) =>
    areFlags(value) ? flagsAlone.encode(value, platform) : both.encode(value, platform),
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

/** The C name of a flag of SO_TXTIME. */
export type TxTimeFlag = keyof typeof TXTIME_FLAGS

/** {@link TxTime} as input. */
export interface TxTimeToSet extends Omit<TxTime, 'flags'> {
  /** `'SOF_TXTIME_REPORT_ERRORS'`, several names, or the sum of the constants. */
  flags: Flags<TxTimeFlag>
}

/** struct sock_txtime. */
export const txTime: Codec<TxTime, TxTimeToSet> = struct(
  'kernel_sock_txtime',
  { clockid: 'signed', flags: 'unsigned' },
  { flags: { flags: TXTIME_FLAGS } },
)
