import { constantOf, native, platform } from '../binding.ts'
import { type ControlInputs, type ControlValues, everyControl } from '../protocols/index.ts'
import type { ControlMessage } from '../protocols/control.ts'
import { OTHER_NAMES } from '../protocols/other-names.ts'
import { readKeys } from '../codec/known-keys.ts'
import { unknownName } from '../codec/nearest.ts'
import { inside } from '../codec/misuse.ts'
import { arrayFrom, objectFrom } from '../codec/type-check.ts'
import {
  FIRST_MESSAGE,
  MESSAGE_LENGTH,
  MESSAGE_LEVEL,
  MESSAGE_OFFSET,
  MESSAGE_TYPE,
  NUMBERS_PER_MESSAGE,
  RESULT_COUNT,
} from '../shared-layouts.ts'
import { toBytes } from './bytes.ts'
import { Descriptor } from './descriptor.ts'
import type { DescriptorLike } from './descriptor-number.ts'
import { familyName, numberOf } from './names.ts'
import { CREATED } from './own.ts'
import { listOfDescriptors, PassedDescriptors, readDescriptors } from './passed-descriptors.ts'

/** A control message as the kernel has it. */
export interface RawControlMessage {
  /** `SOL_SOCKET`, `IPPROTO_IP` … as a number; when sending, names are accepted too. */
  level: number | string
  /** `SCM_RIGHTS`, `IP_TTL` … as a number; when sending, names are accepted too. */
  type: number | string
  /** The bytes after the header, without padding. */
  data: Uint8Array
}

/** The control messages of a received message, by their C names. */
export type Control = Partial<ControlValues> & {
  /** Descriptors that the peer passed; close them, or pass them on. */
  SCM_RIGHTS?: Descriptor[]
  /** A pidfd of the sender, if SO_PASSPIDFD is set; close it, or pass it on. Linux 6.5. */
  SCM_PIDFD?: Descriptor
  /** Every control message in order, known or not. */
  raw: RawControlMessage[]
}

/** The control messages to send with a message, by their C names. */
export type ControlToSend = Partial<ControlInputs> & {
  /** Descriptors to pass; they stay open in the sender. */
  SCM_RIGHTS?: readonly DescriptorLike[]
  /** Other control messages, as bytes. */
  raw?: readonly RawControlMessage[]
}

const SOL_SOCKET = constantOf('SOL_SOCKET')
const SCM_RIGHTS = constantOf('SCM_RIGHTS')
const SCM_PIDFD = platform.constant('SCM_PIDFD')
const PASS_DESCRIPTORS = ['AF_UNIX'] as const

interface Known {
  row: ControlMessage
  level: number
  type: number
}

type ByNumbers = Map<number | string, Map<number | string, Known>>

interface Tables {
  byName: Map<string, Known>
  /** Those of all families. */
  byNumbers: ByNumbers
  /** Those of families whose level is another one's too, which they do not have. */
  byFamily: Map<number, ByNumbers>
}

let tables: Tables | undefined

/** The control messages that this platform has; collected when the first one is sent or received. */
function everyKnown(): Tables {
  if (tables) return tables
  tables = { byName: new Map(), byNumbers: new Map(), byFamily: new Map() }
  for (const row of everyControl()) {
    const level = platform.constant(row.where.level)
    const type = platform.constant(row.name)
    if (level === undefined || type === undefined) continue
    const known = { row, level, type }
    tables.byName.set(row.name, known)
    for (const byNumbers of receivedBy(row, tables)) add(byNumbers, known)
  }
  return tables
}

function receivedBy({ where }: ControlMessage, { byNumbers, byFamily }: Tables): ByNumbers[] {
  if (!where.sharesNumber) return [byNumbers]
  return (where.families ?? []).map((name) => {
    const family = numberOf(name, 'family')
    const own = byFamily.get(family) ?? new Map<number | string, Map<number | string, Known>>()
    byFamily.set(family, own)
    return own
  })
}

function add(byNumbers: ByNumbers, known: Known): void {
  const types = byNumbers.get(known.level) ?? new Map<number | string, Known>()
  byNumbers.set(known.level, types.set(known.type, known))
}

/** The kind of a message that a socket of this family has received. */
function kindOf({ level, type }: RawControlMessage, family: number): Known | undefined {
  const { byNumbers, byFamily } = everyKnown()
  return (byFamily.get(family)?.get(level) ?? byNumbers.get(level))?.get(type)
}

const FEW = 64
const NONE: readonly number[] = []

/**
 * Decodes what recvmsg reported on a socket of this family. Whatever happens, each descriptor ends up in a Descriptor or
 * closed.
 */
