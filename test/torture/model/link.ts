import { connect, listenSync, Socket } from '../../../src/index.ts'
import type { Ledger } from '../ledger.ts'
import { areBytesAt, numberOf } from '../pattern.ts'
import type { Random } from '../random.ts'

/** What goes one way between two sockets, and must come in order and once. */
export abstract class Course {
  readonly ledger: Ledger
  /** How much the kernel has surely taken, and how much of it came: bytes, or messages. */
  sent = 0
  got = 0
  /** The inodes of what was passed and has not come yet, in order. */
  passed: number[] = []

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** What came next. */
  abstract take(data: Buffer): void

  /** Another descriptor came. Those before it may have been dropped for lack of room. */
  takeFile(inode: number): void {
    const at = this.passed.indexOf(inode)
    if (at < 0) this.ledger.fail('lost', 'a file came that was not passed')
    this.passed.splice(0, at + 1)
  }
}

/** Bytes, of which one sender may have some on the way. */
export class Stream extends Course {
  flying = 0

  override take(data: Buffer): void {
    if (!areBytesAt(this.got, data)) this.ledger.fail('lost', `other bytes at ${this.got}`)
    this.got += data.length
    if (this.got <= this.sent + this.flying) return
    this.ledger.fail('lost', `${this.got} bytes came of ${this.sent}`)
  }
}

/** Messages by their numbers. Those that failed are left out. */
class Messages extends Course {
  #last = 0

  override take(data: Buffer): void {
    const number = numberOf(data, data.length - 4)
    if (number === undefined) this.ledger.fail('lost', `no whole message came`)
    else if (number <= this.#last) this.ledger.fail('lost', `${number} came after ${this.#last}`)
    else this.#last = number
    this.got++
  }
}

/** One of two sockets that are connected. */
export class End {
  socket: Socket
  readonly out: Course
  readonly in: Course
  readonly unix: boolean
  /** Receives, sends and polls under way. */
  reading = 0
  sending = 0
  polling = 0
  /** Nobody else may read: an iterator does, or a borrowed socket. */
  exclusive = false
  /** Closed or dropped; shut in one direction or both. */
  gone = false
  shut = false
  /** Results are looked at in the order in which they were asked for. */
  #chain: Promise<unknown> = Promise.resolve()

  constructor(socket: Socket, out: Course, incoming: Course) {
    this.socket = socket
    this.out = out
    this.in = incoming
    this.unix = socket.family === 'AF_UNIX'
  }

  /** Looks at what a receive gave, after those that were asked before it. */
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

/** A new link of one kind or another. */
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
