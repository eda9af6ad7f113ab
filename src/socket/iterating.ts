import { constantOf, native } from '../binding.ts'
import { SocketError } from '../errors.ts'
import type { AsyncWaitOptions } from './handle.ts'
import type { MessageOptions, ReceivedMessage } from './messages.ts'
import type { AsyncReceiveOptions, Received } from './receiving.ts'
import type { Socket } from './socket.ts'

const EAGAIN = constantOf('EAGAIN')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const POLLHUP = constantOf('POLLHUP')
const POLLRDHUP = constantOf('POLLRDHUP')

/** What accept(2) may say of a connection that failed before it was taken; the listener is well. */
const OF_THE_CONNECTION = new Set([
  'ECONNABORTED',
  'ENETDOWN',
  'EPROTO',
  'ENOPROTOOPT',
  'EHOSTDOWN',
  'ENONET',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
/** What passes when others close something. */
const OF_THE_MACHINE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])
/** Milliseconds between two tries when descriptors have run out. */
const BREATH = 50

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

async function acceptNext(socket: Socket, options: AsyncWaitOptions | undefined): Promise<Socket> {
  for (;;) {
    try {
      return await socket.accept(options)
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      if (OF_THE_CONNECTION.has(error.code)) continue
      if (!OF_THE_MACHINE.has(error.code)) throw error
      await new Promise((resolve) => setTimeout(resolve, BREATH))
    }
  }
}

export function eachConnection(
  socket: Socket,
  options?: AsyncWaitOptions,
): AsyncGenerator<Socket, void> {
  return untilClosed(socket, () => acceptNext(socket, options))
}

export async function* eachChunk(
  socket: Socket,
  size?: number,
  options?: AsyncReceiveOptions,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of untilClosed(socket, () => socket.recv(size, options))) {
    if (chunk.length === 0) return
    yield chunk
  }
}

export function eachDatagram(
  socket: Socket,
  options?: AsyncReceiveOptions,
): AsyncGenerator<Received, void> {
  return untilEnded(
    socket,
    () => socket.recvFrom(undefined, options),
    ({ data }) => data.length,
  )
}

export function eachMessage(
  socket: Socket,
  options?: MessageOptions & AsyncReceiveOptions,
): AsyncGenerator<ReceivedMessage, void> {
  const { size, control, flags, timeout, signal } = options ?? {}
  const one = { size, control, flags, timeout, signal }
  return untilEnded(
    socket,
    () => socket.recvMessage(one),
    ({ length }) => length,
  )
}

/** The steps of an iteration in which an empty result may be one of many, or the end. */
async function* untilEnded<T>(
  socket: Socket,
  next: () => Promise<T>,
  lengthOf: (value: T) => number,
): AsyncGenerator<T, void> {
  for await (const value of untilClosed(socket, next)) {
    if (lengthOf(value) === 0 && hasEnded(socket)) return
    yield value
  }
}

/** Whether nothing more can come and nothing is left: then every receive would be empty. */
function hasEnded({ fd }: Socket): boolean {
  const revents = native.pollOne(fd, POLLRDHUP, 0)
  if (revents < 0 || (revents & (POLLRDHUP | POLLHUP)) === 0) return false
  const left = native.recv(fd, new Uint8Array(1), MSG_PEEK | MSG_DONTWAIT)
  return left === 0 || left === -EAGAIN
}