export function readControl(buffer: Uint8Array, report: Int32Array, family: number): Control {
  const control: Control = { raw: messagesIn(buffer, report) }
  const owned: Descriptor[] = []
  try {
    for (const message of control.raw) {
      const first = owned.length
      for (const fd of descriptorsIn(message)) owned.push(new Descriptor(fd, CREATED))
      if (owned.length > first) addDescriptors(control, message, owned.slice(first))
      const known = kindOf(message, family)
      if (known) decodeInto(control, known, message.data)
    }
    return control
  } catch (error) {
    for (const descriptor of owned) descriptor.close()
    for (const fd of control.raw.flatMap(descriptorsIn).slice(owned.length)) native.close(fd)
    throw error
  }
}

/** Closes the descriptors of a message that nobody gets to see. */
export function closeDescriptors({ SCM_RIGHTS = [], SCM_PIDFD }: Control): void {
  for (const descriptor of SCM_RIGHTS) descriptor.close()
  SCM_PIDFD?.close()
}

function messagesIn(buffer: Uint8Array, report: Int32Array): RawControlMessage[] {
  const messages: RawControlMessage[] = []
  const count = report[RESULT_COUNT] ?? 0
  for (let i = 0; i < count; i++) {
    const at = FIRST_MESSAGE + i * NUMBERS_PER_MESSAGE
    const offset = report[at + MESSAGE_OFFSET] ?? 0
    messages.push({
      level: report[at + MESSAGE_LEVEL] ?? 0,
      type: report[at + MESSAGE_TYPE] ?? 0,
      data: copied(buffer, offset, offset + (report[at + MESSAGE_LENGTH] ?? 0)),
    })
  }
  return messages
}

/** A loop copies few bytes faster than slice(), and most messages are short. */
function copied(bytes: Uint8Array, from: number, to: number): Uint8Array {
  if (to - from > FEW) return bytes.slice(from, to)
  const copy = new Uint8Array(to - from)
  for (let i = from; i < to; i++) copy[i - from] = bytes[i] ?? 0
  return copy
}

/** The numbers that the kernel has opened for this message. */
function descriptorsIn({ level, type, data }: RawControlMessage): readonly number[] {
  if (level !== SOL_SOCKET || (type !== SCM_RIGHTS && type !== SCM_PIDFD)) return NONE
  const numbers = new Int32Array(data.buffer, 0, data.length >> 2)
  return Array.from(numbers).filter((fd) => fd >= 0) // a negative one is why there is no pidfd
}

function addDescriptors(
  control: Control,
  { type }: RawControlMessage,
  received: Descriptor[],
): void {
  if (type === SCM_RIGHTS) control.SCM_RIGHTS = [...(control.SCM_RIGHTS ?? []), ...received]
  else Object.assign(control, { SCM_PIDFD: received[0] })
}

function decodeInto(control: Control, { row }: Known, data: Uint8Array): void {
  try {
    const values = control as unknown as Record<string, unknown>
    values[row.name] = row.codec.decode(data, platform)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // truncated: its bytes stay in raw
  }
}

/** The keys besides the names in the tables. */
const OTHER_KEYS = ['SCM_RIGHTS', 'raw'] as const

interface Message {
  level: number
  type: number
  data: Uint8Array
  row?: ControlMessage
}

/** Control messages for sendmsg(2): their data, and level, type, offset and length of each. */
export class EncodedControl {
  readonly data: Uint8Array
  readonly table: Int32Array
  readonly #messages: readonly Message[]
  #passed: PassedDescriptors | undefined

  constructor(messages: readonly Message[]) {
    this.#messages = messages
    this.data = new Uint8Array(messages.reduce((sum, { data: { length } }) => sum + length, 0))
    this.table = new Int32Array(messages.length * NUMBERS_PER_MESSAGE)
    let offset = 0
    for (const [i, { level, type, data }] of messages.entries()) {
      this.table.set([level, type, offset, data.length], i * NUMBERS_PER_MESSAGE)
      this.data.set(data, offset)
      offset += data.length
    }
  }

  /** Whether there are descriptors to pass. */
  get passesDescriptors(): boolean {
    return !this.#descriptors.isEmpty
  }

  /** Whether there is a message with this name. */
  has(name: string): boolean {
    return this.#messages.some(({ row }) => row?.name === name)
  }

  /** The value of the message with this name, which is a struct; undefined if there is none. */
  valueOf(name: string): Readonly<Record<string, unknown>> | undefined {
    const found = this.#messages.find(({ row }) => row?.name === name)
    return found?.row?.codec.decode(found.data, platform) as Record<string, unknown> | undefined
  }

