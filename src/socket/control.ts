import { constantOf, platform } from '../binding.ts'
import { type ControlInputs, type ControlValues, everyControl } from '../protocols/index.ts'
import type { ControlMessage } from '../protocols/control.ts'
import { Descriptor, type HasDescriptor, numberOfDescriptor } from './descriptor.ts'
import { numberOf } from './names.ts'
import { readable } from './views.ts'

/** A control message as the kernel has it. */
export interface RawControlMessage {
  /** `SOL_SOCKET`, `IPPROTO_IP` … as a number; names are taken too when sending. */
  level: number | string
  /** `SCM_RIGHTS`, `IP_TTL` … as a number; names are taken too when sending. */
  type: number | string
  /** What stands behind the header, without padding. */
  data: Uint8Array
}

/** The control messages that came with a message, by their C names. */
export type Control = Partial<ControlValues> & {
  /** Descriptors that the peer passed; close them, or use them up. */
  SCM_RIGHTS?: Descriptor[]
  /** Every control message in order, known or not. */
  raw: RawControlMessage[]
}

/** The control messages to send with a message, by their C names. */
export type ControlToSend = Partial<ControlInputs> & {
  /** Descriptors to pass; they stay the sender's too. */
  SCM_RIGHTS?: readonly HasDescriptor[]
  /** Others, as bytes. */
  raw?: readonly RawControlMessage[]
}

const SOL_SOCKET = constantOf('SOL_SOCKET')
const SCM_RIGHTS = constantOf('SCM_RIGHTS')

interface Known {
  row: ControlMessage
  level: number
  type: number
}

interface Tables {
  byName: Map<string, Known>
  byNumbers: Map<number, Map<number, Known>>
}

let tables: Tables | undefined

/** The control messages that this platform has; gathered when the first one is sent or received. */
function everyKnown(): Tables {
  if (tables) return tables
  tables = { byName: new Map(), byNumbers: new Map() }
  for (const row of everyControl()) {
    const level = platform.constant(row.where.level)
    const type = platform.constant(row.name)
    if (level === undefined || type === undefined) continue
    const known = { row, level, type }
    tables.byName.set(row.name, known)
    const types = tables.byNumbers.get(level) ?? new Map<number, Known>()
    tables.byNumbers.set(level, types.set(type, known))
  }
  return tables
}

/** What {@link readControl} reads: flags, count, then level, type, offset and length of each message. */
const FIRST_MESSAGE = 2
const NUMBERS_PER_MESSAGE = 4

/** Decodes what recvmsg reported. Whatever happens, each descriptor ends in a Descriptor or closed. */
export function readControl(room: Uint8Array, report: Int32Array): Control {
  const control: Control = { raw: [] }
  const descriptors: Descriptor[] = []
  const count = report[1] ?? 0
  for (let i = 0; i < count; i++) {
    const at = FIRST_MESSAGE + i * NUMBERS_PER_MESSAGE
    const [level = 0, type = 0, offset = 0, length = 0] = report.subarray(
      at,
      at + NUMBERS_PER_MESSAGE,
    )
    const data = room.slice(offset, offset + length)
    control.raw.push({ level, type, data })
    if (level === SOL_SOCKET && type === SCM_RIGHTS) {
      const numbers = new Int32Array(data.buffer, 0, length >> 2)
      for (const fd of numbers) descriptors.push(new Descriptor(fd))
    }
  }
  if (descriptors.length > 0) control.SCM_RIGHTS = descriptors
  const { byNumbers } = everyKnown()
  for (const { level, type, data } of control.raw) {
    const known = byNumbers.get(level as number)?.get(type as number)
    if (known) decodeInto(control, known, data)
  }
  return control
}

function decodeInto(control: Control, { row }: Known, data: Uint8Array): void {
  try {
    Object.assign(control, { [row.name]: row.codec.decode(data, platform) })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // cut short: its bytes stay in raw
  }
}

/** Control messages ready for sendmsg: their data, and level, type, offset and length of each. */
export interface EncodedControl {
  data: Uint8Array
  table: Int32Array
}

/** Encodes control messages; throws a TypeError or RangeError for what C cannot hold. */
export function encodeControl(control: ControlToSend): EncodedControl {
  const messages: { level: number; type: number; data: Uint8Array }[] = []
  for (const [name, value] of Object.entries(control) as [string, unknown][]) {
    if (value === undefined) continue
    if (name === 'SCM_RIGHTS') {
      const numbers = Int32Array.from(value as HasDescriptor[], numberOfDescriptor)
      messages.push({ level: SOL_SOCKET, type: SCM_RIGHTS, data: new Uint8Array(numbers.buffer) })
    } else if (name === 'raw') {
      for (const { level, type, data } of value as RawControlMessage[]) {
        messages.push({
          level: numberOf(level, 'level'),
          type: numberOf(type, 'type'),
          data: readable(data),
        })
      }
    } else {
      const known = everyKnown().byName.get(name)
      if (!known) throw new TypeError(`No control message of this name here: ${name}`)
      const { row, level, type } = known
      messages.push({ level, type, data: row.codec.encode(value, platform) })
    }
  }
  return pack(messages)
}

function pack(messages: { level: number; type: number; data: Uint8Array }[]): EncodedControl {
  const data = new Uint8Array(messages.reduce((sum, { data: { length } }) => sum + length, 0))
  const table = new Int32Array(messages.length * NUMBERS_PER_MESSAGE)
  let offset = 0
  for (const [i, message] of messages.entries()) {
    table.set([message.level, message.type, offset, message.data.length], i * NUMBERS_PER_MESSAGE)
    data.set(message.data, offset)
    offset += message.data.length
  }
  return { data, table }
}
