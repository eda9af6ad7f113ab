import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { areFlags, type Flags, flags } from '../../codec/flags.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'
import { uint } from '../../codec/values.ts'
import { mustBe } from '../../codec/misuse.ts'
import type { TimestampingFlag } from './timestamping.ts'
import { TIMESTAMPING_FLAGS } from './values.ts'

/**
 * When a packet arrived or was sent: nanoseconds since 1970 of the clock that took the timestamp.
 */
export interface PacketTimestamps {
  /** Taken by the kernel, of the system's clock; 0n if it took none. */
  software: bigint
  /** Taken by the device, of its own clock; 0n if it took none. */
  hardware: bigint
  /** The device's, converted to the system's clock; no driver does so since Linux 3.17. */
  transformed?: bigint
}

const SECOND = 1_000_000_000n

function checked(time: unknown): bigint {
  if (typeof time !== 'bigint') {
    throw mustBe('', 'a bigint of nanoseconds', time)
  }
  return time
}

function seconds(time: bigint): { tv_sec: bigint; tv_nsec: bigint } {
  return { tv_sec: checked(time) / SECOND, tv_nsec: time % SECOND }
}

const microseconds = (time: bigint) => ({
  tv_sec: checked(time) / SECOND,
  tv_usec: (time % SECOND) / 1000n,
})

/** struct timespec as nanoseconds. */
export const nanoseconds: Codec<bigint> = mapped(
  struct('timespec', { tv_sec: 'bigint', tv_nsec: 'bigint' }),
  seconds,
  ({ tv_sec, tv_nsec }) => tv_sec * SECOND + tv_nsec,
)

/** struct __kernel_timespec, of 64 bits everywhere, as nanoseconds. */
export const kernelNanoseconds: Codec<bigint> = mapped(
  struct(
    '__kernel_timespec',
    { tv_sec: 'bigint', tv_nsec: 'bigint' },
    { header: 'linux/time_types.h' },
  ),
  seconds,
  ({ tv_sec, tv_nsec }) => tv_sec * SECOND + tv_nsec,
)

/** struct timeval as nanoseconds, with a resolution of microseconds. */
export const timevalNanoseconds: Codec<bigint> = mapped(
  struct('timeval', { tv_sec: 'bigint', tv_usec: 'bigint' }),
  microseconds,
  ({ tv_sec, tv_usec }) => tv_sec * SECOND + tv_usec * 1000n,
)

/** struct __kernel_sock_timeval, of 64 bits everywhere, as nanoseconds. */
export const kernelTimevalNanoseconds: Codec<bigint> = mapped(
  struct(
    '__kernel_sock_timeval',
    { tv_sec: 'bigint', tv_usec: 'bigint' },
    { header: 'linux/time_types.h' },
  ),
  microseconds,
  ({ tv_sec, tv_usec }) => tv_sec * SECOND + tv_usec * 1000n,
)

const read = objectReader<PacketTimestamps>('struct scm_timestamping', {
  ...{ software: true, hardware: true, transformed: false },
})

const toTake = flags(TIMESTAMPING_FLAGS, uint)

/**
 * struct scm_timestamping: three times of this kind. When sent, flags instead: which timestamps to
 * take of this packet.
 */
export function packetTimestamps(
  one: Codec<bigint>,
): Codec<PacketTimestamps, PacketTimestamps | Flags<TimestampingFlag>> {
  return {
    probes: one.probes,
    maxSize: (platform) => one.maxSize(platform) * 3,
    encode(value, platform) {
      if (areFlags(value)) return toTake.encode(value, platform)
      const { software, transformed = 0n, hardware } = read(value)
      const size = one.maxSize(platform)
      const bytes = new Uint8Array(size * 3)
      for (const [i, time] of [software, transformed, hardware].entries())
        bytes.set(one.encode(time, platform), i * size)
      return bytes
    },
    decode(bytes, platform) {
      const size = one.maxSize(platform)
      if (bytes.length < size * 3) throw tooShort('struct scm_timestamping', bytes, size * 3)
      const at = (i: number) => one.decode(bytes.subarray(i * size, (i + 1) * size), platform)
      const [software, transformed, hardware] = [at(0), at(1), at(2)]
      return transformed === 0n ? { software, hardware } : { software, hardware, transformed }
    },
  }
}
