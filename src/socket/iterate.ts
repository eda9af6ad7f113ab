import { constantOf, native } from '../binding.ts'
import { hasHungUp } from '../engine/poll.ts'
import { makeCall, type Request } from '../engine/request.ts'
import { stackFrom } from '../error-stack.ts'
import { SocketError } from '../errors.ts'
import type { AnyFamily } from '../protocols/index.ts'
import { checkSize } from './bytes.ts'
import { call } from './call.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Given,
  limitsOf,
  type OptionNames,
  readOptions,
  WAIT,
} from './call-options.ts'
import { closeDescriptors } from './control.ts'
import { type AsyncReceiveOptions, RECEIVE } from './receive/receive-options.ts'
import { recvRequest } from './receive/recv.ts'
import {
  type EachMessageOptions,
  type ReceivedMessage,
  recvMessageRequest,
} from './receive/recv-message.ts'
import {
  type DatagramOptions,
  RECEIVE_DATAGRAM,
  type ReceivedDatagram,
  recvDatagramRequest,
} from './receive/recv-datagram.ts'
import { receiveMessage, takeReport } from './receive/message-report.ts'
import { NOT_OF_MESSAGES } from './misplaced.ts'
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
export function eachConnection<T>(
  socket: SocketHandle,
  options: AsyncWaitOptions | undefined,
  accept: Request<T>,
): AsyncGenerator<T, void> {
  return iterate(socket, WAIT, options, () => accept)
}

export function eachChunk(
  socket: SocketHandle,
  max: number | undefined,
  options: AsyncReceiveOptions | undefined,
): AsyncGenerator<Buffer, void> {
  const descriptor = socket[DESCRIPTOR]
  const chunk = (given: Given<AsyncReceiveOptions>): Request<Buffer> => {
    // An empty datagram would look like the end.
    if (DATAGRAM_TYPES.has(descriptor.type)) {
      const type = typeName(descriptor.type)
      throw new TypeError(`A ${type} socket has no chunks: receive its datagrams()`)
    }
    return recvRequest(descriptor, max, given)
  }
  return iterate(socket, RECEIVE, options, chunk, ({ length }) => length === 0)
}

export function eachDatagram<Family extends AnyFamily>(
  socket: SocketHandle<Family>,
  options: DatagramOptions | undefined,
): AsyncGenerator<ReceivedDatagram<Family>, void> {
  const descriptor = socket[DESCRIPTOR]
  return iterate(
    socket,
    RECEIVE_DATAGRAM,
    options,
    (given) => recvDatagramRequest(descriptor, given),
    ({ data }) => data.length === 0 && hasEnded(socket),
  )
}

const EACH_MESSAGE = callOptions(['size', 'control', 'flags'], {
  direction: 'receive',
  elsewhere: NOT_OF_MESSAGES,
})

export function eachMessage<Family extends AnyFamily>(
  socket: SocketHandle<Family>,
  options: EachMessageOptions | undefined,
): AsyncGenerator<ReceivedMessage<Family>, void> {
  const descriptor = socket[DESCRIPTOR]
  return iterate(
    socket,
    EACH_MESSAGE,
    options,
    // Without `sizes` and `into`, a message has one buffer.
    (given) => recvMessageRequest(descriptor, given) as Request<ReceivedMessage<Family>>,
    // A message of control messages alone, the last one too, is a message.
    ({ length, control }) => length === 0 && control.raw.length === 0 && hasEnded(socket),
    (given) => {
      if (given.size !== undefined) checkSize(given.size, 'size')
      recvMessageRequest(descriptor, { ...given, size: 0 }) // which allocates nothing
    },
  )
}

/**
 * The results of a call that is repeated. What it is given is checked at once, and not when the
 * iteration begins.
 *
 * @param check Checks the call's own options; by default, its request is built, and not made.
 */
function iterate<T, Options extends AsyncWaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  request: (given: Given<Options>) => Request<T>,
  isEnd?: (result: T) => boolean,
  check: (given: Given<Options>) => unknown = request,
): AsyncGenerator<T, void> {
  const given = readOptions(options, names, 'promise')
  check(given)
  limitsOf(given, socket[DESCRIPTOR].limits)
  return untilClosed(socket, () => call(socket, names, given as Options, request), isEnd)
}

/** The results of `next` until one is the end, or the socket is closed by this program. */
async function* untilClosed<T>(
  socket: SocketHandle,
  next: () => Promise<T>,
  isEnd?: (result: T) => boolean,
): AsyncGenerator<T, void> {
  while (!socket.closed) {
    let value: T
    try {
      value = await next()
      if (isEnd?.(value)) return
    } catch (error) {
      if (error instanceof SocketError && error.code === 'ERR_SOCKET_CLOSED') return
      stackFrom(untilClosed, error)
      throw error
    }
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
