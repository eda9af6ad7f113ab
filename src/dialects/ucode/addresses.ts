import { isIPv4, isIPv6 } from 'node:net'
import {
  type Address,
  type AddressLike,
  constants,
  interfaceIndex,
  interfaceName,
  parseAddress,
  type Socket,
} from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { bytesOf, textOf } from '../shared/bytes-as-text.ts'
import { numberOf } from '../shared/constants.ts'
import { isObject } from './arguments.ts'
import { clear, fail } from './error.ts'
import { conversionError, int, isInteger, num, uint, unsignedLong, unum } from './numbers.ts'

const { AF_INET, AF_INET6, AF_UNIX, EINVAL, ENODEV, ERANGE } = constants
const AF_PACKET: number | undefined = constants.AF_PACKET

/** The address of a socket. `family` determines which fields it has. */
export interface SocketAddress {
  /**
   * AF_INET, AF_INET6, AF_UNIX or AF_PACKET; the address of any other family has no other field.
   */
  family: number
  /** IPv4 or IPv6 address; the hardware address of AF_PACKET: `'00:00:5E:00:53:01'`. */
  address?: string
  /** AF_INET and AF_INET6. */
  port?: number
  /** AF_INET6: flow label and traffic class, in host byte order. */
  flowinfo?: number
  /** AF_INET6 and AF_PACKET: name of the interface, or its number if it has none. */
  interface?: string | number
  /** AF_UNIX: path; beginning with NUL, an abstract name; `''` without a name. */
  path?: string
  /** AF_PACKET: protocol of the frame, in host byte order. */
  protocol?: number
  /** AF_PACKET: type of link, ARPHRD_*. */
  hardware_type?: number
  /** AF_PACKET: direction or destination of the frame, PACKET_*. */
  packet_type?: number
}

/** The longest path, in bytes. */
const MAX_PATH_LENGTH = 107
/** The longest text of an IP address, in bytes. */
const MAX_IP_LENGTH = 61
const FLOW_LABEL_MASK = 0xfffff

/** An address for the core; `flowInfo` may have 32 bits. */
export type Read =
  Extract<Address, { family: string }> extends infer Known
    ? Extract<Known, { family: 'AF_INET' | 'AF_INET6' | 'AF_UNIX' | 'AF_PACKET' }>
    : never

/**
 * Reads an address in any form of the original; null, with the error recorded, if it is not one.
 */
export function readAddress(value: unknown): Read | null {
  if (typeof value === 'string') return ofText(value)
  if (Array.isArray(value)) return ofArray(value)
  if (isObject(value)) return ofObject(value)
  return invalid('Invalid address value')
}

/** The size of struct sockaddr_un, which the original always passes completely. */
const WHOLE_UNIX = 2 + MAX_PATH_LENGTH + 1

/**
 * The address for a call of the core on this socket, if there is one. The kernel checks the length
 * of an address before its family, so a socket of another family gets the complete struct
 * sockaddr_un.
 */
export function toCore(address: Read, socket?: Socket): AddressLike {
  if (address.family === 'AF_UNIX' && socket && socket.family !== 'AF_UNIX') {
    return { family: AF_UNIX, bytes: new Uint8Array(WHOLE_UNIX) }
  }
  if (address.family !== 'AF_INET6' || !address.flowInfo) return address
  return { ...address, flowInfo: address.flowInfo & FLOW_LABEL_MASK }
}

/** Whether the address has a port. */
export function hasPort(
  address: Read,
): address is Extract<Read, { family: 'AF_INET' | 'AF_INET6' }> {
  return address.family === 'AF_INET' || address.family === 'AF_INET6'
}

function invalid(message: string): null {
  return fail(EINVAL, message)
}

