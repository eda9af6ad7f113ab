import { isUint8Array } from 'node:util/types'
import { constants, type OptionName, type Socket, SocketError } from '../../index.ts'
import { textOf } from '../shared/bytes-as-text.ts'
import { isMisuse } from '../shared/types.ts'
import { nameOfInterface, numberOfInterface } from './addresses.ts'
import { intBytes, readInt } from '../shared/byte-order.ts'
import { bytesIn } from './bytes.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { Fields, Unconvertible } from './fields.ts'
import { fail, failed } from './error.ts'
import { conversionError, int, num, unum } from './numbers.ts'
import * as structures from './structures.ts'

const { EFAULT, EINVAL, EOPNOTSUPP, ENOPROTOOPT } = constants

type Kind =
  | 'integer'
  | 'read only'
  | 'boolean'
  | 'string'
  | 'interface'
  | 'void'
  | 'receive timeout'
  | 'send timeout'
  | structures.Structure

const I = 'integer'
const RO = 'read only'
const B = 'boolean'
const S = 'string'
const IF = 'interface'
const V = 'void'

/** Every option of the original, and the type of its value. */
const TABLE: Readonly<
  Record<string, Readonly<Partial<Record<OptionName | 'IPV6_HOPLIMIT', Kind>>>>
> = {
  SOL_SOCKET: {
    SO_ACCEPTCONN: B,
    SO_ATTACH_BPF: I,
    SO_ATTACH_FILTER: structures.fprog,
    SO_ATTACH_REUSEPORT_CBPF: S,
    SO_ATTACH_REUSEPORT_EBPF: I,
    SO_BINDTODEVICE: S,
    SO_BROADCAST: B,
    SO_BUSY_POLL: I,
    SO_DEBUG: B,
    SO_DETACH_BPF: V,
    SO_DETACH_FILTER: V,
    SO_DOMAIN: RO,
    SO_DONTROUTE: B,
    SO_ERROR: RO,
    SO_INCOMING_CPU: I,
    SO_INCOMING_NAPI_ID: RO,
    SO_KEEPALIVE: B,
    SO_LINGER: structures.linger,
    SO_LOCK_FILTER: I,
    SO_MARK: I,
    SO_OOBINLINE: B,
    SO_PASSCRED: B,
    SO_PASSSEC: B,
    SO_PEEK_OFF: I,
    SO_PEERCRED: structures.ucred,
    SO_PEERSEC: S,
    SO_PRIORITY: I,
    SO_PROTOCOL: I,
    SO_RCVBUF: I,
    SO_RCVBUFFORCE: I,
    SO_RCVLOWAT: I,
    SO_RCVTIMEO: 'receive timeout',
    SO_REUSEADDR: B,
    SO_REUSEPORT: B,
    SO_RXQ_OVFL: B,
    SO_SNDBUF: I,
    SO_SNDBUFFORCE: I,
    SO_SNDLOWAT: I,
    SO_SNDTIMEO: 'send timeout',
    SO_TIMESTAMP: B,
    SO_TIMESTAMPNS: B,
    SO_TYPE: I,
  },
  IPPROTO_IP: {
    IP_ADD_MEMBERSHIP: structures.mreqn,
    IP_ADD_SOURCE_MEMBERSHIP: structures.mreqSource,
    IP_BIND_ADDRESS_NO_PORT: B,
    IP_BLOCK_SOURCE: structures.mreqSource,
    IP_DROP_MEMBERSHIP: structures.mreqn,
    IP_DROP_SOURCE_MEMBERSHIP: structures.mreqSource,
    IP_FREEBIND: B,
    IP_HDRINCL: B,
    IP_MSFILTER: structures.msfilter,
    IP_MTU: I,
    IP_MTU_DISCOVER: I,
    IP_MULTICAST_ALL: B,
    IP_MULTICAST_IF: structures.multicastInterface,
    IP_MULTICAST_LOOP: B,
    IP_MULTICAST_TTL: I,
    IP_NODEFRAG: B,
    IP_OPTIONS: S,
    IP_PASSSEC: B,
    IP_PKTINFO: B,
    IP_RECVERR: B,
    IP_RECVOPTS: B,
    IP_RECVORIGDSTADDR: B,
    IP_RECVTOS: B,
    IP_RECVTTL: B,
    IP_RETOPTS: B,
    IP_ROUTER_ALERT: B,
    IP_TOS: I,
    IP_TRANSPARENT: B,
    IP_TTL: I,
    IP_UNBLOCK_SOURCE: structures.mreqSource,
  },
  IPPROTO_IPV6: {
    IPV6_ADDRFORM: I,
    IPV6_ADDR_PREFERENCES: I,
    IPV6_ADD_MEMBERSHIP: structures.ipv6Mreq,
    IPV6_AUTHHDR: B,
    IPV6_AUTOFLOWLABEL: B,
    IPV6_DONTFRAG: B,
    IPV6_DROP_MEMBERSHIP: structures.ipv6Mreq,
    IPV6_DSTOPTS: S,
    IPV6_FLOWINFO: B,
    IPV6_FLOWINFO_SEND: B,
    IPV6_FLOWLABEL_MGR: structures.flowlabel,
    IPV6_FREEBIND: B,
    IPV6_HOPLIMIT: B,
    IPV6_HOPOPTS: S,
    IPV6_JOIN_ANYCAST: structures.ipv6Mreq,
    IPV6_LEAVE_ANYCAST: structures.ipv6Mreq,
    IPV6_MINHOPCOUNT: I,
    IPV6_MTU: I,
    IPV6_MTU_DISCOVER: I,
    IPV6_MULTICAST_ALL: B,
    IPV6_MULTICAST_HOPS: I,
    IPV6_MULTICAST_IF: IF,
    IPV6_MULTICAST_LOOP: B,
    IPV6_PKTINFO: structures.in6Pktinfo,
    IPV6_RECVDSTOPTS: B,
    IPV6_RECVERR: B,
    IPV6_RECVFRAGSIZE: B,
    IPV6_RECVHOPLIMIT: B,
    IPV6_RECVHOPOPTS: B,
    IPV6_RECVORIGDSTADDR: B,
    IPV6_RECVPATHMTU: B,
    IPV6_RECVPKTINFO: B,
    IPV6_RECVRTHDR: B,
    IPV6_RECVTCLASS: B,
    IPV6_ROUTER_ALERT: B,
    IPV6_ROUTER_ALERT_ISOLATE: B,
    IPV6_RTHDR: S,
    IPV6_RTHDRDSTOPTS: S,
    IPV6_TCLASS: I,
    IPV6_TRANSPARENT: B,
    IPV6_UNICAST_HOPS: I,
    IPV6_UNICAST_IF: IF,
    IPV6_V6ONLY: B,
  },
  IPPROTO_TCP: {
    TCP_CONGESTION: S,
    TCP_CORK: B,
    TCP_DEFER_ACCEPT: I,
    TCP_FASTOPEN: I,
    TCP_FASTOPEN_CONNECT: I,
    TCP_INFO: structures.tcpInfo,
    TCP_KEEPCNT: I,
    TCP_KEEPIDLE: I,
    TCP_KEEPINTVL: I,
    TCP_LINGER2: I,
    TCP_MAXSEG: I,
    TCP_NODELAY: B,
    TCP_QUICKACK: B,
    TCP_SYNCNT: I,
    TCP_USER_TIMEOUT: I,
    TCP_WINDOW_CLAMP: I,
  },
  IPPROTO_UDP: { UDP_CORK: B },
  SOL_PACKET: {
    PACKET_ADD_MEMBERSHIP: structures.packetMreq,
    PACKET_AUXDATA: B,
    PACKET_DROP_MEMBERSHIP: structures.packetMreq,
    PACKET_FANOUT: structures.fanout,
    PACKET_LOSS: B,
    PACKET_QDISC_BYPASS: B,
    PACKET_RESERVE: I,
    PACKET_RX_RING: structures.tpacketReq,
    PACKET_STATISTICS: structures.tpacketStats,
    PACKET_TIMESTAMP: I,
    PACKET_TX_RING: structures.tpacketReq,
    PACKET_VERSION: I,
  },
}

