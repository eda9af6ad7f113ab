import { Buffer } from 'node:buffer'
import { constantOf, native, platform } from '../binding.ts'
import { readKeys } from '../codec/known-keys.ts'
import { objectFrom } from '../codec/type-check.ts'
import { check, errorOf } from '../errors.ts'
import {
  type DecodedOptions,
  type OpeningOption,
  optionByName,
  type OptionName,
} from '../protocols/index.ts'
import type { Option } from '../protocols/option.ts'
import { checkSize, writableBytes } from './bytes.ts'
import { Descriptor } from './descriptor.ts'
import { numberOf } from './names.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

/** The type of each option's value when it is read, by the option's C name. */
export type Options = {
  [Name in OptionName]: Name extends OpeningOption ? Descriptor : DecodedOptions[Name]
}

/** The type of an option's value when it is read. */
export type OptionValue<Name extends OptionName> = Options[Name]

const ENOPROTOOPT = constantOf('ENOPROTOOPT')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_RCVLOWAT = constantOf('SO_RCVLOWAT')

interface Found {
  row: Option
  level: number
  option: number
}

/** @param value What is set or asked about: some options have another level for IPv6. */
function find(name: unknown, value: unknown, syscall: string): Found {
  const row = typeof name === 'string' ? optionByName(name) : undefined
  if (!row) throw new TypeError(`No option of this name: ${String(name)}`)
  const level = platform.constant(row.details.levelOf?.(value) ?? row.where.level)
  const option = platform.constant(row.name)
  if (level === undefined || option === undefined) {
    throw errorOf(syscall, -ENOPROTOOPT, { address: row.name })
  }
  return { row, level, option }
}

/**
 * Reads an option by name, decoded. Some take a query.
 *
 * The number of the descriptor is asked for last: reading what the caller gave may run code of the
 * caller's, which may close it.
 */
export function readOption(descriptor: OpenDescriptor, name: unknown, query: unknown): unknown {
  const { row, level, option } = find(name, query, 'getsockopt')
  const bytes = new Uint8Array(row.codec.maxSize(platform))
  const { query: codec } = row.details
  if (codec) bytes.set(codec.encode(query, platform))
  const answer = native.getsockopt(descriptor.fdFor('getsockopt'), level, option, bytes)
  const length = check('getsockopt', answer, { address: row.name })
  const value = row.codec.decode(bytes.subarray(0, length), platform)
  return row.details.opens ? new Descriptor(value as number) : value
}

/** Sets an option by name, encoded. */
export function writeOption(descriptor: OpenDescriptor, name: unknown, value: unknown): void {
  writeEncoded(descriptor, encodeOption(name, value))
}

/** An option to set, found and encoded: it can be set on several sockets. */
export interface EncodedOption extends Found {
  readonly bytes: Uint8Array
}

/** Checks and encodes all of the options, in their order, before any of them is set. */
export function encodeOptions(values: unknown): EncodedOption[] {
  const given = readKeys(objectFrom(values, 'options'), [])
  return Object.entries(given).map(([name, value]) => encodeOption(name, value))
}

function encodeOption(name: unknown, value: unknown): EncodedOption {
  const found = find(name, value, 'setsockopt')
  return { ...found, bytes: found.row.codec.encode(value, platform) }
}

/** Sets an option that was encoded before. */
export function writeEncoded(
  descriptor: OpenDescriptor,
  { row, level, option, bytes }: EncodedOption,
): void {
  const fd = descriptor.fdFor('setsockopt')
  const answer = row.details.program
    ? native.setsockoptProgram(fd, level, option, bytes)
    : native.setsockopt(fd, level, option, bytes)
  check('setsockopt', answer, { address: row.name })
  if (row.name === 'SO_RCVLOWAT') descriptor.noteLowWater()
}

/** Reads an option as the kernel's bytes. */
export function readRawOption(
  descriptor: OpenDescriptor,
  level: unknown,
  option: unknown,
  length: unknown,
): Buffer {
  const [levelNumber, number] = [numberOf(level, 'level'), numberOf(option, 'option')]
  const bytes = Buffer.alloc(checkSize(length, 'length'))
  const fd = descriptor.fdFor('getsockopt')
  return bytes.subarray(0, check('getsockopt', native.getsockopt(fd, levelNumber, number, bytes)))
}

/** Sets an option as bytes. */
export function writeRawOption(
  descriptor: OpenDescriptor,
  level: unknown,
  option: unknown,
  bytes: unknown,
): void {
  const [levelNumber, number] = [numberOf(level, 'level'), numberOf(option, 'option')]
  const value = writableBytes(bytes)
  const fd = descriptor.fdFor('setsockopt')
  check('setsockopt', native.setsockopt(fd, levelNumber, number, value))
  if (levelNumber === SOL_SOCKET && number === SO_RCVLOWAT) descriptor.noteLowWater()
}
