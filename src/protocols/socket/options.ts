import type { Codec } from '../../codec/codec.ts'
import { flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import {
  bool,
  int,
  intWithin,
  hostInterfaceIndex,
  linger,
  list,
  nothing,
  text,
  timeval,
  timevalOf,
  uint64,
  uint,
} from '../../codec/values.ts'
import { option } from '../option.ts'
import { LOCKED, NONE_ATTACHED } from '../refusals.ts'
import { type Level, tableAt } from '../table.ts'
import { deviceMemoryTokens } from './device-memory.ts'
import { program } from './filter.ts'
import { memoryInfo } from './memory-info.ts'
import { timestamping, txTime } from './timestamping.ts'
import { BUFFER_LOCKS } from './values.ts'

export type { Linger } from '../../codec/values.ts'
export type { DeviceMemoryTokens } from './device-memory.ts'
export type { MemoryInfo } from './memory-info.ts'
export type {
  Timestamping,
  TimestampingFlag,
  TimestampingToSet,
  TxTime,
  TxTimeFlag,
  TxTimeToSet,
} from './timestamping.ts'

/** A process and the user that it runs as. */
export interface Credentials {
  /** The process id; 0 if unknown. */
  pid: number
  /** The user id; 4294967295 if unknown. */
  uid: number
  /** The group id; 4294967295 if unknown. */
  gid: number
}

/**
 * struct ucred. The header excludes systems whose kernel has another struct ucred.
 */
export const ucred: Codec<Credentials> = struct(
  'ucred',
  { pid: 'signed', uid: 'unsigned', gid: 'unsigned' },
  { header: 'linux/socket.h' },
)

/** NGROUPS_MAX: with a smaller buffer the kernel fails with ERANGE. */
const MAX_GROUPS = 65_536

/** Since Linux 6.16 there is a pidfd of such a process too. */
const ENDED = 'the process of the peer has ended'

/** Bytes of a buffer. The kernel takes negative ones as the largest number. */
const size = intWithin(0, 2 ** 31 - 1)

const where: Level = {
  level: 'SOL_SOCKET',
  page: 'socket(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
}

/** Options of sockets of every family. See socket(7). */
export const SOL_SOCKET = tableAt(where, () => ({
  /** Whether listen(2) was called on the socket. */
  SO_ACCEPTCONN: option(bool, { readOnly: true }),

  /** Descriptor of an eBPF program that drops or truncates received packets. */
  SO_ATTACH_BPF: option(int, {
    writeOnly: true,
    causes: LOCKED,
    example: 3,
    since: '3.19',
    linux: 50,
  }),

  /**
   * A program of classic BPF that drops or truncates received packets; `berkeley/bpf` assembles it
   * from text. It sees the UDP header, but not the IP header, and its result counts that header
   * too. Truncation is not reported as MSG_TRUNC. An invalid program fails with EINVAL.
   */
  SO_ATTACH_FILTER: option(program, {
    program: true,
    causes: { ...LOCKED, EINVAL: 'check() of berkeley/bpf says why' },
    example: [{ code: 6, jt: 0, jf: 0, k: 0xffffffff }],
    linux: 26,
  }),

  /**
   * A program of classic BPF that selects the socket of a SO_REUSEPORT group by its index, in the
   * order of bind(2), for TCP of listen(2); when a socket closes, the last one takes its index. It
   * sees the payload only. An invalid index leaves the choice to the kernel's hash.
   */
  SO_ATTACH_REUSEPORT_CBPF: option(program, {
    program: true,
    causes: {
      ...LOCKED,
      EINVAL: 'SO_REUSEPORT must be set before bind, or check() of berkeley/bpf says why',
    },
    writeOnly: true,
    example: [{ code: 6, jt: 0, jf: 0, k: 0 }],
    since: '4.5',
    linux: 51,
  }),

  /** Descriptor of an eBPF program that selects the socket of a SO_REUSEPORT group. */
  SO_ATTACH_REUSEPORT_EBPF: option(int, {
    writeOnly: true,
    causes: LOCKED,
    example: 3,
    since: '4.5',
    linux: 52,
  }),

  /**
   * Name of the only interface to send and receive through; `''` unbinds. Needs CAP_NET_RAW before
   * Linux 5.7, and later only to change it. Read since Linux 3.8.
   */
  SO_BINDTODEVICE: option(text(16), { example: 'lo', needs: 'CAP_NET_RAW' }),

  /** SO_BINDTODEVICE by the number of the interface, or its name; 0 unbinds. */
  SO_BINDTOIFINDEX: option(hostInterfaceIndex, {
    example: 1,
    since: '5.1',
    needs: 'CAP_NET_RAW',
    linux: 62,
  }),

  /** The end of the extensions of classic BPF that the kernel supports: SKF_AD_MAX. */
  SO_BPF_EXTENSIONS: option(int, { readOnly: true, since: '3.14', linux: 48 }),

  /** Allows sending to broadcast addresses, which fails with EACCES otherwise. */
  SO_BROADCAST: option(bool, { example: true }),

  /** Formerly hid asynchronous errors from UDP sockets; has no effect since Linux 2.4. */
  SO_BSDCOMPAT: option(bool, { example: true, readsBack: false }),

  /** Which of the socket's buffers the kernel must not resize automatically; SOCK_*BUF_LOCK. */
  SO_BUF_LOCK: option(flags(BUFFER_LOCKS, int), {
    example: 'SOCK_SNDBUF_LOCK',
    takes: [0, 3],
    readsBack: 1,
    since: '5.15',
    linux: 72,
  }),

  /**
   * Time to busy-poll the device queue when a receive finds no data. Trades processor time for
   * latency. Before Linux 6.4, raising it needs CAP_NET_ADMIN.
   */
  SO_BUSY_POLL: option(int, {
    example: 50,
    takes: [0, Infinity],
    unit: 'µs',
    since: '3.11',
    causes: { EPERM: 'raising it needs CAP_NET_ADMIN' },
    linux: 46,
  }),

  /** Maximum number of packets in one busy poll. Raising it needs CAP_NET_ADMIN. */
  SO_BUSY_POLL_BUDGET: option(int, {
    takes: [0, 65_535],
    writeOnly: true,
    example: 8,
    unit: 'packets',
    since: '5.11',
    needs: 'CAP_NET_ADMIN',
    linux: 70,
  }),

  /** Advice about the connection: 1 reports a bad path, so that the kernel tries another one. */
  SO_CNX_ADVICE: option(int, { writeOnly: true, example: 1, since: '4.6', linux: 53 }),

  /** A number that is unique to this socket within its network namespace, forever. */
  SO_COOKIE: option(uint64, { readOnly: true, since: '4.12', linux: 57 }),

  /** Enables tracing of the socket, if the kernel was built with it. */
  SO_DEBUG: option(bool, { example: true, needs: 'CAP_NET_ADMIN' }),

  /** Detaches an eBPF or classic program. ENOENT if there is none. */
  SO_DETACH_BPF: option(nothing, {
    writeOnly: true,
    causes: { ...LOCKED, ...NONE_ATTACHED },
    example: null,
    since: '3.19',
    linux: 27,
  }),

  /** Detaches a filter. ENOENT if there is none, EPERM if SO_LOCK_FILTER is on. */
  SO_DETACH_FILTER: option(nothing, {
    writeOnly: true,
    causes: { ...LOCKED, ENOENT: 'no filter is attached' },
    example: null,
    linux: 27,
  }),

  /** Detaches the program of a SO_REUSEPORT group. ENOENT if there is none. */
  SO_DETACH_REUSEPORT_BPF: option(nothing, {
    writeOnly: true,
    causes: { ...NONE_ATTACHED, EINVAL: 'the socket is not in a SO_REUSEPORT group' },
    example: null,
    since: '5.3',
    linux: 68,
  }),

  /**
   * Frees fragments that SCM_DEVMEM_DMABUF and SCM_DEVMEM_LINEAR reported: at most 128 ranges of
   * tokens.
   */
  SO_DEVMEM_DONTNEED: option(deviceMemoryTokens, {
    writeOnly: true,
    example: [{ token_start: 1, token_count: 2 }],
    since: '6.12',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    linux: 80,
  }),

  /** The family of the socket, as a number: AF_INET. */
  SO_DOMAIN: option(int, { readOnly: true, since: '2.6.32' }),

  /** Sends only to hosts on directly connected networks, bypassing the routing table. */
  SO_DONTROUTE: option(bool, { example: true }),

  /** The pending error as an errno, 0 for none. Reading clears it. */
  SO_ERROR: option(int, { readOnly: true }),

  /** The program that SO_ATTACH_FILTER attached. Has the same number. */
  SO_GET_FILTER: option(program, { readOnly: true, since: '3.8', linux: 26 }),

  /**
   * The processor that handled the last packet of this socket. Setting it makes a socket of a
   * SO_REUSEPORT group preferred for packets of that processor (Linux 4.4). -1 for none.
   */
  SO_INCOMING_CPU: option(int, { example: 0, since: '3.19', linux: 49 }),

  /** NAPI id of the device queue of the last packet, which a thread may poll; 0 for none. */
  SO_INCOMING_NAPI_ID: option(uint, { readOnly: true, since: '4.12', linux: 56 }),

  /**
   * Adds the number of bytes still queued to each receive of a Unix stream, as SCM_INQ.
   */
  SO_INQ: option(bool, {
    writeOnly: true,
    example: true,
    since: '6.17',
    testedOn: ['AF_UNIX', 'SOCK_STREAM'],
    linux: 84,
  }),

  /** Probes an idle connection, to detect that the peer is gone. See TCP_KEEPIDLE. */
  SO_KEEPALIVE: option(bool, { example: true }),

  /**
   * Makes close(2) wait for unsent data; with 0 seconds it discards the data and resets the
   * connection. `socket.close()` waits on a background thread.
   */
  SO_LINGER: option(linger, { example: { onoff: true, seconds: 5 } }),

  /** Forbids changes of the attached filter. Turning it off fails with EPERM. */
  SO_LOCK_FILTER: option(bool, {
    example: true,
    since: '3.9',
    causes: { EPERM: 'it cannot be turned off' },
  }),

  /**
   * Mark of every packet sent, for routing rules and firewalls. CAP_NET_RAW is enough since 5.17.
   */
  SO_MARK: option(uint, {
    example: 42,
    since: '2.6.25',
    needs: 'CAP_NET_ADMIN or CAP_NET_RAW',
  }),

  /** Maximum rate of sending, paced by the fq scheduler or TCP; all bits set for no limit. */
  SO_MAX_PACING_RATE: option(uint64, {
    example: 1_000_000n,
    unit: 'bytes/s',
    since: '3.13',
    linux: 47,
  }),

  /** How much memory the socket uses, its limits, and how many packets were dropped for lack of it. */
  SO_MEMINFO: option(memoryInfo, { readOnly: true, unit: 'bytes', since: '4.12', linux: 55 }),

  /** A number that identifies the network namespace. */
  SO_NETNS_COOKIE: option(uint64, { readOnly: true, since: '5.14', linux: 71 }),

  /** Makes the device send the last four bytes of a frame as its checksum, even if it is wrong. */
  SO_NOFCS: option(bool, { example: true, since: '3.4' }),

  /** Sends without raising SIGPIPE. BSD and macOS; Linux has MSG_NOSIGNAL. */
  SO_NOSIGPIPE: option(bool, { example: true }),

  /** Sends UDP datagrams over IPv4 without checksums. */
  SO_NO_CHECK: option(bool, { example: true }),

  /** Leaves urgent data in the stream; otherwise only MSG_OOB receives it. */
  SO_OOBINLINE: option(bool, { example: true }),

  /** Adds the sender's credentials to each receive, as SCM_CREDENTIALS. Autobinds when sending. */
  SO_PASSCRED: option(bool, { example: true, testedOn: ['AF_UNIX', 'SOCK_DGRAM'] }),

  /** Adds a pidfd of the sender to each receive, as SCM_PIDFD. */
  SO_PASSPIDFD: option(bool, {
    example: true,
    since: '6.5',
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
    linux: 76,
  }),

  /**
   * Whether descriptors may be sent to this socket, true by default; otherwise the sender gets
   * EPERM.
   */
  SO_PASSRIGHTS: option(bool, {
    example: false,
    since: '6.16',
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
    linux: 83,
  }),

  /** Adds the security label of the sender to each receive, as SCM_SECURITY. */
  SO_PASSSEC: option(bool, {
    example: true,
    since: '2.6.18',
    testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
  }),

  /**
   * The offset in the queue at which MSG_PEEK reads, which each peek advances; -1 for its start.
   * Unix sockets, UDP since Linux 4.7, TCP since 6.9.
   */
  SO_PEEK_OFF: option(int, { example: 8, unit: 'bytes', since: '3.4' }),

  /**
   * The process that called connect(2), listen(2) or socketpair(2) for the peer of a Unix socket.
   */
  SO_PEERCRED: option(ucred, { readOnly: true, testedOn: ['AF_UNIX', 'SOCK_STREAM'] }),

  /** The supplementary groups of the peer's process of a Unix socket. See SO_PEERCRED. */
  SO_PEERGROUPS: option(list(uint, MAX_GROUPS), {
    readOnly: true,
    since: '4.13',
    testedOn: ['AF_UNIX', 'SOCK_STREAM'],
    linux: 59,
  }),

  /** A new pidfd of the peer's process of a Unix socket, which the caller must close. */
  SO_PEERPIDFD: option(int, {
    readOnly: true,
    opens: true,
    since: '6.5',
    causes: { EINVAL: ENDED, ESRCH: ENDED },
    testedOn: ['AF_UNIX', 'SOCK_STREAM'],
    linux: 77,
  }),

  /** The security label of the peer. ENOPROTOOPT without a security module. */
  SO_PEERSEC: option(text(4096), { readOnly: true, testedOn: ['AF_UNIX', 'SOCK_STREAM'] }),

  /** Keeps interrupts of the device off while busy polling continues. */
  SO_PREFER_BUSY_POLL: option(bool, {
    example: true,
    since: '5.11',
    needs: 'CAP_NET_ADMIN',
    linux: 69,
  }),

  /**
   * Priority of every packet sent. Setting IP_TOS changes it too. Above 6 needs CAP_NET_ADMIN, or
   * CAP_NET_RAW since 5.17.
   */
  SO_PRIORITY: option(uint, {
    example: 4,
    causes: { EPERM: 'above 6 it needs CAP_NET_ADMIN or CAP_NET_RAW' },
  }),

  /** The protocol of the socket, as a number: IPPROTO_UDP. */
  SO_PROTOCOL: option(int, { readOnly: true, since: '2.6.32' }),

  /**
   * Size of the receive buffer. Linux doubles the value, after limiting it to net.core.rmem_max.
   */
  SO_RCVBUF: option(size, { example: 65536, readsBack: 131_072, unit: 'bytes' }),

  /** SO_RCVBUF beyond net.core.rmem_max. */
  SO_RCVBUFFORCE: option(size, {
    writeOnly: true,
    example: 65_536,
    unit: 'bytes',
    since: '2.6.14',
    needs: 'CAP_NET_ADMIN',
  }),

  /**
   * Minimum number of bytes that a blocking receive of a stream waits for, and that poll(2)
   * reports.
   */
  SO_RCVLOWAT: option(int, { example: 64, unit: 'bytes' }),

  /** Adds the mark of the packet to each receive, as a SO_MARK control message. */
  SO_RCVMARK: option(bool, {
    example: true,
    since: '5.19',
    causes: { EPERM: 'needs CAP_NET_ADMIN or CAP_NET_RAW' },
    linux: 75,
  }),

  /** Adds the priority of the packet to each receive, as a SO_PRIORITY control message. */
  SO_RCVPRIORITY: option(bool, { example: true, since: '6.14', linux: 82 }),

  /**
   * Maximum time that a receive blocks in the kernel; 0 is unlimited. It does not limit the calls
   * of this library, whose limit is `timeout`: none by default.
   */
  SO_RCVTIMEO: option(timeval, { example: 1500, unit: 'ms' }),

  /** SO_RCVTIMEO with 64-bit time on every machine. */
  SO_RCVTIMEO_NEW: option(timevalOf('__kernel_sock_timeval', 'linux/time_types.h'), {
    example: 1500,
    unit: 'ms',
    since: '5.1',
    linux: 66,
  }),

  /** SO_RCVTIMEO with the machine's original time type. */
  SO_RCVTIMEO_OLD: option(timevalOf('__kernel_old_timeval', 'linux/time_types.h'), {
    example: 1500,
    unit: 'ms',
    linux: 20,
  }),

  /** Memory reserved for this socket. EOPNOTSUPP outside of a memory control group. */
  SO_RESERVE_MEM: option(int, { unit: 'bytes', since: '5.16', linux: 73 }),

  /** Lets bind(2) use a local address that old connections still hold in TIME_WAIT. */
  SO_REUSEADDR: option(bool, { example: true }),

  /**
   * Lets several sockets of one user bind the same address; the kernel balances load among them.
   */
  SO_REUSEPORT: option(bool, { example: true, since: '3.9' }),

  /**
   * Adds the number of datagrams dropped so far to each receive, as SO_RXQ_OVFL. Without a receive,
   * `drops` of SO_MEMINFO has the number.
   */
  SO_RXQ_OVFL: option(bool, { example: true, since: '2.6.33' }),

  /** Reports the error queue as POLLPRI in addition to POLLERR. */
  SO_SELECT_ERR_QUEUE: option(bool, { example: true, since: '3.10' }),

  /** Size of the send buffer. Linux doubles the value, after limiting it to net.core.wmem_max. */
  SO_SNDBUF: option(size, { example: 65536, readsBack: 131_072, unit: 'bytes' }),

  /** SO_SNDBUF beyond net.core.wmem_max. */
  SO_SNDBUFFORCE: option(size, {
    writeOnly: true,
    example: 65_536,
    unit: 'bytes',
    since: '2.6.14',
    needs: 'CAP_NET_ADMIN',
  }),

  /** Minimum free space that makes a socket writable; always 1 on Linux. */
  SO_SNDLOWAT: option(int, { readOnly: true, unit: 'bytes' }),

  /**
   * Maximum time that a send or connect blocks in the kernel; 0 is unlimited. It does not limit the
   * calls of this library, whose limit is `timeout`: none by default.
   */
  SO_SNDTIMEO: option(timeval, { example: 1500, unit: 'ms' }),

  /** SO_SNDTIMEO with 64-bit time on every machine. */
  SO_SNDTIMEO_NEW: option(timevalOf('__kernel_sock_timeval', 'linux/time_types.h'), {
    example: 1500,
    unit: 'ms',
    since: '5.1',
    linux: 67,
  }),

  /** SO_SNDTIMEO with the machine's original time type. */
  SO_SNDTIMEO_OLD: option(timevalOf('__kernel_old_timeval', 'linux/time_types.h'), {
    example: 1500,
    unit: 'ms',
    linux: 21,
  }),

  /** Adds the time of arrival in microseconds to each receive. Excludes SO_TIMESTAMPNS. */
  SO_TIMESTAMP: option(bool, { example: true }),

  /**
   * Which timestamps to take and report, including those of sent packets. May be set to the flags
   * alone. Before Linux 5.14 there is no `bind_phc`.
   */
  SO_TIMESTAMPING: option(timestamping, {
    example: ['SOF_TIMESTAMPING_RX_SOFTWARE', 'SOF_TIMESTAMPING_SOFTWARE'],
    readsBack: { flags: 24, bind_phc: 0 },
    since: '2.6.30',
  }),

  /** SO_TIMESTAMPING that reports 64-bit time. Reads as 0 unless it was set under this name. */
  SO_TIMESTAMPING_NEW: option(timestamping, {
    example: { flags: 24, bind_phc: 0 },
    since: '5.1',
    linux: 65,
  }),

  /** SO_TIMESTAMPING that reports the machine's original time type. */
  SO_TIMESTAMPING_OLD: option(timestamping, { example: { flags: 24, bind_phc: 0 }, linux: 37 }),

  /** Adds the time of arrival in nanoseconds to each receive. Excludes SO_TIMESTAMP. */
  SO_TIMESTAMPNS: option(bool, { example: true, since: '2.6.22' }),

  /** SO_TIMESTAMPNS with 64-bit time on every machine. */
  SO_TIMESTAMPNS_NEW: option(bool, { example: true, since: '5.1', linux: 64 }),

  /** SO_TIMESTAMPNS with the machine's original time type. */
  SO_TIMESTAMPNS_OLD: option(bool, { example: true, linux: 35 }),

  /** SO_TIMESTAMP with 64-bit time on every machine. */
  SO_TIMESTAMP_NEW: option(bool, { example: true, since: '5.1', linux: 63 }),

  /** SO_TIMESTAMP with the machine's original time type. */
  SO_TIMESTAMP_OLD: option(bool, { example: true, linux: 29 }),

  /** Whether TCP tries other paths when packets are lost: 0, 1, or -1 for the system's default. */
  SO_TXREHASH: option(int, {
    example: 0,
    takes: [-1, 1],
    since: '5.18',
    testedOn: ['AF_INET', 'SOCK_STREAM'],
    linux: 74,
  }),

  /**
   * Allows a transmit time per message, as SCM_TXTIME: the clock, and flags SOF_TXTIME_*. The fq
   * and etf schedulers honour it. Clocks other than CLOCK_MONOTONIC need CAP_NET_ADMIN.
   */
  SO_TXTIME: option(txTime, {
    example: { clockid: 1, flags: 'SOF_TXTIME_REPORT_ERRORS' },
    readsBack: { clockid: 1, flags: 2 },
    causes: { EPERM: 'clocks other than CLOCK_MONOTONIC need CAP_NET_ADMIN' },
    since: '4.19',
    linux: 61,
  }),

  /** The type of the socket, as a number: SOCK_STREAM. */
  SO_TYPE: option(int, { readOnly: true }),

  /** Whether a routing socket gets its own messages too. BSD and macOS. */
  SO_USELOOPBACK: option(bool, { example: true }),

  /** Reports in the error queue whether sent 802.11 frames were acknowledged. */
  SO_WIFI_STATUS: option(bool, { example: true, since: '3.3' }),

  /** Allows MSG_ZEROCOPY; without it that flag is ignored. */
  SO_ZEROCOPY: option(bool, { example: true, since: '4.14', linux: 60 }),
}))