function upToNul(text: string): string {
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

function ofText(text: string): Read | null {
  if (text.includes('/')) return unixAddress(bytesOf(text).subarray(0, MAX_PATH_LENGTH))
  const whole = upToNul(text)
  if (whole === '') return invalid('Invalid IP address')
  if (whole.startsWith('[')) return ofBracketed(whole)
  const colon = whole.indexOf(':')
  if (colon < 0 || whole.includes(':', colon + 1)) return ofHost(whole, 0)
  const port = readPort(whole.slice(colon + 1))
  return port === null ? null : inetAddress(whole.slice(0, colon), port)
}

function ofBracketed(text: string): Read | null {
  const end = text.indexOf(']')
  if (end < 0 || end - 1 > MAX_IP_LENGTH) return invalid('Invalid IPv6 address')
  const port = text[end + 1] === ':' ? readPort(text.slice(end + 2)) : 0
  return port === null ? null : inet6Address(text.slice(1, end), port, 0, 0)
}

/** IPv6 if possible, otherwise IPv4. */
function ofHost(text: string, port: number): Read | null {
  if (!isIPv4(text)) return inet6Address(text, port, 0, 0)
  return { family: 'AF_INET', address: text, port }
}

function readPort(text: string): number | null {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return port <= 65535 ? port : invalid('Invalid port number')
}

function inetAddress(text: string, port: number): Read | null {
  if (text.length > MAX_IP_LENGTH) return invalid('Invalid IP address')
  if (!isIPv4(text)) return invalid('Unable to parse IP address')
  return { family: 'AF_INET', address: text, port }
}

function inet6Address(text: string, port: number, flowInfo: number, scope: number): Read | null {
  if (text.length > MAX_IP_LENGTH) return invalid('Invalid IP address')
  const percent = text.indexOf('%')
  let scopeId = scope
  if (percent >= 0) {
    const named = scopeOf(text.slice(percent + 1))
    if (named === null) return null
    scopeId = named
  }
  const address = percent < 0 ? text : text.slice(0, percent)
  if (!isIPv6(address)) {
    // With a valid scope, the original records no error.
    if (percent < 0) return invalid('Unable to parse IP address')
    clear()
    return null
  }
  return {
    family: 'AF_INET6',
    address,
    port,
    ...(flowInfo && { flowInfo }),
    ...(scopeId && { scopeId }),
  }
}

function scopeOf(text: string): number | null {
  const number = unsignedLong(upToNul(text))
  return number === undefined ? numberOfInterface(text) : Number(BigInt.asUintN(32, number))
}

/** The index of the interface of this name; null, with the error recorded, if there is none. */
export function numberOfInterface(name: string): number | null {
  const whole = upToNul(name)
  return interfaceIndex(whole) ?? fail(ENODEV, `Unable to resolve interface ${whole}`)
}

/** The name of the interface with this index, or the index if it has none. */
export function nameOfInterface(index: number): string | number {
  return (index > 0 ? interfaceName(index) : undefined) ?? index
}

function ofArray(values: readonly unknown[]): Read | null {
  const bytes = values.every((byte) => isInteger(byte) && byte >= 0 && byte <= 255)
    ? (values as number[])
    : []
  if (bytes.length === 4) return { family: 'AF_INET', address: bytes.join('.'), port: 0 }
  if (bytes.length !== 16) return invalid('Invalid IP address array')
  const words = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  )
  return { family: 'AF_INET6', address: words.join(':'), port: 0 }
}

type Fields = Readonly<Record<string, unknown>>

function ofObject(fields: Fields): Read | null {
  switch (familyOf(fields)) {
    case AF_INET:
      return inetOf(fields)
    case AF_INET6:
      return inet6Of(fields)
    case AF_UNIX:
      return unixOf(fields)
    case AF_PACKET:
      return packetOf(fields)
    default:
      return invalid('Invalid address value')
  }
}

function familyOf({ family, path, address }: Fields): number {
  const given = isMissing(family) ? 0 : unum(family)
  if (given > 0 && given < Infinity) return given
  if (typeof path === 'string') return AF_UNIX
  return typeof address === 'string' && address.includes(':') ? AF_INET6 : AF_INET
}

function portOf(fields: Fields): number | null {
  const port = unum(fields['port'])
  return port <= 65535 ? port : invalid('Invalid port number')
}

/**
 * The text of an IP address, `nowhere` by default; null for a value that would crash the original.
 */
function ipOf({ address }: Fields, nowhere: string): string | null {
  if (isInteger(address) || typeof address === 'boolean') return invalid('Invalid IP address')
  return (typeof address === 'string' && upToNul(address)) || nowhere
}

function inetOf(fields: Fields): Read | null {
  const port = portOf(fields)
  const text = port === null ? null : ipOf(fields, '0.0.0.0')
  return port === null || text === null ? null : inetAddress(text, port)
}

function inet6Of(fields: Fields): Read | null {
  const port = portOf(fields)
  if (port === null) return null
  const flowInfo = uint(unum(fields['flowinfo']))
  const scopeId = scopeField(fields['interface'])
  if (scopeId === null) return null
  const text = ipOf(fields, '::')
  return text === null ? null : inet6Address(text, port, flowInfo, scopeId)
}

function scopeField(value: unknown): number | null {
  if (typeof value === 'string') return numberOfInterface(value)
  const index = unum(value)
  return Number.isFinite(index) ? uint(index) : fail(conversionError(index), 'Invalid scope ID')
}

function unixOf({ path }: Fields): Read | null {
  const bytes = typeof path === 'string' ? bytesOf(path) : new Uint8Array(0)
  if (bytes.length < 1 || bytes.length > MAX_PATH_LENGTH) return invalid('Invalid path value')
  return unixAddress(bytes)
}

