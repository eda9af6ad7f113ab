import { Buffer } from 'node:buffer'
import { type Codec, tooShort } from '../codec/codec.ts'
import { wholeNumber } from '../codec/integers.ts'
import { describeType } from '../codec/describe-type.ts'
import { nlmsghdr } from '../protocols/netlink/headers.ts'

/** One message of netlink, without its length. */
export interface Message {
  /** What it is: `RTM_*`, `NLMSG_*`, the number of a family of generic netlink. */
  type: number
  /** `NLM_F_*`. */
  flags: number
  /** The number of the request that it belongs to; 0 for what nobody asked for. */
  sequence: number
  /** The socket that the request came from; not necessarily the sender. */
  portId: number
  /** What stands behind the header, without padding. */
  payload: Uint8Array
}

/** A message to encode; what is left out is 0, or empty. */
export interface MessageInput {
  /** See {@link Message.type}. */
  type: number
  /** See {@link Message.flags}. */
  flags?: number
  /** See {@link Message.sequence}. */
  sequence?: number
  /** See {@link Message.portId}. The kernel does not ask for it. */
  portId?: number
  /** See {@link Message.payload}. */
  payload?: Uint8Array
}

/** Messages and attributes begin at multiples of this. */
const ALIGNMENT = 4

/** The length with its padding. */
export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

/** Bytes one behind the other, each padded with zeroes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + aligned(length), 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += aligned(part.length)
  }
  return all
}

/** The value as bytes, or a TypeError that names it. Not as a Buffer, whose `slice` is no copy. */
export function bytesOf(value: unknown, what: string): Uint8Array {
  if (value instanceof Uint8Array) {
    return Buffer.isBuffer(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.length)
      : value
  }
  throw new TypeError(`${what} must be a Uint8Array, not ${describeType(value)}`)
}

/** The value as a list, or a TypeError that names it. */
export function listOf(values: unknown, what: string): readonly unknown[] {
  if (Array.isArray(values)) return values
  throw new TypeError(`${what} must be an array, not ${describeType(values)}`)
}

/** The value as an object, or a TypeError that names it. */
export function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new TypeError(`${what} must be an object, not ${describeType(value)}`)
}

/** Messages as a datagram holds them, one behind the other. */
export const messageList: Codec<Message[], readonly MessageInput[]> = {
  probes: nlmsghdr.probes,
  room: () => 0, // nobody asks: a datagram says its size
  encode(messages, platform) {
    const size = nlmsghdr.room(platform)
    const parts = listOf(messages, 'Messages').map((message) => {
      const { type, flags = 0, sequence = 0, portId = 0, payload } = objectOf(message, 'A message')
      const behind = payload === undefined ? EMPTY : bytesOf(payload, 'payload')
      const bytes = new Uint8Array(size + behind.length)
      const header = {
        len: bytes.length,
        type: wholeNumber(type, 'type'),
        flags: wholeNumber(flags, 'flags'),
        seq: wholeNumber(sequence, 'sequence'),
        pid: wholeNumber(portId, 'portId'),
      }
      bytes.set(nlmsghdr.encode(header, platform))
      bytes.set(behind, size)
      return bytes
    })
    return joined(parts)
  },
  decode(bytes, platform) {
    const size = nlmsghdr.room(platform)
    const messages: Message[] = []
    const all = bytesOf(bytes, 'Messages')
    for (let at = 0; at < all.length; ) {
      const rest = all.subarray(at)
      if (rest.length < size) throw tooShort(`the message at byte ${at}`, rest, size)
      const { len, type, flags, seq, pid } = nlmsghdr.decode(rest, platform)
      if (len < size || len > rest.length) {
        throw new RangeError(
          `Cannot read the message at byte ${at}: it says that it has ${len} bytes, can have ${size} to ${rest.length}`,
        )
      }
      messages.push({
        type,
        flags,
        sequence: seq,
        portId: pid,
        payload: rest.subarray(size, len),
      })
      at += aligned(len)
    }
    return messages
  },
}

const EMPTY = new Uint8Array(0)
