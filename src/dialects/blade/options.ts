// Options of SOL_SOCKET, and the properties that are options too.

import { constants, errorText } from '../../index.ts'
import { intBytes, lingerBytes } from '../shared/byte-order.ts'
import { MAX_TIMEOUT } from '../shared/timeouts.ts'
import { isFalsy } from './arguments.ts'
import { guarded, SocketException, systemError } from './error.ts'
import { isInteger, typeName } from './types.ts'
import type { State } from './state.ts'

const { SOL_SOCKET, SO_ERROR, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SO_TYPE } = constants

const INT_MAX = 2 ** 31 - 1
/** The size of the largest integer option. */
const OPTION_SIZE = 8

/** `set_option(option, value)`. */
export function setOption(state: State, option: unknown, value: unknown): true {
  if (isFalsy(option) || (isFalsy(value) && value !== false)) {
    throw new SocketException('both option and value are required')
  }
  const number = mustBeOption(option)
  if (number === SO_TYPE || number === SO_ERROR) {
    throw new SocketException('the given option is read-only')
  }
  if (typeof value !== 'boolean' && typeof value !== 'number') {
    throw new SocketException(`_setsockopt() expects argument 3 as bool, ${typeName(value)} given`)
  }
  if (isTimeout(number)) setTimeout(state, number, value)
  else if (number === SO_LINGER) setLinger(state, value)
  else {
    whileOpen(state, 'setsockopt', () => {
      state.core.setOption(SOL_SOCKET, number, intBytes(intOf(value)))
    })
  }
  return true
}

/** `get_option(option)`. */
export function getOption(state: State, option: unknown): number | string | false | null {
  if (isFalsy(option)) return null
  const number = mustBeOption(option)
  return whileOpen(state, 'getsockopt', () => {
    if (number === SO_RCVTIMEO) return state.receiveTimeout
    if (number === SO_SNDTIMEO) return state.sendTimeout
    if (number === SO_LINGER) {
      const { onoff, seconds } = state.core.getOption('SO_LINGER')
      return onoff && seconds
    }
    const value = intIn(state.core.getOption(SOL_SOCKET, number, OPTION_SIZE))
    if (number === SO_ERROR) return value === 0 ? null : errorText(value)
    return value
  })
}

/** Assigns to `receive_timeout` or `send_timeout`. */
export function assignTimeout(state: State, option: number, value: unknown): void {
  setOption(state, option, isFalsy(value) ? false : value)
}

function mustBeOption(option: unknown): number {
  if (isInteger(option)) return option
  throw new SocketException(`integer expected for option, ${typeName(option)} given`)
}

function isTimeout(option: number): boolean {
  return option === SO_RCVTIMEO || option === SO_SNDTIMEO
}

/** Kept here and not in the kernel: the core's calls have their own timeout. */
function setTimeout(state: State, option: number, value: boolean | number): void {
  if (value === true) {
    throw new SocketException('_setsockopt() expects argument 3 as number, boolean given')
  }
  state.mustBeOpen('setsockopt')
  const milliseconds = value === false ? -1 : Math.min(value, MAX_TIMEOUT) || 0
  if (option === SO_RCVTIMEO) state.receiveTimeout = milliseconds
  else state.sendTimeout = milliseconds
}

function setLinger(state: State, value: boolean | number): void {
  if (value === true) throw systemError('EINVAL', 'setsockopt')
  whileOpen(state, 'setsockopt', () => {
    const bytes = lingerBytes(value !== false, intOf(value))
    state.core.setOption('SOL_SOCKET', 'SO_LINGER', bytes)
  })
}

/** The value as an int, limited to the largest int. */
function intOf(value: boolean | number): number {
  return Math.min(Math.trunc(Number(value)), INT_MAX) || 0
}

/** The number in the bytes of an option, which may be fewer than 4. */
function intIn(bytes: Uint8Array): number {
  const whole = new Uint8Array(4)
  whole.set(bytes.subarray(0, 4))
  return new Int32Array(whole.buffer)[0] ?? 0
}

function whileOpen<T>(state: State, syscall: string, call: () => T): T {
  state.mustBeOpen(syscall)
  return guarded(call)
}