function unixAddress(bytes: Uint8Array): Read {
  if (bytes[0] === 0) return { family: 'AF_UNIX', abstract: bytes.subarray(1) }
  const end = bytes.indexOf(0)
  return { family: 'AF_UNIX', path: end < 0 ? bytes : bytes.subarray(0, end) }
}

function packetOf(fields: Fields): Read | null {
  const protocol = unum(fields['protocol'])
  if (!(protocol <= 0xffff)) return invalid('Invalid protocol number')
  const address = hardwareAddressOf(fields['address'])
  if (address === null) return invalid('Invalid hardware address')
  const index = interfaceField(fields['interface'])
  if (index === null) return null
  const hardwareType = unum(fields['hardware_type'])
  if (!(hardwareType <= 0xffff)) return invalid('Invalid hardware type')
  const packetType = unum(fields['packet_type'])
  if (!(packetType <= 0xff)) return invalid('Invalid packet type')
  return { family: 'AF_PACKET', interfaceIndex: index, protocol, hardwareType, packetType, address }
}

function interfaceField(value: unknown): number | null {
  if (typeof value === 'string') return numberOfInterface(value)
  const index = num(value)
  if (Number.isFinite(index)) return int(index)
  return fail(conversionError(index), 'Unable to convert interface to integer')
}

/** A hardware address for the core, `'00:00:5e:00:53:01'`; null if the value is not one. */
export function hardwareAddressOf(value: unknown): string | null {
  if (typeof value !== 'string' || !/^(?:[0-9a-fA-F]{1,2}[:.-]?){0,8}$/.test(value)) return null
  const bytes = value.match(/[0-9a-fA-F]{1,2}/g) ?? []
  return bytes.map((byte) => byte.padStart(2, '0').toLowerCase()).join(':')
}

/** An address of the core as this module returns it. */
export function describe(address: Address): SocketAddress {
  switch (address.family) {
    case 'AF_INET':
      return { family: AF_INET, address: address.address, port: address.port }
    case 'AF_INET6': {
      const { port, flowInfo = 0, scopeId = 0 } = address
      const known = { family: AF_INET6, address: address.address, port, flowinfo: flowInfo }
      return scopeId === 0 ? known : { ...known, interface: nameOfInterface(scopeId) }
    }
    case 'AF_UNIX':
      return { family: AF_UNIX, path: pathOf(address) }
    case 'AF_PACKET': {
      const { interfaceIndex: index, protocol, hardwareType, packetType } = address
      return {
        family: AF_PACKET ?? 0,
        protocol,
        ...(index !== 0 && { interface: nameOfInterface(index) }),
        hardware_type: hardwareType,
        packet_type: packetType,
        address: address.address.toUpperCase(),
      }
    }
    default:
      return { family: familyNumber(address.family) }
  }
}

/** {@link describe} of an address that was read, with the text of inet_ntop(3). */
function describeRead(address: Read): SocketAddress {
  if (address.family !== 'AF_INET6') return describe(address)
  const { address: text = address.address } = parseAddress(`[${address.address}]`) as {
    address?: string
  }
  return describe({ ...address, address: text })
}

/** Whether it is of a family whose addresses this module has fields for. */
export function isKnown(address: Address | null): address is Read {
  const family = address?.family
  return (
    family === 'AF_INET' || family === 'AF_INET6' || family === 'AF_UNIX' || family === 'AF_PACKET'
  )
}

function pathOf(address: Extract<Address, { family: 'AF_UNIX' }>): string {
  if (address.abstract !== undefined) return `\0${nameText(address.abstract)}`
  return address.path === undefined ? '' : nameText(address.path)
}

function nameText(name: string | Uint8Array): string {
  return typeof name === 'string' ? name : textOf(name)
}

/** The number of a family of the core. */
export function familyNumber(family: string | number): number {
  return numberOf(family) ?? 0
}

/** Writes an address into the caller's object; without an address, family 0. */
export function fill(target: object, address: Address | null): void {
  const fields = address ? describe(address) : { family: 0 }
  for (const [key, value] of Object.entries(fields)) Reflect.set(target, key, value)
}

/** Converts an address in any form to an object. */
export function sockaddr(address: unknown): SocketAddress | null {
  if (isMissing(address)) return fail(EINVAL, 'Argument address is required')
  clear()
  const read = readAddress(address)
  return read && describeRead(read)
}

/** Checks a port argument; null, with the error recorded, if it is not one. */
export function portArgument(port: number): number | null {
  return port >= 0 && port <= 65535 ? port : fail(ERANGE, 'Invalid port number')
}
