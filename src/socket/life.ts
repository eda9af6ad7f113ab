import { constantOf, native } from '../binding.ts'
import { BorrowedReadiness, type Loan } from '../engine/borrowed.ts'
import { Readiness } from '../engine/readiness.ts'
import { check, closedError } from '../errors.ts'

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_LINGER = constantOf('SO_LINGER')
const SO_RCVLOWAT = constantOf('SO_RCVLOWAT')
const lingerBytes = new Uint8Array(8)
const lowWater = new Int32Array(1)
const lowWaterView = new Uint8Array(lowWater.buffer)

/**
 * The life of one descriptor: who waits on it, and that it is closed once. Kept apart from the
 * Socket, so that the collector can close what a dropped Socket left open.
 */
export class Life {
  readonly family: number
  readonly type: number
  readonly readiness: Readiness
  /**
   * The sockaddr of the peer as accept(2) told it, a character for each byte, or none: for when the
   * kernel no longer tells.
   */
  readonly peer: string | undefined

  /** @param loan Where the descriptor is from, if it is not ours to close. */
  constructor(fd: number, family: number, type: number, peer?: string, loan?: Loan) {
    this.family = family
    this.type = type
    this.readiness = loan ? new BorrowedReadiness(fd, loan) : new Readiness(fd)
    this.peer = peer
  }

  /** Whether closing it is ours to do. */
  get owned(): boolean {
    return !(this.readiness instanceof BorrowedReadiness)
  }

  /** The descriptor; -1 once closed or given up: the number may be a stranger's by then. */
  get current(): number {
    return this.readiness.current
  }

  /** Remembers whether SO_RCVLOWAT is raised: then receives leave it to poll(2) when to begin. */
  noteLowWater(): void {
    const answer = native.getsockopt(this.current, SOL_SOCKET, SO_RCVLOWAT, lowWaterView)
    this.readiness.lowWater = answer === 4 && (lowWater[0] ?? 0) > 1
  }

  /** Wakes every waiter, then closes. Never waits for unsent data itself: see SO_LINGER. */
  close(): void {
    const fd = this.readiness.close(closedError)
    if (fd < 0 || !this.owned) return
    // Both take the mark of the owner away themselves: a worker that ends in between leaves nothing.
    // An error would be of no use: Linux has let the number go by then, whatever close says.
    if (this.#lingers(fd)) check('close', native.closeAsync(fd))
    else native.close(fd)
  }

  /** Wakes every waiter and gives the number up, unclosed; -1 when it was given up before. */
  give(): number {
    const fd = this.readiness.close(closedError)
    if (fd >= 0 && this.owned) native.disown(fd)
    return fd
  }

  #lingers(fd: number): boolean {
    if (this.type !== SOCK_STREAM || this.family === AF_UNIX) return false
    const length = native.getsockopt(fd, SOL_SOCKET, SO_LINGER, lingerBytes)
    return (
      length === 8 &&
      lingerBytes.subarray(0, 4).some(Boolean) &&
      lingerBytes.subarray(4).some(Boolean)
    )
  }
}

// Nothing is taken back when a socket is closed by hand: that would cost each one an entry in a
// table, and a life that has ended is passed over here.
const dropped = new FinalizationRegistry<Life>((life) => {
  if (life.current < 0) return
  process.emitWarning(
    `A socket was dropped unclosed, descriptor ${life.current}; it is closed now`,
    { type: 'ResourceWarning', code: 'BERKELEY_UNCLOSED' },
  )
  life.close()
})

/** Lets the collector close `life` when `owner` is dropped. */
export function closeWhenDropped(owner: object, life: Life): void {
  dropped.register(owner, life)
}
