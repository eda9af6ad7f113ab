// The structures of options: a row converts between the original's fields and the core's value.
// Bytes are the core's concern.

import {
  type BpfInstruction,
  constants,
  type Credentials,
  type Linger,
  type OptionInput,
  type PacketFanout,
  type PacketStatistics,
  type TcpInfo,
} from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { bytesIn } from './bytes.ts'
import { lingerBytes, littleEndian } from '../shared/byte-order.ts'
import { hardwareAddressOf } from './addresses.ts'
import { Fields, ipv4Element, Unconvertible } from './fields.ts'
import { int, isInteger, u16, u8, uint, unum } from './numbers.ts'

const { EDOM, EINVAL } = constants

/** The kernel would reject the value with this error. */
export class Refused extends Error {
  /** The errno. */
  readonly code: number

  constructor(code: number) {
    super()
    this.code = code
  }
}

/**
 * How a structure is converted; if one of the two is missing, the kernel rejects that direction.
 */
export interface Structure {
  /** Converts a program's fields for the core, or to the bytes of the kernel. */
  readonly write?: (fields: Fields) => unknown
  /** Converts the core's value for a program. */
  readonly read?: (value: never) => unknown
  /** Reading takes arguments that the original lacks: EINVAL. */
  readonly unreadable?: true
}

const MAX_SECONDS = 2 ** 31 - 1
const MICROSECONDS = 1_000_000

/** struct linger. */
export const linger: Structure = {
  write: (fields) => lingerBytes(fields.int('onoff') !== 0, fields.int('linger')),
  read: ({ onoff, seconds }: Linger) => ({ onoff: onoff ? 1 : 0, linger: seconds }),
}

/** struct timeval in milliseconds; negative if the kernel would not wait. */
export function timevalOf(fields: Fields): number {
  const [sec, usec] = [fields.number('sec'), fields.number('usec')]
  if (usec < 0 || usec >= MICROSECONDS) throw new Refused(EDOM)
  return Math.min(sec, MAX_SECONDS - 1) * 1000 + usec / 1000
}

/** The fields of a struct timeval. */
export function timevalFields(milliseconds: number): { sec: number; usec: number } {
  return {
    sec: Math.floor(milliseconds / 1000),
    usec: Math.round((milliseconds % 1000) * 1000),
  }
}

/** struct ucred. */
export const ucred: Structure = {
  read: ({ pid, uid, gid }: Credentials) => ({ pid, uid: int(uid), gid: int(gid) }),
}

/** struct sock_fprog with its instructions. */
export const fprog: Structure = {
  write(fields): BpfInstruction[] {
    const program = instructionsOf(fields.raw('filter'))
    const length = fields.u16('len')
    // Without a program the kernel fails with EINVAL.
    if (length > program.length && program.length > 0) throw new Unconvertible()
    return length === 0 ? program : program.slice(0, length)
  },
  read: (program: BpfInstruction[]) =>
    program.length === 0
      ? null
      : { len: program.length, filter: program.map(({ code, jt, jf, k }) => [code, jt, jf, k]) },
}

const INSTRUCTION = 8

function instructionsOf(filter: unknown): BpfInstruction[] {
  if (isMissing(filter)) return []
  if (Array.isArray(filter)) {
    const list: readonly unknown[] = filter
    return Array.isArray(list[0]) ? list.map(nestedInstruction) : flatInstructions(list)
  }
  const bytes = bytesIn(filter)
  if (!bytes || bytes.length === 0 || bytes.length % INSTRUCTION !== 0) throw new Unconvertible()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / INSTRUCTION }, (_, i) => ({
    code: view.getUint16(i * INSTRUCTION, littleEndian),
    jt: view.getUint8(i * INSTRUCTION + 2),
    jf: view.getUint8(i * INSTRUCTION + 3),
    k: view.getUint32(i * INSTRUCTION + 4, littleEndian),
  }))
}

function nestedInstruction(parts: unknown): BpfInstruction {
  return instruction(Array.isArray(parts) ? (parts as unknown[]) : [])
}

function flatInstructions(parts: readonly unknown[]): BpfInstruction[] {
  if (parts.length === 0 || parts.length % 4 !== 0) throw new Unconvertible()
  return Array.from({ length: parts.length / 4 }, (_, i) => instruction(parts.slice(4 * i)))
}

function instruction([code, jt, jf, k]: readonly unknown[]): BpfInstruction {
  return { code: u16(unum(code)), jt: u8(unum(jt)), jf: u8(unum(jf)), k: uint(unum(k)) }
}

/** struct ip_mreqn. */
export const mreqn: Structure = {
  write: (fields): OptionInput<'IP_ADD_MEMBERSHIP'> => ({
    group: fields.ipv4('multiaddr'),
    localAddress: fields.ipv4('address'),
    interfaceIndex: fields.int('ifindex'),
  }),
}

