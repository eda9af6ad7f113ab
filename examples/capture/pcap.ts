// Files of captured frames, as tcpdump and Wireshark read them; times in nanoseconds.
// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html

const MAGIC = 0xa1b2_3c4d
const LINKTYPE_ETHERNET = 1

/** The most bytes of a frame that are kept, as tcpdump has it. */
export const MOST = 262_144

/** What a file begins with. */
export function fileHeader(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(MAGIC, 0)
  header.writeUInt16LE(2, 4) // version 2.4
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(MOST, 16)
  header.writeUInt32LE(LINKTYPE_ETHERNET, 20)
  return header
}

/** A frame, with the time it came, in nanoseconds since 1970, and its length before it was cut. */
export function record(frame: Buffer, time: bigint, length: number): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(Number(time / 1_000_000_000n), 0)
  header.writeUInt32LE(Number(time % 1_000_000_000n), 4)
  header.writeUInt32LE(frame.length, 8)
  header.writeUInt32LE(length, 12)
  return Buffer.concat([header, frame])
}
