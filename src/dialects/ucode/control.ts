import {
  type Address,
  constants,
  type Control,
  type ControlToSend,
  type Credentials,
  Descriptor,
  type ExtendedError,
  type PacketAuxdata,
  type PacketInfo,
  type PacketInfo6,
  type PathMtu,
  type RawControlMessage,
  type Socket,
} from '../../index.ts'
import { textOf } from '../shared/bytes-as-text.ts'
import { describe, nameOfInterface, readAddress, toCore } from './addresses.ts'
import { isObject } from './arguments.ts'
import { intBytes, littleEndian } from '../shared/byte-order.ts'
import { bytesIn } from './bytes.ts'
import { descriptorNumber } from './descriptor-number.ts'
import { Fields, Unconvertible } from './fields.ts'
import { clear } from './error.ts'
import { int, isInteger, num, uint, unum } from './numbers.ts'

/** A control message, received or to be sent. */
export interface ControlMessage {
  /** SOL_SOCKET, IPPROTO_IP … */
  level: number
  /** SCM_RIGHTS, IP_TTL … */
  type: number
  /** Its value, by its type; the bytes as text if the type is unknown. */
  data: unknown
}

/** How a control message is converted from and to the core's value of that name. */
interface Kind {
  /** Converts the core's value for a program. */
  readonly read: (value: never) => unknown
  /** Converts a program's value for the core; without it, the value is C's int. */
  readonly write?: (data: unknown) => unknown
  /** A number to send must not be negative. */
  readonly unsigned?: true
}

const SECOND = 1_000_000_000n
const number: Kind = { read: (value: number) => value }
const unsigned: Kind = { read: (value: number) => value, unsigned: true }

const credentials: Kind = {
  read: ({ pid, uid, gid }: Credentials) => ({ pid, uid: int(uid), gid: int(gid) }),
  write(data): Credentials {
    const fields = new Fields(data)
    const [pid, uid, gid] = [fields.int('pid'), fields.int('uid'), fields.int('gid')]
    return { pid, uid: uint(uid), gid: uint(gid) }
  },
}

const timeval: Kind = {
  read: (time: bigint) => ({
    sec: Number(time / SECOND),
    usec: Number((time % SECOND) / 1000n),
  }),
  write: (data) => time(data, 'usec', 1000n),
}

const timespec: Kind = {
  read: (time: bigint) => ({ sec: Number(time / SECOND), nsec: Number(time % SECOND) }),
  write: (data) => time(data, 'nsec', 1n),
}

function time(data: unknown, part: string, nanoseconds: bigint): bigint {
  const fields = new Fields(data)
  return BigInt(fields.number('sec')) * SECOND + BigInt(fields.number(part)) * nanoseconds
}

const auxdata: Kind = {
  read: (value: PacketAuxdata) => value,
  write(data): PacketAuxdata {
    const fields = new Fields(data)
    return {
      status: fields.uint('status'),
      len: fields.uint('len'),
      snaplen: fields.uint('snaplen'),
      mac: fields.u16('mac'),
      net: fields.u16('net'),
      vlan_tci: fields.u16('vlan_tci'),
      vlan_tpid: fields.u16('vlan_tpid'),
    }
  },
}

const packetInfo: Kind = {
  read: ({ interfaceIndex, localAddress, destination }: PacketInfo) => ({
    ifindex: interfaceIndex,
    address: localAddress,
    destination,
  }),
  write(data): PacketInfo {
    const fields = new Fields(data)
    return {
      interfaceIndex: uint(fields.number('ifindex')),
      localAddress: fields.ipv4('address'),
      destination: fields.ipv4('destination'),
    }
  },
}

const packetInfo6: Kind = {
  read: ({ address, interfaceIndex }: PacketInfo6) => ({
    addr: address,
    interface: nameOfInterface(interfaceIndex),
  }),
  write(data): PacketInfo6 {
    const fields = new Fields(data)
    return { address: fields.ipv6('addr'), interfaceIndex: fields.interface('interface') }
  },
}

const FLOW_INFO_MASK = 0x0fff_ffff

const flowInfo: Kind = {
  read: (value: number) => value,
  write: (data) => unum(data) & FLOW_INFO_MASK,
}

const address: Kind = {
  read: (value: Address) => describe(value),
  write(data) {
    const read = readAddress(data)
    clear() // one that can't be read leaves the message out, and is no error
    if (!read) throw new Unconvertible()
    return toCore(read)
  },
}