interface Row {
  readonly name: OptionName
  readonly level: number
  readonly option: number
  readonly kind: Kind
}

let rows: Map<number, Map<number, Row>> | undefined

/** The options that this platform has, by level and number. */
function everyRow(): Map<number, Map<number, Row>> {
  if (rows) return rows
  rows = new Map()
  const numbers: Readonly<Record<string, number | undefined>> = constants
  for (const [levelName, options] of Object.entries(TABLE)) {
    const level = numbers[levelName]
    if (level === undefined) continue
    const byNumber = new Map<number, Row>()
    for (const [name, kind] of Object.entries(options)) {
      const option = numbers[name]
      if (option === undefined) continue
      byNumber.set(option, { name: name as OptionName, level, option, kind })
    }
    rows.set(level, byNumber)
  }
  return rows
}

/** The option with these numbers; null, with the error recorded, if there is none. */
export function optionRow(level: number, option: number): Row | null {
  const row = everyRow().get(level)?.get(option)
  return row ?? fail(EINVAL, 'Unknown socket level or option')
}

const SET = 'setsockopt()'
const GET = 'getsockopt()'

/** Sets an option; null, with the error recorded, if it fails. */
export function setOption(shared: SharedDescriptor, row: Row, value: unknown): true | null {
  const plain = plainValue(row, value)
  if (plain === null) return null
  const socket = shared.socketFor(SET)
  if (!socket) return null
  try {
    if (isUint8Array(plain)) socket.setOption(row.level, row.option, plain)
    else if (plain !== undefined) (socket as ByName).setOption(row.name, plain.value)
    else setStructure(shared, socket, row, new Fields(value))
    return true
  } catch (error) {
    if (error instanceof structures.Refused) return fail(error.code, SET)
    if (error instanceof SocketError) return failed(error, SET)
    // The core refuses a value that C can't hold; the original could not convert it.
    if (error instanceof Unconvertible || isMisuse(error)) return fail(EFAULT, SET)
    throw error
  }
}

