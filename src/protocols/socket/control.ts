import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { bytes, int, text, u64, uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { numbers } from '../numbers.ts'
import { deviceMemory, deviceMemoryFragment } from './device-memory.ts'
import { ucred } from './options.ts'
import {
  kernelNanoseconds,
  kernelTimevalNanoseconds,
  nanoseconds,
  type PacketTimes,
  packetTimes,
  timevalNanoseconds,
} from './packet-times.ts'

/** The control messages that are no values: descriptors are owned, so `src/socket` handles them. */
export const DESCRIPTOR_PASSING = /* @__PURE__ */ numbers({
  /** A pidfd of the sender. Linux 6.5. */
  SCM_PIDFD: { linux: 4 },
  /** Descriptors that travel with a message between Unix sockets. */
  SCM_RIGHTS: {},
})

/** Where a packet with a hardware timestamp went through, and how long it was. */
export interface StampedPacket {
  /** The interface, by number; 0 when it is not known. */
  interfaceIndex: number
  /** Bytes of the packet, its link layer's included. */
  length: number
}

const stampedPacket: Codec<StampedPacket> = struct(
  'scm_ts_pktinfo',
  { interfaceIndex: 'unsigned', length: 'unsigned' },
  {
    header: 'linux/net_tstamp.h',
    names: { interfaceIndex: 'if_index', length: 'pkt_length' },
  },
)

/** To send, which stamps to take of this packet; received, the stamps. */
const times: Codec<PacketTimes, number> = packetTimes(nanoseconds)
const kernelTimes: Codec<PacketTimes, number> = packetTimes(kernelNanoseconds)

const where: Level = {
  level: 'SOL_SOCKET',
  page: 'socket(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
}

const TIMESTAMPING = 'Documentation/networking/timestamping.rst'

/** What comes: a stamp of the kernel's alone, as without a clock in the network card. */
const STAMPED: PacketTimes = { software: 1_700_000_000_123_456_789n, hardware: 0n }

/** Control messages of every socket. See socket(7) and unix(7). */
export const SOL_SOCKET_CONTROL = tableAt(where, () => ({
  /** Who sent the message. Sending another's takes privilege. */
  SCM_CREDENTIALS: control(ucred, {
    enabledBy: 'SO_PASSCRED',
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
    page: 'unix(7)',
  }),

  /**
   * Where in device memory data has arrived, which the message itself lacks; several may come with
   * one message. To send from device memory (Linux 6.16), the number of the dma-buf.
   */
  SCM_DEVMEM_DMABUF: control(deviceMemory, {
    since: '6.12',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 79,
  }),

  /** What has arrived outside of device memory, as part of the message. */
  SCM_DEVMEM_LINEAR: control(deviceMemoryFragment, {
    receiveOnly: true,
    since: '6.12',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 78,
  }),

  /** Bytes that still wait in a Unix stream. */
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

  /** TCP's statistics with a stamp of sent bytes: netlink attributes, TCP_NLA_*. */
  SCM_TIMESTAMPING_OPT_STATS: control(bytes(512), {
    enabledBy: ['SO_TIMESTAMPING', 0x1892],
    queued: true,
    receiveOnly: true,
    since: '4.10',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    page: TIMESTAMPING,
    linux: 54,
  }),

  /** Where a packet with a hardware timestamp went through. */
  SCM_TIMESTAMPING_PKTINFO: control(stampedPacket, {
    enabledBy: ['SO_TIMESTAMPING', 0x2050], // OPT_PKTINFO, RAW_HARDWARE and SOFTWARE of SOF_TIMESTAMPING_*
    receiveOnly: true,
    since: '4.13',
    page: TIMESTAMPING,
    linux: 58,
  }),

  /** The number that the stamps of this datagram are to have, in place of a count. */
  SCM_TS_OPT_ID: control(uint, {
    sendOnly: true,
    example: 7,
    since: '6.13',
    page: TIMESTAMPING,
    linux: 81,
  }),

  /**
   * When to send the packet, by the clock that SO_TXTIME was told. The etf and fq schedulers do it.
   */
  SCM_TXTIME: control(u64, {
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
    needs: 'CAP_NET_ADMIN',
    since: '5.19',
  }),

  /** SO_PRIORITY of the packet. Sending above 6 takes CAP_NET_ADMIN. */
  SO_PRIORITY: control(uint, { enabledBy: 'SO_RCVPRIORITY', example: 5, since: '6.14' }),

  /** Datagrams dropped since the socket was made. */
  SO_RXQ_OVFL: control(uint, { enabledBy: 'SO_RXQ_OVFL', receiveOnly: true, since: '2.6.33' }),

  /** When the packet came, in nanoseconds since 1970, of which the last three digits are zeros. */
  SO_TIMESTAMP: control(timevalNanoseconds, {
    enabledBy: 'SO_TIMESTAMP',
    receiveOnly: true,
    unit: 'ns',
  }),

  /**
   * When the packet came, or, through the error queue, was sent. A number, to send: which stamps to
   * take of this packet (SOF_TIMESTAMPING_TX_*; Linux 4.6).
   */
  SO_TIMESTAMPING: control(times, {
    enabledBy: ['SO_TIMESTAMPING', 0x18],
    example: 2,
    readsBack: STAMPED,
    unit: 'ns',
    since: '2.6.30',
    page: TIMESTAMPING,
  }),

  /** SO_TIMESTAMPING of 64 bits, wherever C's time_t has 32. */
  SO_TIMESTAMPING_NEW: control(kernelTimes, {
    enabledBy: ['SO_TIMESTAMPING_NEW', 0x18],
    example: 2,
    readsBack: STAMPED,
    unit: 'ns',
    since: '5.1',
    page: TIMESTAMPING,
    linux: 65,
  }),

  /** When the packet came, in nanoseconds since 1970. */
  SO_TIMESTAMPNS: control(nanoseconds, {
    enabledBy: 'SO_TIMESTAMPNS',
    receiveOnly: true,
    unit: 'ns',
    since: '2.6.22',
  }),

  /** SO_TIMESTAMPNS of 64 bits, wherever C's time_t has 32. */
  SO_TIMESTAMPNS_NEW: control(kernelNanoseconds, {
    enabledBy: 'SO_TIMESTAMPNS_NEW',
    receiveOnly: true,
    unit: 'ns',
    since: '5.1',
    linux: 64,
  }),

  /** SO_TIMESTAMP of 64 bits, wherever C's time_t has 32. */
  SO_TIMESTAMP_NEW: control(kernelTimevalNanoseconds, {
    enabledBy: 'SO_TIMESTAMP_NEW',
    receiveOnly: true,
    unit: 'ns',
    since: '5.1',
    linux: 63,
  }),
}))
