import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { bool, int } from '../../codec/values.ts'
import { AF_INET, type InetAddress } from '../ip/address.ts'
import { encodeEndpoint } from '../ip/endpoint.ts'
import { AF_INET6, type Inet6Address } from '../ipv6/address.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

type Destination = Omit<InetAddress, 'family'> | Omit<Inet6Address, 'family'>

/** A sockaddr_in or a sockaddr_in6, which the kernel distinguishes by length. */
const destination: Codec<InetAddress | Inet6Address, Destination> = {
  probes: () => [...AF_INET.address.probes(), ...AF_INET6.address.probes()],
  maxSize: (platform) => AF_INET6.address.maxSize(platform),
  encode: (value, platform) => encodeEndpoint(value, platform),
  decode: (bytes, platform) =>
    bytes.length < AF_INET6.address.maxSize(platform)
      ? AF_INET.address.decode(bytes, platform)
      : AF_INET6.address.decode(bytes, platform),
}

/** struct rds_rx_trace_so: a count and that many points. */
const tracePoints: Codec<number[], readonly number[]> = mapped(
  struct('kernel_rds_rx_trace_so', { rx_traces: 'unsigned', rx_trace_pos: 'bytes' }),
  (points: readonly number[]) => {
    const bytes = Uint8Array.from(arrayFrom(points, 'Points'), (point) =>
      within(point, 'point', 0, 255),
    )
    return { rx_traces: bytes.length, rx_trace_pos: bytes }
  },
  ({ rx_traces, rx_trace_pos }) => {
    if (rx_traces > rx_trace_pos.length)
      throw tooShort('struct rds_rx_trace_so', rx_trace_pos, rx_traces)
    return [...rx_trace_pos.subarray(0, rx_traces)]
  },
)

const where: Level = {
  level: 'SOL_RDS',
  page: 'linux/rds.h',
  testedOn: ['AF_RDS', 'SOCK_SEQPACKET'],
  header: 'linux/rds.h',
}

/**
 * Options of AF_RDS, whose addresses are those of AF_INET and AF_INET6. Options that take pointers
 * into user memory, for RDMA, have no rows. See linux/rds.h.
 */
export const SOL_RDS = tableAt(where, () => ({
  /** Discards messages that are queued for this destination. */
  RDS_CANCEL_SENT_TO: option(destination, {
    writeOnly: true,
    example: { family: 'AF_INET', address: '127.0.0.1', port: 4000 },
  }),

  /**
   * Reports ports that are no longer congested as RDS_CMSG_CONG_UPDATE; otherwise poll(2) wakes for
   * any.
   */
  RDS_CONG_MONITOR: option(bool, { writeOnly: true, example: true }),

  /** Reports failed RDMA operations as RDS_CMSG_RDMA_STATUS. */
  RDS_RECVERR: option(bool, { example: true }),

  /** Adds latencies of these points to each receive, as RDS_CMSG_RXPATH_LATENCY: RDS_MSG_RX_*. */
  SO_RDS_MSG_RXPATH_LATENCY: option(tracePoints, {
    writeOnly: true,
    example: [0, 2],
    since: '4.11',
    linux: 10,
  }),

  /** The transport: RDS_TRANS_*. Can be set once, before bind(2); -1 until then. */
  SO_RDS_TRANSPORT: option(int, { example: 2, linux: 8 }),
}))
