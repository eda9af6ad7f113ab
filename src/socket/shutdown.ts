import { native } from '../binding.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

/** shutdown(2); returns the kernel's answer. */
export function shutdown(descriptor: OpenDescriptor, how: number): number {
  const answer = native.shutdown(descriptor.fdFor('shutdown'), how)
  // The kernel reports neither half of a full Unix socket as ready because of that.
  descriptor.readiness.queue('readable').wake()
  descriptor.readiness.queue('writable').wake()
  return answer
}
