import { constantOf, platform } from '../../binding.ts'
import { show } from '../../codec/show.ts'
import { check } from '../../errors.ts'
import { checkBytes } from './byte-count.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Given,
  type WaitOptions,
} from '../call-options.ts'
import { receiveText, sendText } from '../hints/transfer.ts'
import { typeName } from '../names.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import { defaultFlags } from '../send/send-options.ts'
import { shutdown } from '../shutdown.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { refuseTaken } from '../taken.ts'
import { checkSink } from './check-sink.ts'
import { throughBuffer, throughPipe } from './conduit.ts'
import { relay } from './relay.ts'
import { spliceAtOnce, spliceWhenReadable } from './take.ts'
import type { OpenTransfer } from './transfer-call.ts'

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SHUT_WR = constantOf('SHUT_WR')
const ENOTCONN = constantOf('ENOTCONN')

/** Options of `Socket.pipeTo`. */
export interface PipeOptions extends WaitOptions {
  /**
   * The most bytes to transfer. The other socket can be used afterwards: its sending side is not shut
   * down, not even if this one's peer finishes early. By default everything until the end.
   */
  bytes?: number | undefined
}

/** Options of `Socket.pipeTo` as a promise. */
export interface AsyncPipeOptions extends PipeOptions, AsyncWaitOptions {}

export const PIPE = callOptions(['bytes'], {
  direction: 'receive',
  before: ': the most bytes to transfer is { bytes }',
  elsewhere: [
    ['end preventClose', 'with { bytes }, the other socket is not shut down'],
    ['length size max', 'give bytes'],
  ],
})

/** Everything that arrives at one socket goes to another, until the end. */
export function startPipe(
  source: OpenDescriptor,
  other: unknown,
  given: Given<PipeOptions>,
): OpenTransfer {
  const sink = descriptorOf(other)
  for (const end of [source, sink]) checkStream(end)
  if (sink.taken) refuseTaken(sink.taken, 'send')
  checkSink(sink, 'splice')
  const { bytes } = given
  const max = bytes === undefined ? Number.POSITIVE_INFINITY : checkBytes(bytes, 'bytes')
  const take = source.family === AF_UNIX ? spliceAtOnce : spliceWhenReadable()
  const made = relay('splice', source.readiness, sink.readiness, max, [
    ...(platform.constant('SPLICE_F_NONBLOCK') === undefined ? [] : [() => throughPipe(take)]),
    () => throughBuffer(defaultFlags(sink.family)),
  ])
  return Object.assign(made, {
    syscall: 'splice',
    source: source.readiness,
    sink: sink.readiness,
    ownsSource: false,
    subject: () => ({
      bytesSent: made.bytesSent,
      ...(made.turn === 'sink' ? sendText('splice', sink, { length: 0 }) : receiveText(source)),
    }),
    end() {
      if (bytes !== undefined) return
      const answer = shutdown(sink, SHUT_WR)
      // Its peer is gone, and waits for no end: to say so is up to the other direction.
      if (answer !== -ENOTCONN) check('shutdown', answer)
    },
  })
}

function descriptorOf(other: unknown): OpenDescriptor {
  const is = typeof other === 'object' && other !== null && DESCRIPTOR in other
  if (is) return (other as SocketHandle)[DESCRIPTOR]
  throw new TypeError(`pipeTo takes a Socket, not ${show(other)}; of Node's: Socket.borrow(it)`)
}

function checkStream({ type }: OpenDescriptor): void {
  if (type === SOCK_STREAM) return
  throw new TypeError(
    `pipeTo needs two streams, not ${typeName(type)}: send what messages() returns`,
  )
}
