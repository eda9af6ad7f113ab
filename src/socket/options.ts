import { Buffer } from 'node:buffer'
import { constantOf, native, platform } from '../binding.ts'
import { check, errorOf } from '../errors.ts'
import {
  type DecodedOptions,
  type OpeningOption,
  optionByName,
  type OptionName,
} from '../protocols/index.ts'
import type { Option } from '../protocols/option.ts'
import { Descriptor } from './descriptor.ts'
import { checkSize } from './slab.ts'
import { writable } from './views.ts'

/** The value of each option as it is read, by its C name. */
export type Options = {
  [Name in OptionName]: Name extends OpeningOption ? Descriptor : DecodedOptions[Name]
}

/** What an option's value is when it is read. */
export type OptionValue<Name extends OptionName> = Options[Name]

const ENOPROTOOPT = constantOf('ENOPROTOOPT')

interface Found {
  row: Option
  level: number
  option: number
}

function find(name: unknown, about: unknown, syscall: string): Found {
  const row = typeof name === 'string' ? optionByName(name) : undefined
  if (!row) throw new TypeError(`No option of this name: ${String(name)}`)
  const level = platform.constant(row.details.levelOf?.(about) ?? row.where.level)
  const option = platform.constant(row.name)
  if (level === undefined || option === undefined) {
    throw errorOf(syscall, -ENOPROTOOPT, { address: row.name })
  }
  return { row, level, option }
}

/**
 * Reads an option by name, decoded. Some must be asked about something.
 *
 * @param fd Asked last: what the caller gave may run code of the caller's when it is read.
 */
export function readOption(fd: () => number, name: unknown, question: unknown): unknown {
  const { row, level, option } = find(name, question, 'getsockopt')
  const bytes = new Uint8Array(row.codec.room(platform))
  const { query } = row.details
  if (query) bytes.set(query.encode(question, platform))
  const length = check('getsockopt', native.getsockopt(fd(), level, option, bytes), {
    address: row.name,
  })
  const value = row.codec.decode(bytes.subarray(0, length), platform)
  return row.details.opens ? new Descriptor(value as number) : value
}

/** Sets an option by name, encoded. */
export function writeOption(fd: () => number, name: unknown, value: unknown): void {
  const { row, level, option } = find(name, value, 'setsockopt')
  const bytes = row.codec.encode(value, platform)
  const answer = row.details.program
    ? native.setsockoptProgram(fd(), level, option, bytes)
    : native.setsockopt(fd(), level, option, bytes)
  check('setsockopt', answer, { address: row.name })
}

/** Reads an option as the kernel's bytes. */
export function readRawOption(
  fd: () => number,
  level: number,
  option: number,
  length: unknown,
): Buffer {
  const bytes = Buffer.alloc(checkSize(length, 'length'))
  return bytes.subarray(0, check('getsockopt', native.getsockopt(fd(), level, option, bytes)))
}

/** Sets an option as bytes. */
export function writeRawOption(
  fd: () => number,
  level: number,
  option: number,
  bytes: unknown,
): void {
  const value = writable(bytes)
  check('setsockopt', native.setsockopt(fd(), level, option, value))
}
