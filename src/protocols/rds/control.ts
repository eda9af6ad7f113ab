import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { list, uint64, uint } from '../../codec/values.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

/** The outcome of an RDMA operation. */
export interface RdmaStatus {
  /** The number in its request. */
  user_token: bigint
  /** RDS_RDMA_SUCCESS, RDS_RDMA_*. */
  status: number
}

const rdmaStatus: Codec<RdmaStatus> = struct(
  'rds_rdma_notify',
  { user_token: 'bigint', status: 'signed' },
  { header: 'linux/rds.h' },
)

/** When a message reached a point of its path. */
export interface RdsLatency {
  /** RDS_MSG_RX_*. */
  point: number
  /** The time to reach it. */
  nanoseconds: bigint
}

const read = objectReader<RdsLatency>('struct rds_cmsg_rx_trace', {
  point: true,
  nanoseconds: true,
})

const latencies: Codec<RdsLatency[], readonly RdsLatency[]> = (() => {
  const trace = struct('kernel_rds_cmsg_rx_trace', {
    rx_traces: 'unsigned',
    rx_trace_pos: 'bytes',
    rx_trace: 'bytes',
  })
  const times = list(uint64, 3)
  return {
    probes: trace.probes,
    maxSize: (platform) => trace.maxSize(platform),
    encode(values, platform) {
      const whole = arrayFrom(values, '').map(read)
      return trace.encode(
        {
          rx_traces: whole.length,
          rx_trace_pos: Uint8Array.from(whole, ({ point }) => within(point, 'point', 0, 255)),
          rx_trace: times.encode(
            whole.map(({ nanoseconds }) => nanoseconds),
            platform,
          ),
        },
        platform,
      )
    },
    decode(bytes, platform) {
      const { rx_traces, rx_trace_pos, rx_trace } = trace.decode(bytes, platform)
      if (rx_traces > rx_trace_pos.length)
        throw tooShort('struct rds_cmsg_rx_trace', rx_trace_pos, rx_traces)
      return times
        .decode(rx_trace, platform)
        .slice(0, rx_traces)
        .map((nanoseconds, i) => ({ point: rx_trace_pos[i] ?? 0, nanoseconds }))
    },
  }
})()

/** struct rds_zcopy_cookies: a count and that many cookies. */
const cookies: Codec<number[], readonly number[]> = (() => {
  const all = list(uint, 8)
  return mapped(
    struct('kernel_rds_zcopy_cookies', { num: 'unsigned', cookies: 'bytes' }),
    (values: readonly number[], platform) => ({
      cookies: all.encode(values, platform),
      num: values.length,
    }),
    (value, platform) => {
      const known = all.decode(value.cookies, platform)
      if (value.num > known.length)
        throw tooShort('struct rds_zcopy_cookies', value.cookies, value.num * 4)
      return known.slice(0, value.num)
    },
  )
})()

const where: Level = {
  level: 'SOL_RDS',
  page: 'linux/rds.h',
  testedOn: ['AF_RDS', 'SOCK_SEQPACKET'],
  header: 'linux/rds.h',
}

/**
 * Control messages of AF_RDS. Those with pointers into user memory, for RDMA, have no rows. See
 * linux/rds.h.
 */
export const SOL_RDS_CONTROL = tableAt(where, () => ({
  /** Ports that are no longer congested: bit n is for ports that are n modulo 64. */
  RDS_CMSG_CONG_UPDATE: control(uint64, { enabledBy: 'RDS_CONG_MONITOR', receiveOnly: true }),

  /** The destination of an RDMA operation: the key of the memory, and the offset in it. */
  RDS_CMSG_RDMA_DEST: control(uint64, { example: 1n }),

  /** The outcome of an RDMA operation. */
  RDS_CMSG_RDMA_STATUS: control(rdmaStatus, { receiveOnly: true }),

  /** When a message reached the points of its path. */
  RDS_CMSG_RXPATH_LATENCY: control(latencies, {
    enabledBy: ['SO_RDS_MSG_RXPATH_LATENCY', [0, 1, 2]],
    receiveOnly: true,
    since: '4.11',
    linux: 11,
  }),

  /** Cookies of messages sent with MSG_ZEROCOPY whose memory may be reused. */
  RDS_CMSG_ZCOPY_COMPLETION: control(cookies, { receiveOnly: true, since: '4.17', linux: 13 }),

  /** A number that identifies a message sent with MSG_ZEROCOPY. */
  RDS_CMSG_ZCOPY_COOKIE: control(uint, { example: 1, sendOnly: true, since: '4.17', linux: 12 }),
}))
