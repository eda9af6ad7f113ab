import { constantOf, native } from '../../binding.ts'
import { wasConnectedAndEnded } from '../../engine/poll.ts'
import { errorOf } from '../../errors.ts'
import { emptyNameBuffer } from '../addresses.ts'
import { listens } from '../hints/listener.ts'
import { typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const SOCK_SEQPACKET = constantOf('SOCK_SEQPACKET')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/**
 * Throws if a socket can have no streams: it is closed, has no connections, listens, or was never
 * connected.
 *
 * @param call What was called.
 */
export function checkConnected(descriptor: OpenDescriptor, call: string): void {
  const fd = descriptor.fdFor(call)
  const { type, peer } = descriptor
  if (type !== SOCK_STREAM && type !== SOCK_SEQPACKET)
    throw new TypeError(`A ${typeName(type)} socket has no stream: receive its datagrams()`)
  if (listens(descriptor))
    throw new TypeError('The socket listens: take the stream of what accept() returns')
  const answer = native.getpeername(fd, emptyNameBuffer())
  // One that was connected, and is no longer, has ended both ways.
  if (answer < 0 && peer === undefined && !wasConnectedAndEnded(fd))
    throw errorOf(call, answer, { hint: () => 'connect first' })
}
