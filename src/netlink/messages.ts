import { Buffer } from 'node:buffer'
import { type Codec, tooShort } from '../codec/codec.ts'
import { bitsOf, type Flags } from '../codec/flags.ts'
import { wholeNumber } from '../codec/integers.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { arrayFrom, bytesFrom, objectFrom } from '../codec/type-check.ts'
import { nlmsghdr } from '../protocols/netlink/headers.ts'
import { type MessageType, messageType } from './message-types.ts'
import { NETLINK_FLAGS } from '../protocols/netlink/values.ts'

/** The C name of a flag of messages. */
export type NetlinkFlag = keyof typeof NETLINK_FLAGS

/** Flags of messages: `'NLM_F_ACK'`, or `['NLM_F_CREATE', 'NLM_F_EXCL']`. */
export type NetlinkFlags = Flags<NetlinkFlag>

/** A netlink message, without its length. */
export interface Message {
  /** The type: `RTM_*`, `NLMSG_*`, or the number of a family of generic netlink. */
  type: number
  /** `NLM_F_*`. */
  flags: number
  /** The sequence number of the request that it belongs to; 0 if it is unsolicited. */
  sequence: number
  /** The port id of the socket that made the request; not necessarily the sender. */
  portId: number
  /** What follows the header, without padding. */
  payload: Uint8Array
}

/** A message to encode; fields that are left out are 0 or empty. */
export interface MessageInput {
  /** See {@link Message.type}. Its name, or a number. */
  type: MessageType
  /** See {@link Message.flags}. A number, a name, or a list of names. */
  flags?: NetlinkFlags
  /** See {@link Message.sequence}. */
  sequence?: number
  /** See {@link Message.portId}. The kernel ignores it. */
  portId?: number
  /** See {@link Message.payload}. */
  payload?: Uint8Array
}

const MESSAGE: ReadonlySet<string> = new Set(['type', 'flags', 'sequence', 'portId', 'payload'])

/** Messages and attributes begin at multiples of this. */
const ALIGNMENT = 4

/** A length including padding. */
export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

/** Concatenates bytes, each part padded with zeros. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + aligned(length), 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += aligned(part.length)
  }
  return all
}

/**
 * The value as bytes, or a TypeError that names it. Not as a Buffer, whose `slice` does not copy.
 */
export function plainBytes(value: unknown, name: string): Uint8Array {
  const bytes = bytesFrom(value, name)
  return Buffer.isBuffer(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : bytes
}

/** The messages of a datagram. */
export const messageList: Codec<Message[], readonly MessageInput[]> = {
  probes: nlmsghdr.probes,
  maxSize: () => 0, // not used: a datagram has its own size
  encode(messages, platform) {
    const size = nlmsghdr.maxSize(platform)
    const parts = arrayFrom(messages, 'Messages').map((message) => {
      const given = objectFrom(message, 'A message')
      checkKeys(given, MESSAGE, 'part of a message')
      const { type, flags = 0, sequence = 0, portId = 0, payload } = given
      const body = payload === undefined ? EMPTY : plainBytes(payload, 'payload')
      const bytes = new Uint8Array(size + body.length)
      const header = {
        len: bytes.length,
        type: wholeNumber(messageType(type), 'type'),
        flags: wholeNumber(bitsOf(flags, 'flags', NETLINK_FLAGS, platform), 'flags'),
        seq: wholeNumber(sequence, 'sequence'),
        pid: wholeNumber(portId, 'portId'),
      }
      bytes.set(nlmsghdr.encode(header, platform))
      bytes.set(body, size)
      return bytes
    })
    return joined(parts)
  },
  decode(bytes, platform) {
    const size = nlmsghdr.maxSize(platform)
    const messages: Message[] = []
    const all = plainBytes(bytes, 'Messages')
    for (let at = 0; at < all.length; ) {
      const rest = all.subarray(at)
      if (rest.length < size) throw tooShort(`the message at byte ${at}`, rest, size)
      const { len, type, flags, seq, pid } = nlmsghdr.decode(rest, platform)
      if (len < size || len > rest.length) {
        throw new RangeError(
          `Cannot read the message at byte ${at}: its length is ${len}, must be between ${size} and ${rest.length}`,
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
