import { bool, bytes, int, list, text, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { aoDeletion, aoKey } from './authentication.ts'
import { aoInfo, aoKeyQuery, aoKnownKey, aoRepair } from './authentication-state.ts'
import { tcpInfo } from './info.ts'
import { repairOption, repairWindow } from './repair.ts'
import { md5Signature } from './signature.ts'

const where: Level = {
  level: 'IPPROTO_TCP',
  page: 'tcp(7)',
  testedOn: ['AF_INET', 'SOCK_STREAM'],
}

const PEER = { family: 'AF_INET', address: '127.0.0.1', port: 0 } as const

const KEY = {
  ...{ address: PEER, prefix: 32, sndid: 100, rcvid: 101, keyflags: 0, interfaceIndex: 0 },
  ...{ set_current: false, set_rnext: false },
}

const SECRET = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])

/** Options of TCP. See tcp(7). */
export const IPPROTO_TCP = tableAt(where, () => ({
  /** Adds a key that signs segments; RFC 5925. The first one only before connecting. */
  TCP_AO_ADD_KEY: option(aoKey, {
    writeOnly: true,
    example: { ...KEY, alg_name: 'hmac(sha1)', key: SECRET, maclen: 12 },
    since: '6.7',
    linux: 38,
  }),

  /** Removes a key of TCP_AO_ADD_KEY. EBUSY while the connection uses it. */
  TCP_AO_DEL_KEY: option(aoDeletion, {
    writeOnly: true,
    example: { ...KEY, current_key: 0, rnext: 0, del_async: false },
    since: '6.7',
    linux: 39,
  }),

  /**
   * One of the keys that sign segments: the one of the query, or the first. Includes the secret.
   */
  TCP_AO_GET_KEYS: option(aoKnownKey, {
    readOnly: true,
    query: aoKeyQuery,
    readsBack: {
      ...{ address: PEER, prefix: 32, sndid: 100, rcvid: 101, keyflags: 0, interfaceIndex: 0 },
      ...{ nkeys: 1, alg_name: 'hmac(sha1)', key: SECRET, maclen: 12 },
      ...{ is_current: false, is_rnext: false, pkt_good: 0n, pkt_bad: 0n },
    },
    since: '6.7',
    linux: 41,
  }),

  /** Which keys are in use, and how many segments had a valid signature. ENOENT without keys. */
  TCP_AO_INFO: option(aoInfo, { since: '6.7', linux: 40 }),

  /** The numbers that enter signatures, which can be set and read in repair mode only. */
  TCP_AO_REPAIR: option(aoRepair, {
    example: { snt_isn: 1, rcv_isn: 2, snd_sne: 3, rcv_sne: 4 },
    since: '6.7',
    needs: 'CAP_NET_ADMIN',
    linux: 42,
  }),

  /**
   * What the congestion control algorithm reports: struct tcpvegas_info, tcp_dctcp_info or
   * tcp_bbr_info of linux/inet_diag.h. Most algorithms report no bytes.
   */
  TCP_CC_INFO: option(bytes(64), { readOnly: true, since: '4.1' }),

  /**
   * Name of the congestion control algorithm, one of net.ipv4.tcp_available_congestion_control.
   * Those not in tcp_allowed_congestion_control need CAP_NET_ADMIN.
   */
  TCP_CONGESTION: option(text(16), {
    example: 'reno',
    since: '2.6.13',
    causes: {
      ENOENT: 'net.ipv4.tcp_available_congestion_control lists those that are loaded',
      EPERM: 'those not in net.ipv4.tcp_allowed_congestion_control need CAP_NET_ADMIN',
    },
  }),

  /** Delays partial segments until it is turned off, for at most 200 ms. */
  TCP_CORK: option(bool, { example: true }),

  /**
   * Delays accept(2) until data arrives, for about this time. Rounded to a number of
   * retransmissions of the SYN-ACK.
   */
  TCP_DEFER_ACCEPT: option(int, { example: 3, unit: 's' }),

  /** Maximum delay of an acknowledgement: from two ticks of the kernel's clock to 200 ms. */
  TCP_DELACK_MAX_US: option(int, {
    example: 20_000,
    unit: 'µs',
    since: '6.15',
    linux: 46,
  }),

  /**
   * Listening: how many connections with data in the SYN may have a pending handshake. RFC 7413.
   */
  TCP_FASTOPEN: option(int, { example: 5, takes: [0, Infinity], since: '3.7' }),

  /** Makes connect(2) return immediately, and the first send put its data into the SYN. */
  TCP_FASTOPEN_CONNECT: option(bool, { example: true, since: '4.11', linux: 30 }),

  /** Listening: the key of the cookies: 16 bytes, or 32 with the previous key. */
  TCP_FASTOPEN_KEY: option(bytes(32), {
    causes: { EINVAL: 'it takes 16 or 32 bytes' },
    example: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    since: '4.15',
    linux: 33,
  }),

  /**
   * Uses Fast Open without cookies, and so without protection against replay and forged senders.
   */
  TCP_FASTOPEN_NO_COOKIE: option(bool, { example: true, since: '4.15', linux: 34 }),

  /** What the kernel knows about the connection: state, times, windows and counters. */
  TCP_INFO: option(tcpInfo, { readOnly: true }),

  /** Adds the number of bytes still queued to each receive, as TCP_CM_INQ. */
  TCP_INQ: option(bool, { example: true, since: '4.18', linux: 36 }),

  /** Whether the connection is Multipath TCP and has not fallen back to plain TCP. */
  TCP_IS_MPTCP: option(bool, { readOnly: true, since: '6.9', linux: 43 }),

  /** How many keep-alive probes may remain unanswered. */
  TCP_KEEPCNT: option(int, { example: 3, takes: [1, 127] }),

  /** How long a connection is idle before the first keep-alive probe. See SO_KEEPALIVE. */
  TCP_KEEPIDLE: option(int, { example: 60, takes: [1, 32_767], unit: 's' }),

  /** Time between two keep-alive probes. */
  TCP_KEEPINTVL: option(int, { example: 10, takes: [1, 32_767], unit: 's' }),

  /** How long a closed connection stays in FIN_WAIT2; -1 not at all, 0 the system's default. */
  TCP_LINGER2: option(int, { example: 10, unit: 's' }),

  /** Maximum segment size to use and to announce; 0 if not set. */
  TCP_MAXSEG: option(int, { example: 1000, takes: [88, 32_767, 0], unit: 'bytes' }),

  /** Signs segments to a peer, and drops those from it without a signature; RFC 2385. */
  TCP_MD5SIG: option(md5Signature, {
    writeOnly: true,
    example: { address: PEER, key: SECRET, flags: 0, prefixlen: 0, interfaceIndex: 0 },
    since: '2.6.20',
  }),

  /** TCP_MD5SIG for a whole network of peers, or within a VRF. */
  TCP_MD5SIG_EXT: option(md5Signature, {
    writeOnly: true,
    example: {
      ...{ address: PEER, key: SECRET },
      ...{ flags: 'TCP_MD5SIG_FLAG_PREFIX', prefixlen: 8, interfaceIndex: 0 },
    },
    readsBack: {
      ...{ address: PEER, key: SECRET },
      ...{ flags: 1, prefixlen: 8, interfaceIndex: 0 },
    },
    since: '4.13',
    linux: 32,
  }),

  /** Sends small segments immediately (Nagle's algorithm off). */
  TCP_NODELAY: option(bool, { example: true }),

  /** Reports the socket as writable only while fewer bytes than this are unsent. */
  TCP_NOTSENT_LOWAT: option(uint, { example: 16_384, unit: 'bytes', since: '3.12', linux: 25 }),

  /** The sequence number of the queue that TCP_REPAIR_QUEUE selects. */
  TCP_QUEUE_SEQ: option(uint, {
    example: 123_456_789,
    since: '3.5',
    needs: 'CAP_NET_ADMIN',
    causes: { EPERM: 'the socket must neither be connected nor listen' },
  }),

  /** Acknowledges immediately, as new connections do. The kernel may turn it off again. */
  TCP_QUICKACK: option(bool, { example: false }),

  /** Repair mode, which saves or restores a connection without sending packets: TCP_REPAIR_*. */
  TCP_REPAIR: option(int, {
    example: 1,
    takes: [-1, 1],
    since: '3.5',
    needs: 'CAP_NET_ADMIN',
    causes: { EPERM: 'needs CAP_NET_ADMIN, and a socket that does not listen' },
  }),

  /** In repair mode, connected: the options negotiated in the handshake. */
  TCP_REPAIR_OPTIONS: option(list(repairOption, 4), {
    writeOnly: true,
    example: [
      { opt_code: 2, opt_val: 1400 },
      { opt_code: 4, opt_val: 0 },
    ],
    since: '3.5',
    needs: 'CAP_NET_ADMIN',
    causes: { EPERM: 'the connection must be established, and have sent nothing' },
  }),

  /** In repair mode: the queue that send, receive and TCP_QUEUE_SEQ access: TCP_*_QUEUE. */
  TCP_REPAIR_QUEUE: option(int, {
    example: 2,
    takes: [0, 2],
    since: '3.5',
    needs: 'CAP_NET_ADMIN',
    causes: { EPERM: 'TCP_REPAIR must be on' },
  }),

  /** In repair mode: the windows of both sides. Can be set only when connected. */
  TCP_REPAIR_WINDOW: option(repairWindow, {
    example: { snd_wl1: 0, snd_wnd: 1000, max_window: 2000, rcv_wnd: 3000, rcv_wup: 0 },
    since: '4.8',
    needs: 'CAP_NET_ADMIN',
    causes: { EPERM: 'TCP_REPAIR must be on' },
    linux: 29,
  }),

  /** Maximum time between two retransmissions. */
  TCP_RTO_MAX_MS: option(int, {
    example: 5000,
    takes: [1000, 120_000],
    unit: 'ms',
    since: '6.15',
    linux: 44,
  }),

  /** Minimum time before a retransmission: from two ticks of the kernel's clock to 200 ms. */
  TCP_RTO_MIN_US: option(int, {
    example: 100_000,
    unit: 'µs',
    since: '6.15',
    linux: 45,
  }),

  /** The headers of the SYN of an accepted connection. Can be read once. */
  TCP_SAVED_SYN: option(bytes(512), { readOnly: true, since: '4.2', linux: 28 }),

  /**
   * Listening: keeps the SYN of each connection for TCP_SAVED_SYN: 1 from the IP header, 2 from the
   * link-layer header.
   */
  TCP_SAVE_SYN: option(int, { example: 1, takes: [0, 2], since: '4.2', linux: 27 }),

  /** How many times a SYN is retransmitted. */
  TCP_SYNCNT: option(int, { example: 3, takes: [1, 127] }),

  /** Retransmits on the first duplicate acknowledgement; has no effect since Linux 4.11. */
  TCP_THIN_DUPACK: option(bool, { example: true, readsBack: false, since: '2.6.34' }),

  /** Does not double the time between retransmissions while there is little in flight. */
  TCP_THIN_LINEAR_TIMEOUTS: option(bool, { example: true, since: '2.6.34' }),

  /** The clock of TCP's timestamps, which can be set in repair mode only. */
  TCP_TIMESTAMP: option(uint, { since: '3.9', needs: 'CAP_NET_ADMIN' }),

  /** Delay of everything sent, to simulate a long path. Needs the fq packet scheduler. */
  TCP_TX_DELAY: option(int, { example: 100, unit: 'µs', since: '5.3', linux: 37 }),

  /** Name of the upper-layer protocol in the kernel: `'tls'`. Can be set once, when connected. */
  TCP_ULP: option(text(16), {
    causes: { ENOENT: 'net.ipv4.tcp_available_ulp lists those that are loaded' },
    since: '4.13',
    linux: 31,
  }),

  /**
   * How long data may remain unacknowledged before the connection is dropped; 0 is the system's
   * default.
   */
  TCP_USER_TIMEOUT: option(uint, {
    example: 30_000,
    takes: [0, 2_147_483_647],
    unit: 'ms',
    since: '2.6.37',
  }),

  /** Upper bound of the announced window; at least half of the minimum SO_RCVBUF. */
  TCP_WINDOW_CLAMP: option(int, { example: 65_536, unit: 'bytes' }),
}))