const pathMtu: Kind = {
  read: ({ address: to, mtu }: PathMtu) => ({ addr: describe(to), mtu }),
  write: (data): PathMtu => ({
    address: { family: 'AF_INET6', address: '::', port: 0 },
    mtu: new Fields(data).uint('mtu'),
  }),
}

// struct sock_ee_data_rfc4884 lies over the field `data`: 16 bits of length, 8 of flags.
const extendedError: Kind = {
  read: ({ errno, origin, type, code, info, data, offender }: ExtendedError) => ({
    errno,
    origin,
    type,
    code,
    info,
    data,
    len: littleEndian ? data & 0xffff : data >>> 16,
    flags: littleEndian ? (data >>> 16) & 0xff : (data >>> 8) & 0xff,
    offender: offender && describe(offender),
  }),
  write(given): ExtendedError {
    const fields = new Fields(given)
    const [word, len, flags] = [fields.uint('data'), fields.u16('len'), fields.u8('flags')]
    return {
      errno: fields.uint('errno'),
      origin: fields.u8('origin'),
      type: fields.u8('type'),
      code: fields.u8('code'),
      info: fields.uint('info'),
      data: littleEndian
        ? uint((word & 0xff00_0000) | (flags << 16) | len)
        : uint((len << 16) | (flags << 8) | (word & 0xff)),
      offender: null,
    }
  },
}

/** Every type that the original decodes, under the core's names; others are bytes. */
const TABLE: Readonly<Record<string, Readonly<Partial<Record<keyof Control, Kind>>>>> = {
  SOL_SOCKET: {
    SCM_CREDENTIALS: credentials,
    SO_TIMESTAMP: timeval,
    SO_TIMESTAMP_NEW: timeval,
    SO_TIMESTAMPNS: timespec,
    SO_TIMESTAMPNS_NEW: timespec,
  },
  SOL_PACKET: { PACKET_AUXDATA: auxdata },
  IPPROTO_IP: {
    IP_TTL: number,
    IP_TOS: number,
    IP_PKTINFO: packetInfo,
    IP_CHECKSUM: unsigned,
    IP_ORIGDSTADDR: address,
    IP_RECVERR: extendedError,
    IP_RECVFRAGSIZE: number,
  },
  IPPROTO_IPV6: {
    IPV6_PKTINFO: packetInfo6,
    IPV6_HOPLIMIT: number,
    IPV6_TCLASS: number,
    IPV6_RECVFRAGSIZE: number,
    IPV6_FLOWINFO: flowInfo,
    IPV6_ORIGDSTADDR: address,
    IPV6_RECVERR: extendedError,
    IPV6_PATHMTU: pathMtu,
  },
  IPPROTO_TCP: { TCP_CM_INQ: number },
  IPPROTO_UDP: { UDP_GRO: number },
}

/** Types that the original leaves as bytes. */
const RAW: Readonly<Record<string, readonly string[]>> = {
  IPPROTO_IP: ['IP_RECVOPTS', 'IP_RETOPTS'],
  IPPROTO_IPV6: ['IPV6_HOPOPTS', 'IPV6_RTHDR', 'IPV6_DSTOPTS'],
}

interface Row {
  readonly name: keyof Control
  readonly kind: Kind | undefined
}

let rows: Map<number, Map<number, Row>> | undefined

function everyRow(): Map<number, Map<number, Row>> {
  if (rows) return rows
  rows = new Map()
  for (const [level, kinds] of Object.entries(TABLE)) {
    for (const [name, kind] of Object.entries(kinds)) put(rows, level, name, kind)
  }
  for (const [level, names] of Object.entries(RAW)) {
    for (const name of names) put(rows, level, name, undefined)
  }
  return rows
}

function put(
  table: Map<number, Map<number, Row>>,
  levelName: string,
  name: string,
  kind: Kind | undefined,
): void {
  const numbers: Readonly<Record<string, number | undefined>> = constants
  const [level, type] = [numbers[levelName], numbers[name]]
  if (level === undefined || type === undefined) return
  const types = table.get(level) ?? new Map<number, Row>()
  table.set(level, types.set(type, { name: name as keyof Control, kind }))
}

const { SOL_SOCKET, SCM_RIGHTS } = constants
const INT = 4

/** Received control messages, as the original returns them. `wrap` wraps a socket of the core. */
export function readControl(control: Control, wrap: (socket: Socket) => object): ControlMessage[] {
  const descriptors = [...(control.SCM_RIGHTS ?? [])]
  control.SCM_PIDFD?.close() // the original has only its number
  return control.raw.map(({ level, type, data }) => {
    const numbers = { level: Number(level), type: Number(type) }
    if (level === SOL_SOCKET && type === SCM_RIGHTS) {
      const came = descriptors.splice(0, Math.floor(data.length / INT))
      return { ...numbers, data: came.map((one) => received(one, wrap)) }
    }
    const row = everyRow().get(numbers.level)?.get(numbers.type)
    const value: unknown = row?.kind && control[row.name]
    const known = value !== undefined && row?.kind
    return { ...numbers, data: known ? known.read(value as never) : textOf(data) }
  })
}

