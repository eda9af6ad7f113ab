import { Buffer } from 'node:buffer'

/** The size of the scratch buffer, and of a receive whose size the caller leaves open. Bytes. */
export const DEFAULT_SIZE = 65536

/** Calls receive into it before it is known how much will come. One for all of this environment. */
const scratch = Buffer.allocUnsafeSlow(DEFAULT_SIZE)

/**
 * A buffer for one call. It may hold old data: {@link copyOut} returns what was received.
 *
 * @param zeroed Whether old memory must not show, where the kernel may report more than it wrote.
 */
export function scratchOf(size: number, zeroed: boolean): Buffer {
  if (zeroed) return Buffer.alloc(size)
  if (size > DEFAULT_SIZE) return Buffer.allocUnsafeSlow(size)
  return size === DEFAULT_SIZE ? scratch : scratch.subarray(0, size)
}

/** The first bytes of a buffer of {@link scratchOf}, as the caller's own. */
export function copyOut(buffer: Buffer, length: number): Buffer {
  const bytes = buffer.subarray(0, length)
  return buffer.buffer === scratch.buffer || length < buffer.length / 2 ? Buffer.from(bytes) : bytes
}
