import { platform } from '../binding.ts'
import { errorOf, SocketError } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import type { ConstantName } from '../protocols/index.ts'
import type { Socket } from '../socket/socket.ts'
import { type Message, type MessageInput, messageList, objectOf } from './messages.ts'
import { type Acknowledgement, NetlinkError, readAcknowledgement } from './acknowledgement.ts'

/** A request to the kernel. The sequence and what makes it a request are added. */
export type RequestInput = Pick<MessageInput, 'type' | 'flags' | 'payload'>

/** Where requests go: the kernel. */
export const KERNEL = { family: 'AF_NETLINK', portId: 0, groups: 0 } as const

/** The number of a name that not every platform has; every platform may import this. */
export const constant = (name: ConstantName): number => platform.constant(name) ?? -1
const EBUSY = constant('EBUSY')
const NLMSG_DONE = constant('NLMSG_DONE')
const NLMSG_ERROR = constant('NLMSG_ERROR')
const NLMSG_MIN_TYPE = constant('NLMSG_MIN_TYPE')
const NLM_F_DUMP_INTR = constant('NLM_F_DUMP_INTR')
const NLM_F_REQUEST = constant('NLM_F_REQUEST')

/** Requests of this thread so far. 0 is for what nobody asked for. */
let requests = 0

/** Sockets on which a request is under way. */
const busy = new WeakSet<Socket>()

/** One request, and which of all that comes are its answers. */
export class Exchange {
  /** The request as bytes. */
  readonly bytes: Uint8Array
  /** How it ended; undefined while more is to come. */
  end: Acknowledgement | undefined
  readonly #socket: Socket
  readonly #sequence: number
  #portId: number | undefined
  #interrupted = false

  /** Fails with EBUSY while another is under way on the socket, as the kernel does for two dumps. */
  constructor(socket: Socket, request: RequestInput, flags: number) {
    const { type, flags: given = 0, payload } = objectOf(request, 'A request') as RequestInput
    this.#sequence = (requests % 0xffff_ffff) + 1
    const message = {
      type,
      flags: given | flags | NLM_F_REQUEST,
      sequence: this.#sequence,
      ...(payload === undefined ? {} : { payload }),
    }
    this.bytes = messageList.encode([message], platform)
    if (busy.has(socket)) throw errorOf('netlink', -EBUSY)
    busy.add(socket)
    requests = this.#sequence
    this.#socket = socket
  }

  /** Lets the next request be made. */
  release(): void {
    busy.delete(this.#socket)
  }

  /** The answers in a datagram. Sets {@link Exchange.end} when the last has come. */
  answersIn(data: Uint8Array, from: Address | null): Message[] {
    if (from?.family !== 'AF_NETLINK' || from.portId !== 0) return [] // any program may send here
    this.#portId ??= portIdOf(this.#socket)
    const answers: Message[] = []
    for (const message of messageList.decode(data, platform)) {
      const { type, flags, sequence, portId } = message
      if (sequence !== this.#sequence) continue
      // Some protocols leave it 0. A notice has the sequence of whoever caused it.
      if (portId !== 0 && portId !== this.#portId) continue
      if ((flags & NLM_F_DUMP_INTR) !== 0) this.#interrupted = true
      if (type === NLMSG_ERROR || type === NLMSG_DONE) {
        this.end = readAcknowledgement(message)
      } else if (type >= NLMSG_MIN_TYPE) answers.push(message)
    }
    return answers
  }

  /** Throws if it did not end well. */
  check(): void {
    if (this.end && this.end.errno < 0) throw new NetlinkError(this.end)
    if (this.#interrupted) throw interruptedError()
  }
}

function portIdOf({ localAddress }: Socket): number {
  return localAddress.family === 'AF_NETLINK' ? localAddress.portId : 0
}

/** What was dumped may not fit together. Not of the kernel's: it has no number for this. */
function interruptedError(): SocketError {
  const reason = 'something changed during the dump, which may be inconsistent'
  return new SocketError('netlink', 0, 'ERR_NETLINK_DUMP_INTERRUPTED', reason)
}