function received(descriptor: Descriptor, wrap: (socket: Socket) => object): object | number {
  try {
    return wrap(descriptor.toSocket())
  } catch {
    return descriptor.detach() // not a socket
  }
}

/** The control messages to send from a program's list; elements without a payload are left out. */
export function writeControl(messages: readonly unknown[]): ControlToSend {
  const rights: number[] = []
  const named: Record<string, unknown> = {}
  const raw: RawControlMessage[] = []
  for (const message of messages) {
    if (!isObject(message)) continue
    const level = int(num(message['level']))
    const type = int(num(message['type']))
    const data = message['data']
    if (level === SOL_SOCKET && type === SCM_RIGHTS) {
      rights.push(...descriptorsIn(data))
      continue
    }
    const row = everyRow().get(level)?.get(type)
    if (row?.kind?.write && !isRawPacketInfo(row.name, data)) {
      const value = written(row.kind.write, data)
      if (value !== undefined) named[row.name] = value
      continue
    }
    const bytes = row?.kind ? scalarBytes(row.kind, data) : rawBytes(data, row !== undefined)
    if (bytes) raw.push({ level, type, data: bytes })
  }
  return { ...named, ...(rights.length > 0 && { SCM_RIGHTS: rights }), raw }
}

/** The families whose sockets send these; on others the kernel ignores them, but the core refuses. */
const FAMILIES: readonly (readonly [names: RegExp, families: readonly unknown[]])[] = [
  [/^IPV6_/, ['AF_INET6']],
  [/^(IP|UDP)_/, ['AF_INET', 'AF_INET6']],
  [/^SCM_CREDENTIALS$/, ['AF_UNIX', 'AF_NETLINK']],
  [/^SCM_RIGHTS$/, ['AF_UNIX']],
]

/** Without the control messages that the kernel ignores on a socket of this family. */
export function forFamily(control: ControlToSend, family: unknown): ControlToSend {
  const isSent = (name: string) =>
    FAMILIES.every(([names, families]) => !names.test(name) || families.includes(family))
  return Object.fromEntries(Object.entries(control).filter(([name]) => isSent(name)))
}

/** IP_PKTINFO may also be the bytes that the original returns. */
function isRawPacketInfo(name: keyof Control, data: unknown): boolean {
  return name === 'IP_PKTINFO' && bytesIn(data) !== undefined
}

function written(write: (data: unknown) => unknown, data: unknown): unknown {
  try {
    return write(data)
  } catch (error) {
    if (error instanceof Unconvertible) return undefined
    throw error
  }
}

function scalarBytes(kind: Kind, data: unknown): Uint8Array {
  if (kind.write) return bytesIn(data) ?? new Uint8Array(0)
  return intBytes(int(kind.unsigned ? unum(data) : num(data)))
}

function rawBytes(data: unknown, bytesOnly: boolean): Uint8Array | undefined {
  if (!bytesOnly) {
    if (typeof data === 'boolean') return intBytes(data ? 1 : 0)
    if (isInteger(data)) return intBytes(int(data))
  }
  return bytesIn(data)
}

function descriptorsIn(data: unknown): number[] {
  if (!Array.isArray(data)) return []
  return data.map(descriptorNumber).filter((fd) => fd !== undefined)
}

/** The control messages in a raw buffer; null if their lengths do not add up. */
export function splitControl(buffer: Uint8Array): RawControlMessage[] | null {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  const messages: RawControlMessage[] = []
  let at = 0
  while (buffer.length - at >= HEAD) {
    const length =
      WORD === 8 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian)
    if (length < HEAD || length > buffer.length - at) return null
    messages.push({
      level: view.getInt32(at + WORD, littleEndian),
      type: view.getInt32(at + WORD + 4, littleEndian),
      data: buffer.subarray(at + HEAD, at + length),
    })
    at += Math.ceil(length / WORD) * WORD
  }
  return messages
}

/** Bytes of C's size_t. */
const WORD = /^(?:arm|ia32|mips|mipsel|ppc)$/.test(process.arch) ? 4 : 8
/** Bytes of struct cmsghdr. */
const HEAD = WORD + 8
