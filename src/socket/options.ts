import { Buffer } from 'node:buffer'
import { isAnyArrayBuffer } from 'node:util/types'
import { constantOf, native, platform } from '../binding.ts'
import { readKeys } from '../codec/known-keys.ts'
import { inside, named } from '../codec/misuse.ts'
import { show } from '../codec/show.ts'
import { objectFrom } from '../codec/type-check.ts'
import { errorOf } from '../errors.ts'
import {
  type DecodedOptions,
  type OpeningOption,
  optionByName,
  type OptionName,
} from '../protocols/index.ts'
import type { Option } from '../protocols/option.ts'
import { checkSize, writableBytes } from './bytes.ts'
import { Descriptor } from './descriptor.ts'
import { callNonblocking } from './file-flags.ts'
import { type GivenNumber, levelOf, optionText, rawOptionText } from './hints/option.ts'
import { numberOf } from './names.ts'
import type { OpenDescriptor } from './open-descriptor.ts'
import { CREATED } from './own.ts'
import { byName, checkLevel, hintForName, noOption, notValue } from './wrong-option.ts'

/** The type of each option's value when it is read, by the option's C name. */
export type Options = {
  [Name in OptionName]: Name extends OpeningOption ? Descriptor : DecodedOptions[Name]
}

/** The type of an option's value when it is read. */
export type OptionValue<Name extends OptionName> = Options[Name]

const EINPROGRESS = constantOf('EINPROGRESS')
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
  if (!row) throw noOption(name, value, syscall)
  const level = platform.constant(levelOf(row, value))
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
  if (codec) {
    const encode = () => codec.encode(query, platform)
    bytes.set(inside(`${row.name}'s query`, encode, undefined, platform))
  } else if (query !== undefined) throw new TypeError(`${row.name} takes no query`)
  const call = row.details.opens ? 'getsockoptDescriptor' : 'getsockopt'
  const answer = native[call](descriptor.fdFor('getsockopt'), level, option, bytes)
  if (answer < 0) {
    throw errorOf('getsockopt', answer, optionText('getsockopt', row, descriptor, query))
  }
  if (row.details.opens) return new Descriptor(answer, CREATED)
  return row.codec.decode(bytes.subarray(0, answer), platform)
}

/** Encodes the value of an option; an error names the option. */
function encodeValue({ name, codec, details }: Option, value: unknown): Uint8Array {
  try {
    return codec.encode(value, platform)
  } catch (error) {
    if (details.readOnly) throw new TypeError(`${name} can only be read`)
    throw notValue(named(error, name, details.unit, platform), name, value)
  }
}

/** Sets an option by name, encoded. */
export function writeOption(descriptor: OpenDescriptor, name: unknown, value: unknown): void {
  const found = find(name, value, 'setsockopt')
  write(descriptor, found, value, encodeValue(found.row, value))
}

/** An option to set, found and encoded: it can be set on several sockets. */
export interface EncodedOption {
  readonly found: Found
  /** The given value, for messages. */
  readonly value: unknown
  readonly bytes: Uint8Array
}

/** Checks and encodes all of the options, in their order, before any of them is set. */
export function encodeOptions(values: unknown): EncodedOption[] {
  const given = readKeys(objectFrom(values, 'options', undefined, hintForName(values)), [])
  return Object.entries(given).map(([name, value]) => {
    const found = find(name, value, 'setsockopt')
    return { found, value, bytes: encodeValue(found.row, value) }
  })
}

/** Sets an option that was encoded before. */
export function writeEncoded(
  descriptor: OpenDescriptor,
  { found, value, bytes }: EncodedOption,
): void {
  write(descriptor, found, value, bytes)
}

function callOf(
  { details }: Option,
  ...given: [fd: number, level: number, option: number, bytes: Uint8Array]
): number {
  if (details.program) return native.setsockoptProgram(...given)
  if (!details.connects) return native.setsockopt(...given)
  const answer = callNonblocking(given[0], () => native.setsockopt(...given))
  return answer === -EINPROGRESS ? 0 : answer
}

function write(
  descriptor: OpenDescriptor,
  { row, level, option }: Found,
  value: unknown,
  bytes: Uint8Array,
): void {
  const fd = descriptor.fdFor('setsockopt')
  const answer = callOf(row, fd, level, option, bytes)
  if (answer < 0) {
    throw errorOf('setsockopt', answer, optionText('setsockopt', row, descriptor, value))
  }
  if (row.name === 'SO_RCVLOWAT') descriptor.noteLowWater()
}

/** Reads an option as the kernel's bytes. */
export function readRawOption(
  descriptor: OpenDescriptor,
  level: unknown,
  option: unknown,
  length: unknown,
): Buffer {
  checkLevel(level, 'getsockopt')
  const ofLevel = given(level, 'level')
  const ofOption = given(option, 'option')
  const bytes = Buffer.alloc(checkSize(length, 'length'))
  const fd = descriptor.fdFor('getsockopt')
  const answer = native.getsockopt(fd, ofLevel[1], ofOption[1], bytes)
  if (answer < 0)
    throw errorOf('getsockopt', answer, rawOptionText('getsockopt', descriptor, ofLevel, ofOption))
  return bytes.subarray(0, answer)
}

function given(nameOrNumber: unknown, what: 'level' | 'option'): GivenNumber {
  return [nameOrNumber, numberOf(nameOrNumber, what)]
}

function bytesToSet(level: unknown, option: unknown, bytes: unknown): Uint8Array {
  if (ArrayBuffer.isView(bytes) || isAnyArrayBuffer(bytes)) return writableBytes(bytes)
  const right =
    typeof option === 'string' && optionByName(option)
      ? `; by its name: ${byName(option, 'setsockopt')}`
      : ''
  throw new TypeError(
    `${String(option)} of ${String(level)} must be bytes, not ${show(bytes)}${right}`,
  )
}

/** Sets an option as bytes. */
export function writeRawOption(
  descriptor: OpenDescriptor,
  level: unknown,
  option: unknown,
  bytes: unknown,
): void {
  const row = typeof level === 'string' ? optionByName(level) : undefined
  if (row) encodeValue(row, option) // may know the right value: { onoff, seconds }
  checkLevel(level, 'setsockopt')
  const ofLevel = given(level, 'level')
  const ofOption = given(option, 'option')
  const value = bytesToSet(level, option, bytes)
  const fd = descriptor.fdFor('setsockopt')
  const answer = native.setsockopt(fd, ofLevel[1], ofOption[1], value)
  if (answer < 0)
    throw errorOf('setsockopt', answer, rawOptionText('setsockopt', descriptor, ofLevel, ofOption))
  if (ofLevel[1] === SOL_SOCKET && ofOption[1] === SO_RCVLOWAT) descriptor.noteLowWater()
}
