import type { Codec } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { bytes, int, text, uint64, uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { numbers } from '../numbers.ts'
import { deviceMemory, deviceMemoryFragment } from './device-memory.ts'
import { ucred } from './options.ts'
import type { TimestampingFlag } from './timestamping.ts'
import {
  kernelNanoseconds,
  kernelTimevalNanoseconds,
  nanoseconds,
  type PacketTimestamps,
  packetTimestamps,
  timevalNanoseconds,
} from './packet-timestamps.ts'

/** Control messages without a codec: descriptors have an owner, so `src/socket` handles them. */
export const DESCRIPTOR_PASSING = /* @__PURE__ */ numbers({
  /** A pidfd of the sender. Linux 6.5. */
  SCM_PIDFD: { linux: 4 },
  /** Descriptors that travel with a message between Unix sockets. */
  SCM_RIGHTS: {},
})

/** The interface and the length of a packet with a hardware timestamp. */
export interface StampedPacket {
  /** The number of the interface; 0 if unknown. */
  interfaceIndex: number
  /** Bytes of the packet, including the link layer. */
  length: number
}

const stampedPacket: Codec<StampedPacket> = struct(
  'kernel_scm_ts_pktinfo',
  { interfaceIndex: 'unsigned', length: 'unsigned' },
  {
    names: { interfaceIndex: 'if_index', length: 'pkt_length' },
  },
)

/** Sent: which timestamps to take of this packet. Received: the timestamps. */
const times: Codec<PacketTimestamps, Flags<TimestampingFlag>> = packetTimestamps(nanoseconds)
const kernelTimes: Codec<PacketTimestamps, Flags<TimestampingFlag>> = packetTimestamps(
  kernelNanoseconds,
)

const where: Level = {
  level: 'SOL_SOCKET',
  page: 'socket(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
}

const TIMESTAMPING = 'Documentation/networking/timestamping.rst'

/** A received example: a software timestamp only, as without a clock in the network card. */
const STAMPED: PacketTimestamps = { software: 1_700_000_000_123_456_789n, hardware: 0n }

/** Control messages of every socket. See socket(7) and unix(7). */
export const SOL_SOCKET_CONTROL = tableAt(where, () => ({
  /** The sender of the message. Sending other credentials than one's own requires privilege. */
  SCM_CREDENTIALS: control(ucred, {
    enabledBy: 'SO_PASSCRED',
    families: ['AF_UNIX', 'AF_NETLINK'],
    causes: {
      EPERM:
        'another pid in SCM_CREDENTIALS needs CAP_SYS_ADMIN, another uid CAP_SETUID, another gid CAP_SETGID',
    },
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
    page: 'unix(7)',
  }),

  /**
   * Where in device memory data has arrived that is not in the message itself; a message may have
   * several. To send from device memory (Linux 6.16), the number of the dma-buf.
   */
  SCM_DEVMEM_DMABUF: control(deviceMemory, {
    since: '6.12',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 79,
  }),

  /** Data that arrived outside of device memory, as part of the message. */
  SCM_DEVMEM_LINEAR: control(deviceMemoryFragment, {
    receiveOnly: true,
    since: '6.12',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 78,
  }),

  /** Bytes that are still queued in a Unix stream. */
  SCM_INQ: control(int, {
    enabledBy: 'SO_INQ',
    receiveOnly: true,
    unit: 'bytes',
    since: '6.17',
    testedOn: ['AF_UNIX', 'SOCK_STREAM'],
    linux: 84,
  }),

  /** The security label of the sender. */
  SCM_SECURITY: control(text(4096), {
    enabledBy: 'SO_PASSSEC',
    receiveOnly: true,
    since: '2.6.18',
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
    linux: 3,
  }),

  /** TCP's statistics with a timestamp of sent bytes: netlink attributes, TCP_NLA_*. */
  SCM_TIMESTAMPING_OPT_STATS: control(bytes(512), {
    enabledBy: ['SO_TIMESTAMPING', 0x1892],
    queued: true,
    receiveOnly: true,
    since: '4.10',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: TIMESTAMPING,
    linux: 54,
  }),

  /** The interface and the length of a packet with a hardware timestamp. */
  SCM_TIMESTAMPING_PKTINFO: control(stampedPacket, {
    enabledBy: ['SO_TIMESTAMPING', 0x2050], // OPT_PKTINFO, RAW_HARDWARE and SOFTWARE of SOF_TIMESTAMPING_*
    receiveOnly: true,
    since: '4.13',
    page: TIMESTAMPING,
    linux: 58,
  }),

  /** The number of this datagram in its timestamps, instead of a counter. */
  SCM_TS_OPT_ID: control(uint, {
    sendOnly: true,
    example: 7,
    since: '6.13',
    page: TIMESTAMPING,
    linux: 81,
  }),

  /**
   * When to send the packet, by the clock set with SO_TXTIME. The etf and fq schedulers honour it.
   */
  SCM_TXTIME: control(uint64, {
    sendOnly: true,
    example: 1_000_000_000n,
    unit: 'ns',
    since: '4.19',
    linux: 61,
  }),

  /** Whether an 802.11 frame was acknowledged: 1 or 0. Comes through the error queue. */
  SCM_WIFI_STATUS: control(int, {
    enabledBy: 'SO_WIFI_STATUS',
    queued: true,
    receiveOnly: true,
    since: '3.3',
    linux: 41,
  }),

  /** SO_MARK of the packet. */
  SO_MARK: control(uint, {
    enabledBy: 'SO_RCVMARK',
    example: 7,
    needs: 'CAP_NET_ADMIN or CAP_NET_RAW',
    since: '5.19',
  }),

  /** SO_PRIORITY of the packet. Sending above 6 requires CAP_NET_ADMIN or CAP_NET_RAW. */
  SO_PRIORITY: control(uint, {
    enabledBy: 'SO_RCVPRIORITY',
    example: 5,
    causes: { EPERM: 'SO_PRIORITY above 6 needs CAP_NET_ADMIN or CAP_NET_RAW' },
    since: '6.14',
  }),

  /** Datagrams dropped since the socket was created. */
  SO_RXQ_OVFL: control(uint, { enabledBy: 'SO_RXQ_OVFL', receiveOnly: true, since: '2.6.33' }),

  /** The time of arrival in nanoseconds since 1970, with a resolution of microseconds. */
  SO_TIMESTAMP: control(timevalNanoseconds, {
    enabledBy: 'SO_TIMESTAMP',
    receiveOnly: true,
    unit: 'ns',
  }),

  /**
   * The time of arrival, or, through the error queue, of sending. To send, flags: which
   * timestamps to take of this packet (SOF_TIMESTAMPING_TX_*; Linux 4.6).
   */
  SO_TIMESTAMPING: control(times, {
    enabledBy: ['SO_TIMESTAMPING', 0x18],
    example: 'SOF_TIMESTAMPING_TX_SOFTWARE',
    readsBack: STAMPED,
    unit: 'ns',
    since: '2.6.30',
    page: TIMESTAMPING,
  }),

  /** SO_TIMESTAMPING with 64-bit time, even where time_t has 32 bits. */
  SO_TIMESTAMPING_NEW: control(kernelTimes, {
    enabledBy: ['SO_TIMESTAMPING_NEW', 0x18],
    example: 2,
    readsBack: STAMPED,
    unit: 'ns',
    since: '5.1',
    page: TIMESTAMPING,
    linux: 65,
  }),

  /** The time of arrival in nanoseconds since 1970. */
  SO_TIMESTAMPNS: control(nanoseconds, {
    enabledBy: 'SO_TIMESTAMPNS',
    receiveOnly: true,
    unit: 'ns',
    since: '2.6.22',
  }),

  /** SO_TIMESTAMPNS with 64-bit time, even where time_t has 32 bits. */
  SO_TIMESTAMPNS_NEW: control(kernelNanoseconds, {
    enabledBy: 'SO_TIMESTAMPNS_NEW',
    receiveOnly: true,
    unit: 'ns',
    since: '5.1',
    linux: 64,
  }),

  /** SO_TIMESTAMP with 64-bit time, even where time_t has 32 bits. */
  SO_TIMESTAMP_NEW: control(kernelTimevalNanoseconds, {
    enabledBy: 'SO_TIMESTAMP_NEW',
    receiveOnly: true,
    unit: 'ns',
    since: '5.1',
    linux: 63,
  }),
}))
