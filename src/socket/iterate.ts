import { constantOf, native } from '../binding.ts'
import { hasHungUp } from '../engine/poll.ts'
import { makeCall, type Request } from '../engine/request.ts'
import { stackFrom } from '../error-stack.ts'
import { SocketError } from '../errors.ts'
import type { AnyFamily } from '../protocols/index.ts'
import { call } from './call.ts'
import { type AsyncWaitOptions, callOptions, readOptions, WAIT } from './call-options.ts'
import { closeDescriptors } from './control.ts'
import { type AsyncReceiveOptions, RECEIVE } from './receive/receive-options.ts'
import type { MessageOptions, ReceivedMessage } from './receive/recv-message.ts'
import {
  type DatagramOptions,
  RECEIVE_DATAGRAM,
  type ReceivedDatagram,
  recvDatagramRequest,
} from './receive/recv-datagram.ts'
import { receiveMessage, takeReport } from './receive/message-report.ts'
import { typeName } from './names.ts'
import { DESCRIPTOR } from './open-descriptor.ts'
import type { SocketHandle } from './socket-handle.ts'

const EAGAIN = constantOf('EAGAIN')
const FIONREAD = constantOf('FIONREAD')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const DATAGRAM_TYPES: ReadonlySet<number> = new Set([
  constantOf('SOCK_DGRAM'),
  constantOf('SOCK_RAW'),
])

/** @param accept Accepts one connection. */
export async function* eachConnection<T>(
  socket: SocketHandle,
  options: AsyncWaitOptions | undefined,
  accept: Request<T>,
): AsyncGenerator<T, void> {
  try {
    const given = readOptions(options, WAIT, 'promise')
    yield* untilClosed(socket, () => call(socket, WAIT, given, () => accept))
  } catch (error) {
    stackFrom(eachConnection, error)
    throw error
  }
}

/** @param receive Receives one chunk, with the options as they were read. */
export async function* eachChunk(
  socket: SocketHandle,
  options: AsyncReceiveOptions | undefined,
  receive: (given: AsyncReceiveOptions) => Promise<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    const given = readOptions(options, RECEIVE, 'promise')
    const { type } = socket[DESCRIPTOR]
    // An empty datagram would look like the end.
    if (DATAGRAM_TYPES.has(type))
      throw new TypeError(`A ${typeName(type)} socket has no chunks: receive its datagrams()`)
    for await (const chunk of untilClosed(socket, () => receive(given))) {
      if (chunk.length === 0) return
      yield chunk
    }
  } catch (error) {
    stackFrom(eachChunk, error)
    throw error
  }
}

export async function* eachDatagram<Family extends AnyFamily>(
  socket: SocketHandle<Family>,
  options: DatagramOptions | undefined,
): AsyncGenerator<ReceivedDatagram<Family>, void> {
  try {
    const given = readOptions(options, RECEIVE_DATAGRAM, 'promise')
    const next = (): Promise<ReceivedDatagram<Family>> =>
      call(socket, RECEIVE_DATAGRAM, given, (each) => recvDatagramRequest(socket[DESCRIPTOR], each))
    yield* untilEnded(socket, next, ({ data }) => data.length === 0)
  } catch (error) {
    stackFrom(eachDatagram, error)
    throw error
  }
}

/** Options of {@link Socket.messages}, whose messages have one buffer each. */
type OneBuffer = Omit<MessageOptions, 'sizes' | 'into'> & AsyncReceiveOptions

const EACH_MESSAGE = callOptions(['size', 'control', 'flags'])

/** @param receive Receives one message, with the options as they were read. */
export async function* eachMessage<Family extends AnyFamily>(
  socket: SocketHandle<Family>,
  options: OneBuffer | undefined,
  receive: (given: OneBuffer) => Promise<ReceivedMessage<Family>>,
): AsyncGenerator<ReceivedMessage<Family>, void> {
  try {
    const given = readOptions(options, EACH_MESSAGE, 'promise')
    yield* untilEnded(
      socket,
      () => receive(given),
      // A message of control messages alone, the last one too, is a message.
      ({ length, control }) => length === 0 && control.raw.length === 0,
    )
  } catch (error) {
    stackFrom(eachMessage, error)
    throw error
  }
}

/** The results of `next` until the socket is closed by this program. */
async function* untilClosed<T>(
  socket: SocketHandle,
  next: () => Promise<T>,
): AsyncGenerator<T, void> {
  while (!socket.closed) {
    let value: T
    try {
      value = await next()
    } catch (error) {
      if (error instanceof SocketError && error.code === 'ERR_SOCKET_CLOSED') return
      throw error
    }
    yield value
  }
}

/** As {@link untilClosed}, where an empty result may be one of many, or the end. */
async function* untilEnded<T>(
  socket: SocketHandle,
  next: () => Promise<T>,
  isEmpty: (value: T) => boolean,
): AsyncGenerator<T, void> {
  for await (const value of untilClosed(socket, next)) {
    if (isEmpty(value) && hasEnded(socket)) return
    yield value
  }
}

/**
 * Whether nothing more can come and nothing is left: every further receive would be empty. What is
 * left may be empty too, except for its control messages.
 */
function hasEnded(socket: SocketHandle): boolean {
  const { fd, family } = socket[DESCRIPTOR]
  if (fd < 0) return true
  if (!hasHungUp(fd)) return false
  if (native.ioctl(fd, FIONREAD) > 0) return false
  const left = makeCall(fd, {
    syscall: 'recvmsg',
    waitsFor: 'readable',
    call: () => receiveMessage({ fd, family, flags: PEEK }, [new Uint8Array(1)], peekedControl),
    result: (length) => length,
  })
  if (left !== 0) return left === -EAGAIN
  const { control } = takeReport(peekedControl)
  closeDescriptors(control)
  return control.raw.length === 0
}

const PEEK = MSG_PEEK | MSG_DONTWAIT
const peekedControl = new Uint8Array(1024)
