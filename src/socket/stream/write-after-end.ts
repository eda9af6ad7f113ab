import { constantOf } from '../../binding.ts'
import { errorOf } from '../../errors.ts'
import { Duplex } from './lazy-duplex.ts'
import type { SendCallback } from './outgoing.ts'

const EPIPE = constantOf('EPIPE')

/**
 * The `write` of a stream that ends with its peer. Its writer is not at fault if it comes too late:
 * clients look for EPIPE, and connect again.
 */
export function writeAfterEnd(
  this: InstanceType<typeof Duplex>,
  chunk: unknown,
  encoding?: BufferEncoding | SendCallback,
  callback?: SendCallback,
): boolean {
  if (!this.readableEnded || !this.writableEnded)
    return Duplex.prototype.write.call(this, chunk, encoding as BufferEncoding, callback)
  const error = errorOf('send', -EPIPE, { hint: () => 'both sides have finished sending' })
  const done = typeof encoding === 'function' ? encoding : callback
  if (done) process.nextTick(done, error)
  this.destroy(error)
  return false
}
