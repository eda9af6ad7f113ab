import { within } from '../../codec/integers.ts'
import { withColons } from '../packet/hardware-address.ts'

const PATTERN = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i

/** bdaddr_t, whose bytes have the reverse order of its text: `'00:11:22:33:44:55'`. */
export const deviceAddress = {
  encode(text: unknown): Uint8Array {
    if (typeof text !== 'string' || !PATTERN.test(text)) {
      const shown =
        typeof text === 'string' ? `${JSON.stringify(text)}${withColons(text)}` : typeof text
      throw new TypeError(`Not the address of a Bluetooth device: ${shown}`)
    }
    return Uint8Array.from(text.split(':'), (pair) => Number.parseInt(pair, 16)).reverse()
  },
  decode: (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase())
      .reverse()
      .join(':'),
}

/** Encodes a little-endian __le16, on any machine. */
export function toLittle(number: unknown, what: string): Uint8Array {
  const known = within(number, what, 0, 0xffff)
  return Uint8Array.of(known & 255, known >> 8)
}

/** Decodes what {@link toLittle} encodes. */
export function fromLittle([low = 0, high = 0]: Uint8Array): number {
  return low | (high << 8)
}
