import { connect, listenSync, Socket } from '../../../src/index.ts'
import type { Ledger } from '../ledger.ts'
import { areBytesAt, numberOf } from '../pattern.ts'
import type { Random } from '../random.ts'

/** One direction between two sockets, in which everything must arrive once and in order. */
export abstract class Course {
  readonly ledger: Ledger
  /**
   * The number of bytes or messages that the kernel has certainly accepted, and that have arrived.
   */
  sent = 0
  got = 0
  /** The inodes of descriptors that were passed but have not arrived yet, in order. */
  passed: number[] = []

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** Records the next data to arrive. */
  abstract take(data: Buffer): void

  /** Records a received descriptor. Those before it may have been dropped for lack of space. */
  takeFile(inode: number): void {
    const at = this.passed.indexOf(inode)
    if (at < 0) this.ledger.fail('lost', 'received a file that was not passed')
    this.passed.splice(0, at + 1)
  }
}

/** Bytes, some of which may be in flight from a single sender. */
export class Stream extends Course {
  flying = 0

  override take(data: Buffer): void {
    if (!areBytesAt(this.got, data)) this.ledger.fail('lost', `wrong bytes at ${this.got}`)
    this.got += data.length
    if (this.got <= this.sent + this.flying) return
    this.ledger.fail('lost', `received ${this.got} bytes, sent ${this.sent}`)
  }
}

/** Numbered messages. Those that failed are left out. */
class Messages extends Course {
  #last = 0

  override take(data: Buffer): void {
    const number = numberOf(data, data.length - 4)
    if (number === undefined) this.ledger.fail('lost', 'received an incomplete message')
    else if (number <= this.#last)
      this.ledger.fail('lost', `received ${number} after ${this.#last}`)
    else this.#last = number
    this.got++
  }
}

/** One of two connected sockets. */
export class End {
  socket: Socket
  readonly out: Course
  readonly in: Course
  readonly unix: boolean
  /** The number of receives, sends and polls in progress. */
  reading = 0
  sending = 0
  polling = 0
  /** Only one reader is allowed: an iteration or a borrowed socket. */
  exclusive = false
  /** Closed or dropped; shut down in one direction or both. */
  gone = false
  shut = false
  /** Results are checked in the order of their calls. */
  #chain: Promise<unknown> = Promise.resolve()

  constructor(socket: Socket, out: Course, incoming: Course) {
    this.socket = socket
    this.out = out
    this.in = incoming
    this.unix = socket.family === 'AF_UNIX'
  }

  /** Checks the result of a receive after those of earlier receives. */
  inOrder<T>(receiving: Promise<T>, take: (result: T) => void, failed: (error: unknown) => void) {
    this.reading++
    const outcome = receiving.then(
      (result) => () => {
        take(result)
      },
      (error: unknown) => () => {
        failed(error)
      },
    )
    this.#chain = this.#chain.then(async () => {
      const look = await outcome
      this.reading--
      look()
    })
  }
}

/** Two ends, and whether they carry bytes or messages. */
export interface Link {
  readonly ends: readonly [End, End]
  readonly stream: boolean
}

/** Creates a link of a random kind. */
export async function makeLink(random: Random, ledger: Ledger): Promise<Link> {
  const kind = random.below(7)
  const stream = kind < 5
  const [one, other] = await sockets(kind)
  if (random.once(3)) {
    one.setOption('SO_SNDBUF', 2048 + random.below(8000))
    other.setOption('SO_RCVBUF', 2048 + random.below(8000))
  }
  const course = (): Course => (stream ? new Stream(ledger) : new Messages(ledger))
  const [there, back] = [course(), course()]
  return { ends: [new End(one, there, back), new End(other, back, there)], stream }
}

async function sockets(kind: number): Promise<[Socket, Socket]> {
  if (kind < 2) return Socket.pair()
  if (kind === 5) return Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
  if (kind === 6) return Socket.pair('AF_UNIX', 'SOCK_DGRAM')
  const listener = listenSync(kind === 2 ? { family: 'AF_UNIX' } : '127.0.0.1:0')
  const accepted = listener.accept()
  const client = await connect(listener.localAddress)
  try {
    return [client, await accepted]
  } finally {
    listener.close()
  }
}
