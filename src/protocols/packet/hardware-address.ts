/** Formats a hardware address of any length as `aa:bb:cc:dd:ee:ff`; no bytes as `''`. */
export function formatHardwareAddress(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/**
 * The bytes of `aa:bb:cc:dd:ee:ff`; a TypeError or RangeError if the text is not such an address.
 */
export function parseHardwareAddress(text: unknown): Uint8Array {
  if (typeof text !== 'string')
    throw new TypeError(`A hardware address must be a string, not ${typeof text}`)
  if (text === '') return new Uint8Array(0)
  if (!/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2})*$/.test(text))
    throw new TypeError(`Not a hardware address: ${JSON.stringify(text)}`)
  const bytes = Uint8Array.from(text.split(':'), (pair) => Number.parseInt(pair, 16))
  if (bytes.length > MAX_ADDR_LEN)
    throw new RangeError(
      `Hardware address too long: ${bytes.length} bytes, has room for ${MAX_ADDR_LEN}`,
    )
  return bytes
}

/** Linux's MAX_ADDR_LEN: InfiniBand has 20. */
const MAX_ADDR_LEN = 32
