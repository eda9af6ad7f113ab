// Echo requests and replies; RFC 792 and RFC 4443.
import { internetChecksum } from 'berkeley'

const ID = process.pid & 0xffff
const PAYLOAD = Buffer.from('Is anybody there? Or is it only the echo')

const TYPES = { AF_INET: { request: 8, reply: 0 }, AF_INET6: { request: 128, reply: 129 } }

/** An echo request. */
export function echoOf(family: keyof typeof TYPES, sequence: number): Buffer {
  const message = Buffer.concat([Buffer.alloc(8), PAYLOAD])
  message[0] = TYPES[family].request
  message.writeUInt16BE(ID, 4)
  message.writeUInt16BE(sequence, 6)
  // The kernel computes the checksum of ICMPv6, which has the addresses in it.
  if (family === 'AF_INET') message.writeUInt16BE(internetChecksum(message), 2)
  return message
}

/** What an echo reply says; undefined when it is something else, or another's. */
export function replyIn(
  family: keyof typeof TYPES,
  raw: boolean,
  data: Buffer,
): { sequence: number; length: number } | undefined {
  // A raw socket receives the IPv4 header too, and the replies to others.
  const message = raw && family === 'AF_INET' ? data.subarray(((data[0] ?? 0) & 15) * 4) : data
  if (message.length < 8 || message[0] !== TYPES[family].reply) return undefined
  if (raw && message.readUInt16BE(4) !== ID) return undefined
  return { sequence: message.readUInt16BE(6), length: message.length }
}
