import { constantOf, native } from '../binding.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

const SHUT_RD = constantOf('SHUT_RD')
const SHUT_WR = constantOf('SHUT_WR')

/** shutdown(2); returns the kernel's answer. */
export function shutdown(descriptor: OpenDescriptor, how: number): number {
  const answer = native.shutdown(descriptor.fdFor('shutdown'), how)
  // The kernel reports neither half of a full Unix socket as ready because of that.
  if (how !== SHUT_WR) descriptor.readiness.readable.wake()
  if (how !== SHUT_RD) descriptor.readiness.queue('writable').wake()
  return answer
}
