import type { Codec } from '../codec/codec.ts'
import { tooShort } from '../codec/codec.ts'
import { within } from '../codec/integers.ts'

/** An interface index that the kernel takes in network byte order, as few options have it. */
export const networkOrderIndex: Codec<number> = {
  structs: [],
  room: () => 4,
  encode(value) {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, within(value, 'An interface index', 0, 2 ** 31 - 1))
    return bytes
  },
  decode(bytes) {
    if (bytes.length < 4) throw tooShort('an interface index', bytes, 4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  },
}
