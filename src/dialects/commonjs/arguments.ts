// Checks of arguments, and the errors for invalid ones.

import { isAnyArrayBuffer, isUint8Array } from 'node:util/types'
import { constants, type FamilyName, type TypeName } from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { numberOf } from '../shared/constants.ts'
import { MAX_TIMEOUT } from '../shared/timeouts.ts'
import { systemError } from './error.ts'

/** What can be sent: bytes in any view or buffer, or text, as UTF-8. */
export type Data = string | ArrayBufferView | ArrayBufferLike

/** The default size of a receive. */
export const DEFAULT_SIZE = 65536

/** The bytes to be sent. Those in views are not copied. */
export function bytesToSend(data: unknown): Uint8Array {
  if (isUint8Array(data)) return data
  if (typeof data === 'string') return Buffer.from(data)
  try {
    if (ArrayBuffer.isView(data)) {
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    }
    if (isAnyArrayBuffer(data)) return new Uint8Array(data)
  } catch {
    // its memory was transferred
  }
  throw notBytes()
}

/** The error for data that is not bytes, or whose memory was transferred. */
export function notBytes(): TypeError {
  return new TypeError('data must be bytes or a string')
}

/** The error for an option's value that has the wrong type, or whose memory was transferred. */
export function notValue(): TypeError {
  return new TypeError('option value must be a number, a boolean or bytes')
}

/** The size of a receive. */
export function sizeOf(maxlen: unknown): number {
  if (isMissing(maxlen)) return DEFAULT_SIZE
  if (typeof maxlen === 'number' && maxlen >= 0) return Math.trunc(maxlen)
  throw new RangeError(`maxlen out of range: ${shown(maxlen)}`)
}

/** Microseconds as milliseconds. */
export function millisecondsOf(timeout: unknown): number {
  if (typeof timeout === 'number' && timeout >= 0) return Math.min(timeout / 1000, MAX_TIMEOUT)
  throw new RangeError(`timeout out of range: ${shown(timeout)}`)
}

/** The backlog of listen(2), which the kernel limits. */
export function backlogOf(backlog: unknown, fallback: number): number {
  if (isMissing(backlog)) return fallback
  if (typeof backlog !== 'number' || Number.isNaN(backlog)) {
    throw new RangeError(`backlog out of range: ${shown(backlog)}`)
  }
  return backlog < 0 || backlog > 65535 ? 65535 : Math.trunc(backlog)
}

/** The number of a port; undefined if it is the name of a service. */
export function portNumber(port: unknown): number | undefined {
  if (typeof port === 'string' && !/^\s*[-+]?\d*\s*$/.test(port)) return undefined
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port
  if (typeof number === 'number' && number >= 0 && number <= 65535 && Number.isInteger(number)) {
    return number
  }
  throw new RangeError(`port out of range: ${shown(port)}`)
}

/** A value as error messages show it. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  return ArrayBuffer.isView(value) ? 'bytes' : 'an object'
}

/** A constant of the module, or its name. */
export type Name = number | string

const FAMILIES: readonly string[] = ['AF_INET', 'AF_INET6', 'AF_UNIX']
const TYPES: readonly string[] = [
  ...['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_RDM', 'SOCK_SEQPACKET'],
]
const HALVES: readonly string[] = ['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR']

/** The family of a new socket; unknown numbers are left to the system. */
export function familyOf(family: unknown): FamilyName | number {
  if (isMissing(family)) return constants.AF_INET
  const number = numberIn(FAMILIES, family)
  if (number === undefined) throw new TypeError(`unknown address family: ${shown(family)}`)
  if (!isInt(number)) throw systemError('EAFNOSUPPORT', 'socket')
  return number
}

/** The type of a new socket. */
export function typeOf(type: unknown): TypeName | number {
  if (isMissing(type)) return constants.SOCK_STREAM
  const number = numberIn(TYPES, type)
  if (number === undefined) throw new TypeError(`unknown socket type: ${shown(type)}`)
  if (!isInt(number)) throw systemError('EINVAL', 'socket')
  return number
}

/** Which directions of a connection to shut down. */
export function halvesOf(what: unknown): number {
  if (isMissing(what)) return constants.SHUT_RDWR
  const number = numberIn(HALVES, what)
  if (number === undefined || !HALVES.some((name) => numberOf(name) === number)) {
    throw new TypeError(`unknown shutdown mode: ${shown(what)}`)
  }
  return number
}

function numberIn(names: readonly string[], given: unknown): number | undefined {
  if (typeof given === 'number') return given
  return typeof given === 'string' && names.includes(given) ? numberOf(given) : undefined
}

function isInt(number: number): boolean {
  return number === (number | 0)
}
