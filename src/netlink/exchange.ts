import { constantOf, constantOr, platform } from '../binding.ts'
import { UINT32_MAX, within } from '../codec/integers.ts'
import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { objectFrom } from '../codec/type-check.ts'
import { errorOf, SocketError } from '../errors.ts'
import { NETLINK_FLAGS } from '../protocols/netlink/values.ts'
import { flagsOf } from '../socket/names.ts'
import type { Received } from '../socket/receive/recv-from.ts'
import type { Socket } from '../socket/socket.ts'
import { type Acknowledgement, NetlinkError, readAcknowledgement } from './acknowledgement.ts'
import { checkNotIgnored, messageTypeName, requestType } from './message-types.ts'
import { type Message, type MessageInput, messageList } from './messages.ts'

/** A request to the kernel. The sequence number and NLM_F_REQUEST are added. */
export type RequestInput = Pick<MessageInput, 'type' | 'flags' | 'payload'>

/** The address of the kernel. */
export const KERNEL = { family: 'AF_NETLINK', portId: 0, groups: 0 } as const

/** A message that was received can be changed and sent: its numbers are ignored. */
const REQUEST: ReadonlySet<string> = new Set(['type', 'flags', 'payload', 'sequence', 'portId'])

/** What nlmsg_flags has room for. */
const MAX_FLAGS = 0xffff

const EBUSY = constantOf('EBUSY')
const NLMSG_DONE = constantOr('NLMSG_DONE', -1)
const NLMSG_ERROR = constantOr('NLMSG_ERROR', -1)
const NLMSG_MIN_TYPE = constantOr('NLMSG_MIN_TYPE', -1)
const NLM_F_DUMP = constantOr('NLM_F_DUMP', 0)
const NLM_F_DUMP_INTR = constantOr('NLM_F_DUMP_INTR', -1)
const NLM_F_REQUEST = constantOr('NLM_F_REQUEST', -1)

/** The sequence number of the last request of this thread. 0 is for unsolicited messages. */
let lastSequence = 0

/** Sockets on which a request is under way. */
const busy = new WeakSet<Socket>()

/** One request, and which of the messages that arrive answer it. */
export class Exchange {
  /** The request as bytes. */
  readonly bytes: Uint8Array
  /** How it ended; undefined while more messages are expected. */
  end: Acknowledgement | undefined
  readonly #socket: Socket
  readonly #sequence: number
  readonly #type: number
  readonly #protocol: number
  #portId: number | undefined
  #interrupted = false
  #delivering = false

  /**
   * Fails with EBUSY while another is under way on the socket, as the kernel does for two dumps.
   */
  constructor(socket: Socket, request: RequestInput, flags: number) {
    checkNetlink(socket)
    const given = objectFrom(request, 'A request') as RequestInput
    checkKeys(given, REQUEST, 'part of a request')
    const { payload } = given
    this.#protocol = socket.closed ? -1 : socket.protocol
    const type = requestType(given.type, this.#protocol) as number // checked when it is encoded
    const asked =
      'flags' in given
        ? within(flagsOf(given.flags, 'flags', NETLINK_FLAGS), 'flags', 0, MAX_FLAGS)
        : 0
    this.#sequence = (lastSequence % UINT32_MAX) + 1
    const message = {
      type,
      flags: asked | flags | NLM_F_REQUEST,
      sequence: this.#sequence,
      ...(payload === undefined ? {} : { payload }),
    }
    this.bytes = messageList.encode([message], platform)
    checkNotIgnored(type, this.#protocol, payload, (flags & NLM_F_DUMP) !== 0)
    if (busy.has(socket)) throw busyError()
    busy.add(socket)
    lastSequence = this.#sequence
    this.#socket = socket
    this.#type = type
  }

  /** Allows the next request on the socket. */
  release(): void {
    busy.delete(this.#socket)
  }

  /** Whether the caller stopped taking messages before the last had arrived. */
  get endedEarly(): boolean {
    return this.#delivering && !this.end && !this.#socket.closed
  }

  /** Yields the messages to the caller, who may stop taking them. */
  *deliver(messages: readonly Message[]): Generator<Message, void, undefined> {
    this.#delivering = true
    yield* messages
    this.#delivering = false
  }

  /** The answers in a datagram. Sets {@link Exchange.end} at the last. */
  answersIn({ data, address }: Received): Message[] {
    if (address?.family !== 'AF_NETLINK' || address.portId !== 0) return [] // any program may send here
    this.#portId ??= portIdOf(this.#socket)
    const answers: Message[] = []
    for (const message of messageList.decode(data, platform)) {
      const { type, flags, sequence, portId } = message
      if (sequence !== this.#sequence) continue
      // Some protocols leave it 0. A notification has the sequence number of its cause.
      if (portId !== 0 && portId !== this.#portId) continue
      if ((flags & NLM_F_DUMP_INTR) !== 0) this.#interrupted = true
      if (type === NLMSG_ERROR || type === NLMSG_DONE) {
        this.end = readAcknowledgement(message)
      } else if (type >= NLMSG_MIN_TYPE) answers.push(message)
    }
    return answers
  }

  /** Throws if it failed. */
  check(): void {
    if (this.end && this.end.errno < 0) {
      const name = messageTypeName(this.#type, this.#protocol)
      throw new NetlinkError(this.end, name, causeOf(this.end, this.#protocol))
    }
    if (this.#interrupted) throw interruptedError()
  }
}

/** Protocols whose requests need CAP_NET_ADMIN, if they need a capability. */
const OF_NET_ADMIN: ReadonlySet<number> = new Set(
  ['NETLINK_ROUTE', 'NETLINK_SOCK_DIAG', 'NETLINK_XFRM', 'NETLINK_NETFILTER'].map((name) =>
    constantOr(name, -1),
  ),
)

/** Root has what a request needs, and is refused for other reasons. */
function causeOf({ code }: Acknowledgement, protocol: number): string | undefined {
  const isUser = process.geteuid?.() !== 0 && OF_NET_ADMIN.has(protocol)
  return code === 'EPERM' && isUser ? 'needs CAP_NET_ADMIN' : undefined
}

function checkNetlink(socket: Socket): void {
  const given: unknown = socket
  const family = isObject(given) && 'family' in given ? given['family'] : show(given)
  if (family === 'AF_NETLINK') return
  throw new TypeError(`A request needs a socket of AF_NETLINK, not ${String(family)}`)
}

function portIdOf({ localAddress }: Socket): number {
  return localAddress.family === 'AF_NETLINK' ? localAddress.portId : 0
}

function busyError(): SocketError {
  return errorOf('netlink', -EBUSY, { hint: () => 'the socket has a request in progress' })
}

/** The messages of a dump may be inconsistent. The kernel has no error number for this. */
function interruptedError(): SocketError {
  const reason = 'something changed during the dump, which may be inconsistent'
  return new SocketError('netlink', 0, 'ERR_NETLINK_DUMP_INTERRUPTED', reason)
}
