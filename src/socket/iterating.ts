import { constantOf, native } from '../binding.ts'
import { pollOne } from '../engine/polling.ts'
import { callThrough } from '../engine/request.ts'
import { SocketError } from '../errors.ts'
import { type AsyncWaitOptions, callOptions, tell, type Told, WAIT } from './call-options.ts'
import { closeDescriptors } from './control.ts'
import { lifeOf } from './handle.ts'
import {
  type MessageOptions,
  type ReceivedMessage,
  receiveMessage,
  whatWasSeen,
} from './messages.ts'
import type { AsyncReceiveOptions, Received } from './receiving.ts'
import type { Socket } from './socket.ts'

const EAGAIN = constantOf('EAGAIN')
const FIONREAD = constantOf('FIONREAD')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const POLLHUP = constantOf('POLLHUP')
const POLLRDHUP = constantOf('POLLRDHUP')

/** A datagram that an iteration gives. */
export interface ReceivedDatagram extends Received {
  /** The datagram was longer than `size`; the rest of it is lost. */
  truncated: boolean
}

/** How {@link Socket.datagrams} receives. */
export interface DatagramOptions extends AsyncReceiveOptions {
  /** Bytes at most of each datagram; 65536 by default. */
  size?: number | undefined
}

/** The steps of an iteration that ends when the socket is closed by this program. */
async function* untilClosed<T>(socket: Socket, next: () => Promise<T>): AsyncGenerator<T, void> {
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

export async function* eachConnection(
  socket: Socket,
  options: AsyncWaitOptions | undefined,
  accept: (told: Told<AsyncWaitOptions>) => Promise<Socket>,
): AsyncGenerator<Socket, void> {
  const told = tell(options, WAIT.promise)
  yield* untilClosed(socket, () => accept(told))
}

const EACH = callOptions('flags')

export async function* eachChunk(
  socket: Socket,
  size?: number,
  options?: AsyncReceiveOptions,
): AsyncGenerator<Buffer, void> {
  const told = tell(options, EACH.promise)
  for await (const chunk of untilClosed(socket, () => socket.recv(size, told))) {
    if (chunk.length === 0) return
    yield chunk
  }
}

const EACH_DATAGRAM = callOptions('flags', 'size')

export async function* eachDatagram(
  socket: Socket,
  options: DatagramOptions | undefined,
  next: (told: DatagramOptions) => Promise<ReceivedDatagram>,
): AsyncGenerator<ReceivedDatagram, void> {
  const told = tell(options, EACH_DATAGRAM.promise)
  yield* untilEnded(
    socket,
    () => next(told),
    ({ data }) => data.length === 0,
  )
}

const EACH_MESSAGE = callOptions('size', 'control', 'flags')

export async function* eachMessage(
  socket: Socket,
  options?: MessageOptions & AsyncReceiveOptions,
): AsyncGenerator<ReceivedMessage, void> {
  const { size, control, flags, timeout, signal } = tell(options, EACH_MESSAGE.promise)
  const one = { size, control, flags, timeout, signal }
  yield* untilEnded(
    socket,
    () => socket.recvMessage(one),
    // A message of control alone, the last one too, is a message.
    (message) => message.length === 0 && message.control.raw.length === 0,
  )
}

/** The steps of an iteration in which an empty result may be one of many, or the end. */
async function* untilEnded<T>(
  socket: Socket,
  next: () => Promise<T>,
  isEmpty: (value: T) => boolean,
): AsyncGenerator<T, void> {
  for await (const value of untilClosed(socket, next)) {
    if (isEmpty(value) && hasEnded(socket)) return
    yield value
  }
}

/**
 * Whether nothing more can come and nothing is left: then every receive would be empty. What is left
 * may be empty too, but for its control messages.
 */
function hasEnded(socket: Socket): boolean {
  const { fd } = socket
  if (fd < 0) return true
  if ((pollOne(fd, POLLRDHUP, 0) & (POLLRDHUP | POLLHUP)) === 0) return false
  if (native.ioctl(fd, FIONREAD) > 0) return false
  const { family } = lifeOf(socket)
  const left = callThrough(fd, {
    syscall: 'recvmsg',
    call: () => receiveMessage({ fd, family, flags: PEEK }, [new Uint8Array(1)], peekRoom),
    result: (length) => length,
  })
  if (left !== 0) return left === -EAGAIN
  const { control } = whatWasSeen(peekRoom)
  closeDescriptors(control)
  return control.raw.length === 0
}

const PEEK = MSG_PEEK | MSG_DONTWAIT
const peekRoom = new Uint8Array(1024)
