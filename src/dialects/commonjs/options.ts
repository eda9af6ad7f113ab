import { isUint8Array } from 'node:util/types'
import { constants, type GettableOption, type Socket as Core } from '../../index.ts'
import { lingerBytes } from '../shared/byte-order.ts'
import { numberOf } from '../shared/constants.ts'
import type { Timeouts } from '../shared/timeouts.ts'
import { millisecondsOf, notValue, shown } from './arguments.ts'

const { SO_ERROR, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET } = constants
/** The size of the largest option. */
const OPTION_SIZE = 4096

/** The levels of the options, by the prefix of their names. */
const LEVELS: readonly (readonly [prefix: string, level: number])[] = [
  ['SO_', SOL_SOCKET],
  ['TCP_', constants.IPPROTO_TCP],
  ['IP_', constants.IPPROTO_IP],
  ['IPV6_', constants.IPPROTO_IPV6],
  ['UDP_', constants.IPPROTO_UDP],
]

const int = new Int32Array(1)
const intBytes = new Uint8Array(int.buffer)

/** The level and number of an option. */
export interface Option {
  readonly level: number
  readonly number: number
  /** Its name, if it was given by name. */
  readonly name: string | undefined
}

/** The option of a number or name. */
export function optionOf(option: unknown): Option {
  if (option === undefined) throw new TypeError('option name required')
  if (typeof option === 'number' && Number.isInteger(option) && Math.abs(option) < 2 ** 31) {
    return { level: SOL_SOCKET, number: option, name: undefined }
  }
  if (typeof option === 'string') {
    const level = LEVELS.find(([prefix]) => option.startsWith(prefix))?.[1]
    const number = numberOf(option)
    // SO_EE_… are origins of queued errors, not options.
    if (level !== undefined && number !== undefined && !option.startsWith('SO_EE_')) {
      return { level, number, name: option }
    }
  }
  throw new TypeError(`unknown socket option: ${shown(option)}`)
}

/** Which of the two timeouts an option is; the module keeps these itself. */
export function timeoutOf({ level, number }: Option): 'receive' | 'send' | undefined {
  if (level !== SOL_SOCKET) return undefined
  if (number === SO_RCVTIMEO) return 'receive'
  return number === SO_SNDTIMEO ? 'send' : undefined
}

/** Whether it is SO_ERROR. */
export function isError({ level, number }: Option): boolean {
  return level === SOL_SOCKET && number === SO_ERROR
}

/** Sets a timeout: microseconds, `null` or `false` for none, or the kernel's own bytes. */
export function setTimeout(
  core: Core,
  timeouts: Timeouts,
  which: 'receive' | 'send',
  value: unknown,
): void {
  if (value === null || value === false) timeouts[which] = null
  else if (!isUint8Array(value)) timeouts[which] = millisecondsOf(value)
  else {
    const name = which === 'receive' ? 'SO_RCVTIMEO' : 'SO_SNDTIMEO'
    core.setOption('SOL_SOCKET', name, value) // the kernel decodes it
    timeouts[which] = core.getOption(name)
  }
}

/** A timeout in microseconds; 0 for none. */
export function getTimeout(timeouts: Timeouts, which: 'receive' | 'send'): number {
  return Math.round((timeouts[which] ?? 0) * 1000)
}

/** Sets any option but the two timeouts. */
export function setOption(core: Core, option: Option, value: unknown): void {
  const { level, number } = option
  if (isUint8Array(value)) core.setOption(level, number, value)
  else if (level === SOL_SOCKET && number === SO_LINGER) {
    const off = value === false || value === null
    core.setOption(level, number, lingerBytes(!off, off ? 0 : intOf(value)))
  } else {
    int[0] = intOf(value)
    core.setOption(level, number, intBytes)
  }
}

/** The value of any option but the two timeouts: a number, or bytes if it has a structure. */
export function getOption(core: Core, { level, number, name }: Option): number | false | Buffer {
  if (level === SOL_SOCKET && number === SO_LINGER) {
    const { onoff, seconds } = core.getOption('SO_LINGER')
    return onoff ? seconds : false
  }
  const bytes = core.getOption(level, number, OPTION_SIZE)
  if (bytes.length === 4) return bytes.readInt32LE()
  if (bytes.length === 1) return bytes.readUInt8()
  const value: unknown = bytes.length === 8 && name ? decoded(core, name) : undefined
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : bytes
}

/** Eight bytes are a large number or a structure, as the core's tables say. */
function decoded(core: Core, name: string): unknown {
  try {
    return core.getOption(name as GettableOption)
  } catch {
    return undefined
  }
}

function intOf(value: unknown): number {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number') {
    throw notValue()
  }
  const whole = Math.trunc(value)
  if (whole >= -(2 ** 31) && whole < 2 ** 31) return whole
  throw new RangeError(`option value out of range: ${value}`)
}
