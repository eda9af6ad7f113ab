import { constantOf, native } from '../../binding.ts'
import { checkKeys } from '../../codec/known-keys.ts'
import { objectFrom, ofType } from '../../codec/type-check.ts'
import { hasEnded } from '../../engine/poll.ts'
import { isSignal } from '../../engine/wait-limits.ts'
import { errorOf } from '../../errors.ts'
import { show } from '../../codec/show.ts'
import { emptyNameBuffer } from '../addresses.ts'
import { checkSize } from '../bytes.ts'
import { listens } from '../hints/listener.ts'
import { typeName } from '../names.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { refuseTaken, STREAM } from '../taken.ts'
import { SocketStream, type StreamOptions } from './socket-stream.ts'

const SOCK_SEQPACKET = constantOf('SOCK_SEQPACKET')
const SOCK_STREAM = constantOf('SOCK_STREAM')

const OPTIONS: ReadonlySet<string> = new Set(['allowHalfOpen', 'highWaterMark', 'signal'])

/** The stream of a socket, created when it is first asked for. */
export function streamOf(socket: SocketHandle, options?: StreamOptions): SocketStream {
  const existing = socket[STREAM]
  if (existing instanceof SocketStream) {
    if (options === undefined) return existing
    throw new TypeError('The socket has a stream already: its options were given when it was made')
  }
  const given = readStreamOptions(options)
  const descriptor = socket[DESCRIPTOR]
  checkStreamable(descriptor)
  const stream = new SocketStream(socket, given)
  descriptor.taken = { receive: 'stream()', send: 'stream()' }
  socket[STREAM] = stream
  return stream
}

/** Each option, read once. */
function readStreamOptions(options: StreamOptions = {}): StreamOptions {
  checkKeys(objectFrom(options, 'options'), OPTIONS, 'option')
  const { allowHalfOpen, highWaterMark, signal } = options
  if (allowHalfOpen !== undefined) ofType(allowHalfOpen, 'boolean', 'allowHalfOpen')
  if (highWaterMark !== undefined) checkSize(highWaterMark, 'highWaterMark')
  if (signal !== undefined && !isSignal(signal))
    throw new TypeError(`signal must be an AbortSignal, not ${show(signal)}`)
  return { allowHalfOpen, highWaterMark, signal }
}

function checkStreamable(descriptor: OpenDescriptor): void {
  const fd = descriptor.fdFor('stream')
  const { type, readiness, taken = {}, peer } = descriptor
  if (type !== SOCK_STREAM && type !== SOCK_SEQPACKET)
    throw new TypeError(`A ${typeName(type)} socket has no stream: receive its datagrams()`)
  if (listens(descriptor))
    throw new TypeError('The socket listens: take the stream of what accept() returns')
  refuseTaken(taken, 'receive')
  refuseTaken(taken, 'send')
  if (!readiness.readable.empty || readiness.hasWaitingSends)
    throw new TypeError('A call waits on the socket: its stream would take the bytes away from it')
  const answer = native.getpeername(fd, emptyNameBuffer())
  // One that was connected, and is no longer, has ended both ways.
  if (answer < 0 && peer === undefined && !hasEnded(fd))
    throw errorOf('stream', answer, { hint: () => 'connect first' })
}