  /** The likely cause of an error of sendmsg(2), if it is certain enough to mention. */
  causeOf(code: string): string | undefined {
    if (code !== 'EBADF') {
      const causes = this.#messages.map(({ row }) => row && causeIn(row, code))
      return causes.filter((cause) => cause !== undefined).join(', ') || undefined
    }
    const { closed } = this.#descriptors
    return closed === undefined ? undefined : `SCM_RIGHTS has ${closed}, which is not open`
  }

  /** Called before the send waits: see {@link PassedDescriptors.keep}. */
  keep(): void {
    this.#descriptors.keep()
  }

  /** Called after the send has waited: closes the duplicates. */
  release(): void {
    this.#passed?.release()
  }

  get #descriptors(): PassedDescriptors {
    this.#passed ??= new PassedDescriptors(this.data, this.table)
    return this.#passed
  }
}

/**
 * Encodes control messages; a TypeError or RangeError for what C cannot hold, and for what has no
 * effect on a socket of this family. The numbers of descriptors are read last: reading the rest may
 * run code of the caller's, which may close them.
 */
export function encodeControl(control: ControlToSend, family: number): EncodedControl {
  const isList = Array.isArray(control) && control.length > 0
  const given = objectFrom(control, 'control', undefined, isList ? '; give { raw: […] }' : '')
  const rights: { into: Int32Array; from: unknown[] }[] = []
  const messages: Message[] = []
  for (const [name, value] of Object.entries(readKeys(given, OTHER_KEYS))) {
    if (value === undefined) continue
    if (name === 'SCM_RIGHTS') {
      const from = listOfDescriptors(value, name)
      if (from.length > 0) checkPasses(name, family)
      const into = new Int32Array(from.length)
      rights.push({ into, from })
      messages.push({ level: SOL_SOCKET, type: SCM_RIGHTS, data: new Uint8Array(into.buffer) })
    } else if (name === 'raw')
      messages.push(...Array.from(arrayFrom(value as RawControlMessage[], name), asGiven))
    else messages.push(byName(name, value, family))
  }
  for (const { into, from } of rights) readDescriptors(from, into, 'SCM_RIGHTS')
  return new EncodedControl(messages)
}

/** Encodes descriptors to pass, which messages call `name`. */
export function encodeDescriptors(fds: unknown, name: string): EncodedControl {
  const from = listOfDescriptors(fds, name)
  const into = new Int32Array(from.length)
  readDescriptors(from, into, name)
  const message = { level: SOL_SOCKET, type: SCM_RIGHTS, data: new Uint8Array(into.buffer) }
  return new EncodedControl(from.length > 0 ? [message] : [])
}

/** Throws a TypeError if sockets of this family pass no descriptors. */
export function checkPasses(what: string, family: number): void {
  checkFamily(what, PASS_DESCRIPTORS, family)
}

/** A packet filter refuses with EPERM too, but root has the capabilities that a message needs. */
function causeIn({ name, details: { causes, needs } }: ControlMessage, code: string) {
  if (code === 'EPERM' && process.geteuid?.() === 0) return undefined
  if (causes?.[code] !== undefined) return causes[code]
  return code === 'EPERM' && needs !== undefined ? `${name} needs ${needs}` : undefined
}

function asGiven(message: RawControlMessage, i: number): Message {
  objectFrom(message, `raw[${i}]`)
  const { level, type, data } = message
  for (const [key, value] of Object.entries({ level, type, data }))
    if ((value as unknown) === undefined) throw new TypeError(`raw[${i}].${key} is missing`)
  return {
    level: numberOf(level, 'level'),
    type: numberOf(type, 'message type'),
    data: toBytes(data),
  }
}

function byName(name: string, value: unknown, family: number): Message {
  const { byName: known } = everyKnown()
  const found = known.get(name)
  if (!found) {
    const names = [...known.keys(), ...OTHER_KEYS]
    const added = everyControl().find(({ details }) => details.enabledBy === name)
    if (added)
      throw new TypeError(`No control message ${name}: it is an option, which adds ${added.name}`)
    throw unknownName('control message', name, names, OTHER_NAMES)
  }
  const { row, level, type } = found
  const { codec, details } = row
  if (details.receiveOnly) throw new TypeError(`${name} can only be received, not sent`)
  checkFamily(name, details.families ?? row.where.families, family)
  const data = inside(name, () => codec.encode(value, platform), details.unit, platform)
  return { level, type, data, row }
}

/** The kernel ignores a message that is not for this family, and says nothing. */
function checkFamily(name: string, families: readonly string[] | undefined, family: number): void {
  if (families === undefined) return
  const own = familyName(family)
  if (families.includes(String(own))) return
  throw new TypeError(`${name} is for sockets of ${families.join(' or ')}, not ${own}`)
}
