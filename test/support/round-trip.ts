import assert from 'node:assert/strict'
import { platform } from '../../src/binding.ts'
import type { Codec } from '../../src/codec/codec.ts'

/**
 * Asserts that a row's example survives encoding and decoding, for rows that no kernel here can
 * test. If the example differs in shape from the value read, it is only encoded; without an
 * example, zeros are decoded.
 */
export function assertRoundTrip(codec: Codec<unknown>, example: unknown): void {
  const given =
    example === undefined
      ? new Uint8Array(codec.maxSize(platform))
      : codec.encode(example, platform)
  const value = valueOr(() => codec.decode(given, platform))
  const bytes = value === undefined ? undefined : valueOr(() => codec.encode(value, platform))
  if (bytes) assert.deepEqual(codec.decode(bytes, platform), value)
  else assert.ok(example === undefined || value === undefined)
}

/** The result; undefined if C cannot represent it, or if bytes are missing. */
function valueOr<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error))
    return undefined
  }
}
