import type { Codec, StructProbe } from '../../codec/codec.ts'
import { isObject } from '../../codec/object-reader.ts'
import type { Platform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { FAMILIES } from '../family-numbers.ts'
import { IP_PROTOCOLS } from '../ip-protocols.ts'
import type { HeaderInput } from './headers.ts'

/** Which socket of IP: struct inet_diag_sockid. */
interface InetDiagSocketId {
  /** The local port. */
  sport: number
  /** The port of the peer. */
  dport: number
  /** The local address. */
  src: string
  /** The address of the peer. */
  dst: string
  /** The interface that the socket is bound to; 0 for none. */
  ifindex: number
  /** Identifies the socket, as SO_COOKIE; in a request, all bits set (the default) mean any. */
  cookie: bigint
}

/** The header of a request for sockets of IP: struct inet_diag_req_v2. */
export interface InetDiagRequest extends InetDiagSocketId {
  /** AF_INET or AF_INET6; a dump of neither fails with ENOENT. */
  family: number
  /** `IPPROTO_*`; INET_DIAG_REQ_PROTOCOL if the number has more than eight bits. */
  protocol: number
  /** Which attributes to report: for each, the bit `1 << (INET_DIAG_INFO - 1)`. */
  ext: number
  /** Which states a dump reports: for each, the bit `1 << TCP_ESTABLISHED`. All by default. */
  states: number
}

/** A socket of IP: struct inet_diag_msg. */
export interface InetDiagMessage extends InetDiagSocketId {
  /** AF_INET or AF_INET6. */
  family: number
  /** TCP_ESTABLISHED and the other states; UDP has this one and TCP_CLOSE. */
  state: number
  /** What runs: 1 retransmission, 2 keep-alive, 3 TIME_WAIT, 4 probes of a closed window; 0 none. */
  timer: number
  /** How often it has expired without an answer. */
  retrans: number
  /** When it expires, in ms. */
  expires: number
  /** Bytes to be received; listening: connections to be accepted. */
  rqueue: number
  /** Bytes that are not acknowledged; listening: the backlog. */
  wqueue: number
  /** The user who owns the socket. */
  uid: number
  /** The inode, by which `/proc/PID/fd` names the socket; 0 if no process has it. */
  inode: number
}

/** The header of a request for Unix sockets: struct unix_diag_req. */
export interface UnixDiagRequest {
  /** AF_UNIX. */
  family: number
  /** Which states a dump reports: for each, the bit `1 << TCP_LISTEN`. All by default. */
  states: number
  /** The inode of the socket, if it is a request for one. */
  ino: number
  /** `UDIAG_SHOW_*`: which attributes to report. */
  show: number
  /** Identifies the socket, as SO_COOKIE; all bits set (the default) mean any. */
  cookie: bigint
}

/** A Unix socket: struct unix_diag_msg. */
export interface UnixDiagMessage {
  /** AF_UNIX. */
  family: number
  /** `SOCK_*`. */
  type: number
  /** TCP_ESTABLISHED, TCP_LISTEN or TCP_CLOSE. */
  state: number
  /** The inode, by which `/proc/PID/fd` names the socket. */
  ino: number
  /** Identifies the socket, as SO_COOKIE. */
  cookie: bigint
}

const ALL = 0xffff_ffff
const ANY = 2n ** 64n - 1n

const SOCKET_ID_NAMES = {
  sport: 'id.idiag_sport',
  dport: 'id.idiag_dport',
  src: 'id.idiag_src',
  dst: 'id.idiag_dst',
  ifindex: 'id.idiag_if',
  cookie: 'id.idiag_cookie',
} as const

type Kind = 'ipv4' | 'ipv6'

/** The fields of struct inet_diag_sockid. */
function socketId<K extends Kind>(kind: K) {
  return {
    sport: 'network',
    dport: 'network',
    src: kind,
    dst: kind,
    ifindex: 'interface',
    cookie: 'words',
  } as const
}

/** The fields of struct inet_diag_sockid that are left out: any socket. */
function anySocket(kind: Kind) {
  const address = kind === 'ipv4' ? '0.0.0.0' : '::'
  return { sport: 0, dport: 0, src: address, dst: address, ifindex: 0, cookie: ANY }
}

/** A codec for each family of addresses. A value says itself which one it needs. */
function byFamily<Out extends { family: number }, In>(
  make: (kind: Kind) => Codec<Out, In>,
): Codec<Out, In> {
  const ipv4 = make('ipv4')
  const ipv6 = make('ipv6')
  const of = (values: unknown, platform: Platform) => {
    const family = isObject(values) ? values['family'] : undefined
    return family === 'AF_INET6' || family === platform.constant('AF_INET6') ? ipv6 : ipv4
  }
  return {
    ...ipv6,
    encode: (values, platform) => of(values, platform).encode(values, platform),
    decode(bytes, platform) {
      const values = ipv4.decode(bytes, platform)
      return of(values, platform) === ipv4 ? values : ipv6.decode(bytes, platform)
    },
  }
}

/** struct inet_diag_req_v2. */
export const inet_diag_req_v2: Codec<
  InetDiagRequest,
  HeaderInput<InetDiagRequest, 'socket'>
> = /* @__PURE__ */ byFamily((kind) =>
  struct(
    'inet_diag_req_v2',
    {
      family: 'unsigned',
      protocol: 'unsigned',
      ext: 'unsigned',
      states: 'unsigned',
      ...socketId(kind),
    },
    {
      header: 'linux/inet_diag.h',
      prefix: 'idiag_',
      oneOf: { family: FAMILIES, protocol: IP_PROTOCOLS },
      bitPer: { ext: ['INET_DIAG_', 1], states: ['TCP_', 0] },
      names: { family: 'sdiag_family', protocol: 'sdiag_protocol', ...SOCKET_ID_NAMES },
      defaults: { family: 0, protocol: 0, ext: 0, states: ALL, ...anySocket(kind) },
    },
  ),
)

/** struct inet_diag_msg. */
export const inet_diag_msg: Codec<
  InetDiagMessage,
  HeaderInput<InetDiagMessage>
> = /* @__PURE__ */ byFamily((kind) =>
  struct(
    'inet_diag_msg',
    {
      family: 'unsigned',
      state: 'unsigned',
      timer: 'unsigned',
      retrans: 'unsigned',
      ...socketId(kind),
      expires: 'unsigned',
      rqueue: 'unsigned',
      wqueue: 'unsigned',
      uid: 'unsigned',
      inode: 'unsigned',
    },
    {
      header: 'linux/inet_diag.h',
      prefix: 'idiag_',
      oneOf: { family: FAMILIES },
      names: SOCKET_ID_NAMES,
      defaults: {
        ...{ family: 0, state: 0, timer: 0, retrans: 0, ...anySocket(kind), cookie: 0n },
        ...{ expires: 0, rqueue: 0, wqueue: 0, uid: 0, inode: 0 },
      },
    },
  ),
)

/** struct unix_diag_req. */
export const unix_diag_req: Codec<UnixDiagRequest, HeaderInput<UnixDiagRequest>> = struct(
  'unix_diag_req',
  { family: 'unsigned', states: 'unsigned', ino: 'unsigned', show: 'unsigned', cookie: 'words' },
  {
    header: 'linux/unix_diag.h',
    prefix: 'udiag_',
    oneOf: { family: FAMILIES },
    bitPer: { states: ['TCP_', 0] },
    names: { family: 'sdiag_family' },
    defaults: { family: 0, states: ALL, ino: 0, show: 0, cookie: ANY },
  },
)

/** struct unix_diag_msg. */
export const unix_diag_msg: Codec<UnixDiagMessage, HeaderInput<UnixDiagMessage>> = struct(
  'unix_diag_msg',
  { family: 'unsigned', type: 'unsigned', state: 'unsigned', ino: 'unsigned', cookie: 'words' },
  {
    header: 'linux/unix_diag.h',
    prefix: 'udiag_',
    oneOf: { family: FAMILIES },
    defaults: { family: 0, type: 0, state: 0, ino: 0, cookie: 0n },
  },
)

/** What the build asks the C compiler about all of the above. */
export const sockDiagStructs: readonly StructProbe[] = [
  inet_diag_req_v2,
  inet_diag_msg,
  unix_diag_req,
  unix_diag_msg,
].flatMap(({ probes }) => probes())
