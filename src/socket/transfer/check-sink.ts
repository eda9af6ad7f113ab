import { constantOf, native } from '../../binding.ts'
import { isUnconnected } from '../../engine/poll.ts'
import { errorOf } from '../../errors.ts'
import { emptyNameBuffer } from '../addresses.ts'
import { listens } from '../hints/listener.ts'
import { sendText } from '../hints/transfer.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const ENOTCONN = constantOf('ENOTCONN')

/**
 * Throws ENOTCONN if a socket can send nothing, as it listens or was never connected: a transfer
 * would find out only once its source has something, or never. One that is connecting will send.
 */
export function checkSink(sink: OpenDescriptor, syscall: string): void {
  const fd = sink.fdFor(syscall)
  if (!listens(sink) && !isUnconnected(fd)) return
  if (native.getpeername(fd, emptyNameBuffer()) !== -ENOTCONN) return
  throw errorOf(syscall, -ENOTCONN, { bytesSent: 0, ...sendText(syscall, sink, { length: 0 }) })
}
