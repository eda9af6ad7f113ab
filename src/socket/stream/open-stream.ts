import { checkKeys } from '../../codec/known-keys.ts'
import { objectFrom, ofType } from '../../codec/type-check.ts'
import { isSignal } from '../../engine/wait-limits.ts'
import { show } from '../../codec/show.ts'
import { checkSize } from '../bytes.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { refuseInUse, STREAM } from '../taken.ts'
import { checkConnected } from './check-connected.ts'
import { SocketStream, type StreamOptions } from './socket-stream.ts'

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
  checkConnected(descriptor, 'stream')
  checkUnused(descriptor)
  const stream = new SocketStream(socket, given)
  descriptor.take('receive', 'stream()')
  descriptor.take('send', 'stream()')
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

function checkUnused(descriptor: OpenDescriptor): void {
  refuseInUse(descriptor, 'receive')
  refuseInUse(descriptor, 'send')
  if (descriptor.hasWaitingCalls)
    throw new TypeError('A call waits on the socket: its stream would take the bytes away from it')
}
