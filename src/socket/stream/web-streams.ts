import { constantOf, native } from '../../binding.ts'
import { attempt } from '../../engine/attempt.ts'
import type { Request } from '../../engine/request.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import { recvIntoRequest } from '../receive/recv.ts'
import { sendAllRequest } from '../send/send-all.ts'
import type { SendData } from '../send/send-options.ts'
import { shutdown } from '../shutdown.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { type Direction, refuseInUse } from '../taken.ts'
import { checkConnected } from './check-connected.ts'
import { Chunk } from './chunk.ts'
import { resetAtClose } from './reset-at-close.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const SHUT_RD = constantOf('SHUT_RD')
const SHUT_WR = constantOf('SHUT_WR')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** The most receives that discard what nobody wants, of 64 KiB each: a peer may always have more. */
const MOST_DISCARDED = 256
let discarded: Uint8Array | undefined

/** The two halves of a socket as streams of WHATWG. */
interface WebStreams {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<SendData>
}

const created = new WeakMap<SocketHandle, WebStreams>()

/** The streams of a socket, created when the first of them is asked for. */
export function webStreamsOf(socket: SocketHandle, asked: keyof WebStreams): WebStreams {
  const existing = created.get(socket)
  if (existing) return existing
  checkConnected(socket[DESCRIPTOR], asked)
  const halves = new Halves(socket)
  const streams = { readable: readableOf(halves), writable: writableOf(halves) }
  created.set(socket, streams)
  return streams
}

/** The halves of a socket, which is closed once both have ended. */
class Halves {
  readonly socket: SocketHandle
  readonly descriptor: OpenDescriptor
  readonly #taken = new Set<Direction>()
  readonly #ended = new Set<Direction>()
  #cancelled = false

  constructor(socket: SocketHandle) {
    this.socket = socket
    this.descriptor = socket[DESCRIPTOR]
  }

  /** Makes a call of one half, which from the first one on is its stream's alone. */
  async make<T>(direction: Direction, request: Request<T>, signal?: AbortSignal): Promise<T> {
    this.#take(direction)
    const { readiness } = this.descriptor
    try {
      return await attempt(readiness, request, { timeout: null, signal }, this.socket)
    } catch (error) {
      // After an abort of the writable, break() follows: closing now would be a proper end.
      if (direction === 'receive' || signal?.aborted !== true) this.#hasEnded(direction)
      throw error
    }
  }

  end(direction: Direction): void {
    this.#take(direction)
    const how = direction === 'receive' ? SHUT_RD : SHUT_WR
    if (this.descriptor.fd >= 0) shutdown(this.descriptor, how) // it fails if the peer is gone
    this.#hasEnded(direction)
  }

  #hasEnded(direction: Direction): void {
    this.#ended.add(direction)
    if (this.#ended.size < 2) return
    if (this.#cancelled) this.#discard()
    this.socket.close()
  }

  /** What is left unread at close becomes a reset, which may reach the peer before what was sent. */
  #discard(): void {
    const { fd, owned } = this.descriptor
    if (fd < 0 || !owned) return
    discarded ??= new Uint8Array(1 << 16)
    for (let left = MOST_DISCARDED; left > 0; left--)
      if (native.recv(fd, discarded, MSG_DONTWAIT) <= 0) return
  }

  /** Nobody wants what arrives. */
  cancel(): void {
    this.#cancelled = true
    this.end('receive')
  }

  /** From now on nothing else may move data in this direction. */
  #take(direction: Direction): void {
    if (this.#taken.has(direction)) return
    refuseInUse(this.descriptor, direction)
    this.descriptor.take(direction, direction === 'receive' ? 'readable' : 'writable')
    this.#taken.add(direction)
  }

  /** Closes the socket without a proper end: what was sent is not everything. */
  break(): void {
    this.#take('send')
    resetAtClose(this.socket)
    this.socket.close()
  }
}

function readableOf(halves: Halves): ReadableStream<Uint8Array> {
  const { descriptor } = halves
  const cancelled = new AbortController()
  const chunk = new Chunk(descriptor)
  const receive: Request<Uint8Array> = {
    ...{ syscall: chunk.syscall, waitsFor: chunk.waitsFor, eofAnswer: chunk.eofAnswer },
    call: (fd) => chunk.call(fd),
    result: (length) => chunk.copy(length), // the stream transfers the memory of what it is given
  }
  return new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        const { byobRequest } = controller
        // A record is received whole, whatever the reader has space for.
        const view = descriptor.type === SOCK_STREAM ? byobRequest?.view : undefined
        if (byobRequest && view) {
          const into = recvIntoRequest(descriptor, view, {})
          const received = await halves.make('receive', into, cancelled.signal)
          if (received > 0) {
            byobRequest.respond(received)
            return
          }
        } else {
          do {
            const bytes = await halves.make('receive', receive, cancelled.signal)
            if (bytes.length > 0) {
              controller.enqueue(bytes)
              return
            }
          } while (chunk.isEmptyRecord)
        }
        controller.close()
        byobRequest?.respond(0)
        halves.end('receive')
      },
      cancel() {
        cancelled.abort()
        halves.cancel()
      },
    },
    { highWaterMark: 0 }, // nothing is received before it is read
  )
}

/** With what the types of Node 20 lack. */
type Controller = WritableStreamDefaultController & { readonly signal?: AbortSignal }

function writableOf(halves: Halves): WritableStream<SendData> {
  const { descriptor } = halves
  return new WritableStream({
    write(data, controller: Controller) {
      let request: Request<void>
      try {
        request = sendAllRequest(descriptor, data, {})
      } catch (error) {
        halves.break() // no more can be written after an error
        throw error
      }
      return halves.make('send', request, controller.signal)
    },
    close() {
      halves.end('send')
    },
    abort() {
      halves.break()
    },
  })
}
