import { Socket } from '../../src/index.ts'
import { PATIENCE } from './patience.ts'

const [INIT, ERROR] = [1, 9]
const COMMON_HEADER = 12

/**
 * Sends a chunk with an error to a socket as if its peer did. `exchange` makes the association: the
 * tag that its packets have is in none of the options.
 */
export function injectError(
  from: Socket<'AF_INET'>,
  to: Socket<'AF_INET'>,
  cause: number,
  data: readonly number[],
  exchange: () => void,
): void {
  using raw = new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_SCTP')
  raw.timeout = PATIENCE
  exchange()
  const [source, destination] = [from.localAddress, to.localAddress]
  for (;;) {
    const packet = raw.recvSync()
    const sctp = packet.subarray(((packet[0] ?? 0) & 15) * 4)
    const ports = [sctp.readUInt16BE(0), sctp.readUInt16BE(2)]
    const isOurs = ports[0] === source.port && ports[1] === destination.port
    if (!isOurs || sctp[COMMON_HEADER] === INIT) continue
    const header = sctp.subarray(0, COMMON_HEADER)
    raw.sendToSync(errorPacket(header, cause, data), { ...destination, port: 0 })
    return
  }
}

function errorPacket(header: Uint8Array, cause: number, data: readonly number[]): Buffer {
  const padded = (data.length + 3) & ~3
  const packet = Buffer.alloc(COMMON_HEADER + 8 + padded)
  packet.set(header.subarray(0, 8))
  packet.set([ERROR, 0, 0, 8 + padded, 0, cause, 0, 4 + data.length, ...data], COMMON_HEADER)
  packet.writeUInt32LE(crc32c(packet), 8)
  return packet
}

/** The checksum of SCTP: RFC 9260, appendix A. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f6_3b78
  }
  return ~crc >>> 0
}
