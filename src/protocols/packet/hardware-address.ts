import { ofType } from '../../codec/type-check.ts'

/** Formats a hardware address of any length as `aa:bb:cc:dd:ee:ff`; no bytes as `''`. */
export function formatHardwareAddress(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/**
 * The bytes of `aa:bb:cc:dd:ee:ff`; a TypeError or RangeError if the text is not such an address.
 */
export function parseHardwareAddress(text: unknown): Uint8Array {
  const pairs = ofType(text, 'string', 'A hardware address')
  if (pairs === '') return new Uint8Array(0)
  if (!/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2})*$/.test(pairs))
    throw new TypeError(`Not a hardware address: ${JSON.stringify(pairs)}${withColons(pairs)}`)
  const bytes = Uint8Array.from(pairs.split(':'), (pair) => Number.parseInt(pair, 16))
  if (bytes.length > MAX_ADDR_LEN)
    throw new RangeError(
      `Hardware address too long: ${bytes.length} bytes, has room for ${MAX_ADDR_LEN}`,
    )
  return bytes
}

/** Of six bytes: aa-bb-cc-dd-ee-ff, aabb.ccdd.eeff, aabbccddeeff. */
const OTHER_NOTATION = /^([\da-f]{2}([-.][\da-f]{2}){5}|[\da-f]{4}(\.[\da-f]{4}){2}|[\da-f]{12})$/i

/** `"; it is written 'aa:bb:cc:dd:ee:ff'"` of an address in another notation; `''` of other text. */
export function withColons(text: string): string {
  const pairs = OTHER_NOTATION.test(text) ? text.replace(/[-.]/g, '').match(/../g) : null
  return pairs ? `; it is written '${pairs.join(':')}'` : ''
}

/** Linux's MAX_ADDR_LEN: InfiniBand has 20. */
const MAX_ADDR_LEN = 32