/** A value that is not a structure, as it is set: bytes, or a value for the core's row. */
function plainValue(
  { kind }: Row,
  value: unknown,
): Uint8Array | { value: unknown } | null | undefined {
  switch (kind) {
    case 'read only':
      return fail(EOPNOTSUPP, 'Socket option is read only')
    case 'integer': {
      const number = num(value)
      if (!Number.isFinite(number)) return unconvertible(number, 'integer')
      return intBytes(int(number))
    }
    case 'boolean': {
      const number = unum(value)
      if (!Number.isFinite(number)) return unconvertible(number, 'boolean')
      return intBytes(number === 0 ? 0 : 1)
    }
    case 'string':
      if (structures.isNoText(value)) return fail(EINVAL, 'Unable to convert value to string')
      return bytesIn(value) ?? new Uint8Array(0)
    case 'void':
      return { value: null }
    case 'interface': {
      if (typeof value !== 'string') {
        const number = num(value)
        if (!Number.isFinite(number)) return unconvertible(number, 'integer')
        return { value: int(number) }
      }
      const index = numberOfInterface(value)
      return index === null ? null : { value: index }
    }
    default:
      return undefined
  }
}

function unconvertible(number: number, type: string): null {
  return fail(conversionError(number), `Unable to convert value to ${type}`)
}

/** Access by name to options whose types the table above determines. */
interface ByName {
  setOption(name: OptionName, value: unknown): void
  getOption(name: OptionName): unknown
}

function setStructure(
  shared: SharedDescriptor,
  socket: Socket,
  { name, level, option, kind }: Row,
  fields: Fields,
): void {
  const named = socket as ByName
  if (kind === 'receive timeout' || kind === 'send timeout') {
    const milliseconds = structures.timevalOf(fields)
    named.setOption(name, Math.max(0, milliseconds))
    // As the kernel rounds it; a negative one does not wait.
    const kept = milliseconds < 0 ? milliseconds : (named.getOption(name) as number)
    shared.timeouts[kind === 'receive timeout' ? 'receive' : 'send'] = kept
    return
  }
  const { write } = kind as structures.Structure
  const value = write ? write(fields) : intBytes(0) // which the kernel refuses
  if (isUint8Array(value)) socket.setOption(level, option, value)
  else named.setOption(name, value)
}

/** The longest text to read, in bytes. */
const MAX_TEXT = 4096

/** Reads an option; null, with the error recorded, if it fails. */
export function getOption(shared: SharedDescriptor, row: Row): unknown {
  const { kind } = row
  if (kind === 'void') return fail(EOPNOTSUPP, 'Socket option is write only')
  return shared.call(GET, (socket) => read(socket, row))
}

function read(socket: Socket, { name, level, option, kind }: Row): unknown {
  const named = socket as ByName
  switch (kind) {
    case 'boolean':
      return readInt(socket.getOption(level, option, 4)) !== 0
    case 'integer':
    case 'read only':
      return readInt(socket.getOption(level, option, 4))
    case 'string':
      return textOf(socket.getOption(level, option, MAX_TEXT))
    case 'interface':
      return nameOfInterface(named.getOption(name) as number)
    case 'receive timeout':
    case 'send timeout':
      return structures.timevalFields(named.getOption(name) as number)
    default:
      return readStructure(socket, named, { name, level, option, kind })
  }
}

function readStructure(socket: Socket, named: ByName, row: Row): unknown {
  const { read, unreadable } = row.kind as structures.Structure
  if (unreadable) return fail(EINVAL, GET)
  if (read) return read(named.getOption(row.name) as never)
  socket.getOption(row.level, row.option, 64) // which the kernel refuses
  return fail(ENOPROTOOPT, GET)
}
