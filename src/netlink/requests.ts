import type { AsyncReceiveOptions, ReceiveOptions } from '../socket/receive/receive-options.ts'
import type { Received } from '../socket/receive/recv-from.ts'
import type { Socket } from '../socket/socket.ts'
import { constant, Exchange, KERNEL, type RequestInput } from './exchange.ts'
import type { Message } from './messages.ts'

/** How long each wait of a request may take; it may wait several times. */
export type RequestOptions = Pick<ReceiveOptions, 'timeout'>

/** {@link RequestOptions} of a call that gives a promise. */
export type AsyncRequestOptions = Pick<AsyncReceiveOptions, 'timeout' | 'signal'>

const NLM_F_ACK = constant('NLM_F_ACK')
const NLM_F_DUMP = constant('NLM_F_DUMP')

/** The kernel makes datagrams of a dump no longer than what was last received with: 32 KiB at most. */
const ROOM = 32768

/** Asks how long the next datagram is, and leaves it. */
const NOTHING = new Uint8Array(0)
const PEEK = constant('MSG_PEEK') | constant('MSG_TRUNC')

/**
 * Makes one request, and waits until the kernel has acknowledged it.
 *
 * One at a time on a socket. What else arrives there meanwhile is thrown away: have another socket
 * for the notices of groups. To be told why a request failed, set NETLINK_EXT_ACK.
 *
 * @returns What came before the acknowledgement: what was asked for, if something was.
 * @throws {NetlinkError} What the kernel says: `EPERM` without the right, `EINVAL`, `ENODEV`,
 *   `EEXIST`, `EOPNOTSUPP`.
 * @throws {SocketError} `EBUSY` while another request is under way on the socket.
 * @see netlink(7)
 */
export async function request(
  socket: Socket,
  message: RequestInput,
  options: AsyncRequestOptions = {},
): Promise<Message[]> {
  const exchange = new Exchange(socket, message, NLM_F_ACK)
  try {
    await socket.sendTo(exchange.bytes, KERNEL, options)
    const answers: Message[] = []
    while (!exchange.end) answers.push(...(await next(socket, exchange, options)))
    exchange.check()
    return answers
  } finally {
    exchange.release()
  }
}

/** {@link request}, holding the thread. */
export function requestSync(
  socket: Socket,
  message: RequestInput,
  options: RequestOptions = {},
): Message[] {
  const exchange = new Exchange(socket, message, NLM_F_ACK)
  try {
    socket.sendToSync(exchange.bytes, KERNEL, options)
    const answers: Message[] = []
    while (!exchange.end) answers.push(...nextSync(socket, exchange, options))
    exchange.check()
    return answers
  } finally {
    exchange.release()
  }
}

/**
 * Asks for a whole table: each message of the answer, as it comes. Buffers are as large as they
 * must be, nothing is cut.
 *
 * One at a time on a socket, as {@link request}. A loop that is left early receives the rest, for
 * the kernel to be done with it. After a deadline or an abort the rest is still to come: close the
 * socket.
 *
 * @throws {NetlinkError} What the kernel says, as {@link request}.
 * @throws {SocketError} At the end, `ERR_NETLINK_DUMP_INTERRUPTED`: something changed meanwhile,
 *   and what came may not fit together. Ask again.
 * @see netlink(7)
 */
export async function* dump(
  socket: Socket,
  message: RequestInput,
  options: AsyncRequestOptions = {},
): AsyncGenerator<Message, void, undefined> {
  const exchange = new Exchange(socket, message, NLM_F_DUMP)
  let left = false
  try {
    await socket.sendTo(exchange.bytes, KERNEL, options)
    while (!exchange.end) {
      const answers = await next(socket, exchange, options)
      left = true
      yield* answers
      left = false
    }
    exchange.check()
  } finally {
    try {
      while (left && !exchange.end && !socket.closed) await next(socket, exchange, options)
    } finally {
      exchange.release()
    }
  }
}

/** {@link dump}, holding the thread. */
export function* dumpSync(
  socket: Socket,
  message: RequestInput,
  options: RequestOptions = {},
): Generator<Message, void, undefined> {
  const exchange = new Exchange(socket, message, NLM_F_DUMP)
  let left = false
  try {
    socket.sendToSync(exchange.bytes, KERNEL, options)
    while (!exchange.end) {
      const answers = nextSync(socket, exchange, options)
      left = true
      yield* answers
      left = false
    }
    exchange.check()
  } finally {
    try {
      while (left && !exchange.end && !socket.closed) nextSync(socket, exchange, options)
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
  const size = await socket.recvInto(NOTHING, { ...options, flags: PEEK })
  return answersIn(exchange, await socket.recvFrom(Math.max(size, ROOM), options))
}

function nextSync(socket: Socket, exchange: Exchange, options: RequestOptions): Message[] {
  const size = socket.recvIntoSync(NOTHING, { ...options, flags: PEEK })
  return answersIn(exchange, socket.recvFromSync(Math.max(size, ROOM), options))
}

function answersIn(exchange: Exchange, { data, address }: Received): Message[] {
  return exchange.answersIn(data, address)
}
