import { show } from '../codec/show.ts'
import { traced } from '../error-stack.ts'
import { bytesIn } from './bytes.ts'
import type { SendData } from './send/send-options.ts'

/**
 * The Internet checksum (RFC 1071) of IPv4, ICMP, IGMP, UDP and TCP, as a number to be written in
 * big-endian order. The checksum field itself must be zero. Computed over received data, including
 * its checksum, the result is 0 if the checksum is correct.
 *
 * @param parts Bytes that follow each other: a pseudo-header, a header, data; or lists of these.
 *   They have the checksum of their concatenation, even if one has an odd number of bytes.
 * @example
 * ```ts
 * const echo = Buffer.from([8, 0, 0, 0, 0x12, 0x34, 0, 1, ...Buffer.from('Hello')]) // ICMP
 * echo.writeUInt16BE(internetChecksum(echo), 2)
 *
 * const pseudoHeader = Buffer.from([192, 0, 2, 1, 192, 0, 2, 2, 0, 17, 0, 0]) // UDP over IPv4
 * pseudoHeader.writeUInt16BE(udp.length, 10)
 * udp.writeUInt16BE(internetChecksum(pseudoHeader, udp) || 0xffff, 6) // 0 would mean: none
 * ```
 * @throws {TypeError} If a part is neither a view nor an ArrayBuffer nor text.
 * @see {@link https://www.rfc-editor.org/rfc/rfc1071 RFC 1071}
 */
export function internetChecksum(...parts: readonly SendData[]): number {
  let sum = 0
  let high = true // whether the next byte is the upper one of its word
  for (const part of traced(() => parts.flat().map(bytesOfPart))) {
    for (const byte of part) {
      sum += high ? byte << 8 : byte
      high = !high
    }
  }
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000)
  return 0xffff - sum
}

function bytesOfPart(part: unknown, i: number): Uint8Array {
  const bytes = bytesIn(part)
  if (bytes) return bytes
  throw new TypeError(
    `Part ${i} of a checksum must be a view, an ArrayBuffer or a string, not ${show(part)}`,
  )
}
