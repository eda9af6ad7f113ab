import { constantOf, constantOr } from '../binding.ts'
import { readOptions, WAIT } from '../socket/call-options.ts'
import type { AsyncReceiveOptions, ReceiveOptions } from '../socket/receive/receive-options.ts'
import type { Socket } from '../socket/socket.ts'
import { Exchange, KERNEL, type RequestInput } from './exchange.ts'
import type { Message } from './messages.ts'

/**
 * How long a request may take: until `deadline`; `timeout` limits each of its waits. By default, as
 * long as the socket's own `timeout` allows: indefinitely, unless it is set.
 */
export type RequestOptions = Pick<ReceiveOptions, 'timeout' | 'deadline'>

/** {@link RequestOptions} of a call that returns a promise. */
export type AsyncRequestOptions = Pick<AsyncReceiveOptions, 'timeout' | 'deadline' | 'signal'>

const NLM_F_ACK = constantOr('NLM_F_ACK', -1)
const NLM_F_DUMP = constantOr('NLM_F_DUMP', -1)

/** Datagrams of a dump are as long as the largest buffer received with so far, at most 32 KiB. */
const DUMP_BUFFER_SIZE = 32768

/** With PEEK, a receive returns the length of the next datagram, and leaves it. */
const EMPTY = new Uint8Array(0)
const PEEK = constantOf('MSG_PEEK') | constantOf('MSG_TRUNC')

/**
 * Makes one request, and waits until the kernel has acknowledged it.
 *
 * A socket carries one request at a time. Other messages that arrive on it in the meantime are
 * discarded: use another socket for the notifications of groups. Set NETLINK_EXT_ACK to learn why a
 * request failed.
 *
 * @returns The messages before the acknowledgement, if the request asks for any.
 * @throws {NetlinkError} When the kernel refuses it: `EPERM` without the privilege, `EINVAL`,
 *   `ENODEV`, `EEXIST`, `EOPNOTSUPP`.
 * @throws {SocketError} `EBUSY` while another request is under way on the socket.
 * @see {@link https://man7.org/linux/man-pages/man7/netlink.7.html netlink(7)}
 */
export async function request(
  socket: Socket,
  message: RequestInput,
  options: AsyncRequestOptions = {},
): Promise<Message[]> {
  const answers: Message[] = []
  for await (const answer of answersTo(socket, message, NLM_F_ACK, options)) answers.push(answer)
  return answers
}

/**
 * Blocking form of {@link request}: same arguments but `signal`; returns what that resolves to,
 * throws what that rejects with.
 */
export function requestSync(
  socket: Socket,
  message: RequestInput,
  options: RequestOptions = {},
): Message[] {
  return [...answersToSync(socket, message, NLM_F_ACK, options)]
}

/**
 * Requests a whole table, and yields each message of the answer as it arrives. Buffers are as large
 * as the kernel's datagrams: nothing is truncated.
 *
 * A socket carries one request at a time, as with {@link request}. A loop that ends early receives
 * and discards the rest, so that the socket can be used again. After a timeout or an abort the rest
 * is still to come: close the socket.
 *
 * @throws {NetlinkError} When the kernel refuses it, as {@link request}.
 * @throws {SocketError} At the end, `ERR_NETLINK_DUMP_INTERRUPTED`: the table changed in the
 *   meantime, and the messages may be inconsistent. Request it again.
 * @see {@link https://man7.org/linux/man-pages/man7/netlink.7.html netlink(7)}
 */
export function dump(
  socket: Socket,
  message: RequestInput,
  options: AsyncRequestOptions = {},
): AsyncGenerator<Message, void, undefined> {
  return answersTo(socket, message, NLM_F_DUMP, options)
}

/**
 * Blocking form of {@link dump}: same arguments but `signal`; yields the same messages, throws what
 * that rejects with.
 */
export function dumpSync(
  socket: Socket,
  message: RequestInput,
  options: RequestOptions = {},
): Generator<Message, void, undefined> {
  return answersToSync(socket, message, NLM_F_DUMP, options)
}

/** Sends a request, and yields the messages of the answer until its end. */
async function* answersTo(
  socket: Socket,
  message: RequestInput,
  flags: number,
  options: AsyncRequestOptions,
): AsyncGenerator<Message, void, undefined> {
  const limits = readOptions(options, WAIT, 'promise')
  const exchange = new Exchange(socket, message, flags)
  try {
    await socket.sendTo(exchange.bytes, KERNEL, limits)
    while (!exchange.end) yield* exchange.deliver(await next(socket, exchange, limits))
    exchange.check()
  } finally {
    try {
      while (exchange.endedEarly) await next(socket, exchange, limits)
    } finally {
      exchange.release()
    }
  }
}

/** Blocking form of {@link answersTo}. */
function* answersToSync(
  socket: Socket,
  message: RequestInput,
  flags: number,
  options: RequestOptions,
): Generator<Message, void, undefined> {
  const limits = readOptions(options, WAIT, 'sync')
  const exchange = new Exchange(socket, message, flags)
  try {
    socket.sendToSync(exchange.bytes, KERNEL, limits)
    while (!exchange.end) yield* exchange.deliver(nextSync(socket, exchange, limits))
    exchange.check()
  } finally {
    try {
      while (exchange.endedEarly) nextSync(socket, exchange, limits)
    } finally {
      exchange.release()
    }
  }
}

async function next(
  socket: Socket,
  exchange: Exchange,
  options: AsyncRequestOptions,
): Promise<Message[]> {
  const size = await socket.recvInto(EMPTY, { ...options, flags: PEEK })
  return exchange.answersIn(await socket.recvFrom(Math.max(size, DUMP_BUFFER_SIZE), options))
}

function nextSync(socket: Socket, exchange: Exchange, options: RequestOptions): Message[] {
  const size = socket.recvIntoSync(EMPTY, { ...options, flags: PEEK })
  return exchange.answersIn(socket.recvFromSync(Math.max(size, DUMP_BUFFER_SIZE), options))
}
