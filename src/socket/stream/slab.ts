import { Buffer } from 'node:buffer'

/** Streams receive into the next part of it. One for all of this environment. Bytes. */
const SLAB_SIZE = 1 << 20
/** The most that one receive takes. */
const PART_SIZE = 1 << 16
/** A slab with less left is replaced. */
const LEAST_PART = 1 << 14
/** Shorter chunks are copied: each of them would keep a whole slab in memory. */
const LEAST_KEPT = 1 << 12

let slab = Buffer.alloc(0)
let used = 0
let part = slab

/** Memory for the next receive. It may hold old data: {@link takePart} returns what was received. */
export function nextPart(): Buffer {
  // A slab whose memory was transferred has the length 0.
  if (part.length >= LEAST_PART) return part
  slab = Buffer.allocUnsafeSlow(SLAB_SIZE)
  keepFromTransfer(slab.buffer)
  used = 0
  part = slab.subarray(0, PART_SIZE)
  return part
}

/** The first bytes of {@link nextPart}, which are the caller's from then on. */
export function takePart(length: number): Buffer {
  if (length < LEAST_KEPT) {
    const copy = Buffer.allocUnsafe(length)
    part.copy(copy, 0, 0, length)
    return copy
  }
  const taken = part.subarray(0, length)
  used += length
  part = slab.subarray(used, used + PART_SIZE)
  return taken
}

/** As Buffer's own pool: who transferred one chunk would take the memory of all the others. */
function keepFromTransfer(memory: object): void {
  process.getBuiltinModule('node:worker_threads').markAsUntransferable(memory)
}