/** struct ip_mreqn for IP_MULTICAST_IF, of which the kernel returns only the address. */
export const multicastInterface: Structure = {
  write(fields): OptionInput<'IP_MULTICAST_IF'> {
    fields.ipv4('multiaddr')
    return { localAddress: fields.ipv4('address'), interfaceIndex: fields.int('ifindex') }
  },
  read: (address: string) => ({ multiaddr: '0.0.0.0', address, ifindex: 0 }),
}

/** struct ip_mreq_source. */
export const mreqSource: Structure = {
  write: (fields): OptionInput<'IP_BLOCK_SOURCE'> => ({
    group: fields.ipv4('multiaddr'),
    localAddress: fields.ipv4('interface'),
    source: fields.ipv4('sourceaddr'),
  }),
}

/** struct ip_msfilter. */
export const msfilter: Structure = {
  write: (fields): OptionInput<'IP_MSFILTER'> => ({
    group: fields.ipv4('multiaddr'),
    localAddress: fields.ipv4('interface'),
    mode: fields.uint('fmode'),
    sources: sourcesOf(fields),
  }),
  unreadable: true,
}

/** A list of texts or, as in the original, one address as a number in network byte order. */
function sourcesOf(fields: Fields): string[] {
  const [list, count] = [fields.raw('slist'), fields.uint('numsrc')]
  if (Array.isArray(list)) return list.map(ipv4Element)
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, fields.uint('slist'), littleEndian)
  if (count > 1) throw new Refused(EINVAL) // more than fit
  return count === 0 ? [] : [bytes.join('.')]
}

/** struct ipv6_mreq. */
export const ipv6Mreq: Structure = {
  write: (fields): OptionInput<'IPV6_ADD_MEMBERSHIP'> => ({
    group: fields.ipv6('multiaddr'),
    interfaceIndex: int(fields.interface('interface')),
  }),
}

/** struct in6_pktinfo. */
export const in6Pktinfo: Structure = {
  write: (fields): OptionInput<'IPV6_PKTINFO'> => ({
    address: fields.ipv6('addr'),
    interfaceIndex: int(fields.interface('interface')),
  }),
}

/** struct in6_flowlabel_req, which is too short in the original: the kernel always rejects it. */
export const flowlabel: Structure = {
  write(fields): never {
    fields.ipv6('dst')
    for (const name of FLOW_LABEL) fields.unsigned(name)
    throw new Refused(EINVAL)
  },
  unreadable: true,
}

const FLOW_LABEL = ['label', 'action', 'share', 'flags', 'expires', 'linger']

/** The fields of struct tcp_info in its first version, in order. */
const TCP_INFO = [
  ...['state', 'ca_state', 'retransmits', 'probes', 'backoff', 'options', 'snd_wscale'],
  ...['rcv_wscale', 'rto', 'ato', 'snd_mss', 'rcv_mss', 'unacked', 'sacked', 'lost', 'retrans'],
  ...['fackets', 'last_data_sent', 'last_ack_sent', 'last_data_recv', 'last_ack_recv', 'pmtu'],
  ...['rcv_ssthresh', 'rtt', 'rttvar', 'snd_ssthresh', 'snd_cwnd', 'advmss', 'reordering'],
  ...['rcv_rtt', 'rcv_space', 'total_retrans'],
] as readonly (keyof TcpInfo)[]

/** struct tcp_info. */
export const tcpInfo: Structure = {
  read: (info: TcpInfo) => Object.fromEntries(TCP_INFO.map((name) => [name, info[name]])),
}

/** struct packet_mreq. */
export const packetMreq: Structure = {
  write(fields): OptionInput<'PACKET_ADD_MEMBERSHIP'> {
    const given = fields.raw('address')
    const address = isMissing(given) ? '' : hardwareAddressOf(given)
    if (address === null) throw new Unconvertible()
    return { interfaceIndex: int(fields.interface('interface')), type: fields.u16('type'), address }
  },
}

const FLAGS = 0xff00

/** struct fanout_args. */
export const fanout: Structure = {
  write(fields): PacketFanout {
    const [id, both, max] = [
      fields.u16('id'),
      fields.u16('type_flags'),
      fields.uint('max_num_members'),
    ]
    const group = { id, mode: both & 0xff, flags: both & FLAGS }
    return max === 0 ? group : { ...group, max_num_members: max } // which takes Linux 5.11
  },
  read: ({ id, mode, flags = 0, max_num_members = 0 }: PacketFanout) => ({
    id,
    type_flags: mode | flags,
    max_num_members,
  }),
}

/** struct tpacket_req. */
export const tpacketReq: Structure = {
  write: (fields): OptionInput<'PACKET_RX_RING'> => ({
    block_size: fields.uint('block_size'),
    block_nr: fields.uint('block_nr'),
    frame_size: fields.uint('frame_size'),
    frame_nr: fields.uint('frame_nr'),
  }),
}

/** struct tpacket_stats. */
export const tpacketStats: Structure = {
  read: ({ packets, drops }: PacketStatistics) => ({ packets, drops }),
}

/** Whether it is a value for which the original, which expects text, would crash. */
export function isNoText(value: unknown): boolean {
  return isInteger(value) || typeof value === 'boolean'
}
