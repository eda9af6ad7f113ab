import { constantOf, native } from '../binding.ts'
import { Readiness } from '../engine/readiness.ts'
import { check, closedError } from '../errors.ts'

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_LINGER = constantOf('SO_LINGER')
const lingerBytes = new Uint8Array(8)

/**
 * The life of one descriptor: who waits on it, and that it is closed once. Kept apart from the
 * Socket, so that the collector can close what a dropped Socket left open.
 */
export class Life {
  readonly family: number
  readonly type: number
  readonly readiness: Readiness
  readonly #lender: (() => number) | undefined
  #fd: number

  /**
   * @param lender Says which descriptor the one who lent it has now, if it is not ours to close.
   */
  constructor(fd: number, family: number, type: number, lender?: () => number) {
    this.#fd = fd
    this.family = family
    this.type = type
    this.readiness = new Readiness(fd)
    this.#lender = lender
    if (!lender) native.own(fd)
  }

  /** Whether closing it is ours to do. */
  get owned(): boolean {
    return !this.#lender
  }

  /** The descriptor; -1 once closed or given up: the number may be a stranger's by then. */
  get current(): number {
    if (this.#lender && this.#lender() !== this.#fd) return -1
    return this.#fd
  }

  /** Wakes every waiter, then closes. Never waits for unsent data itself: see SO_LINGER. */
  close(): void {
    const fd = this.give()
    if (fd < 0 || !this.owned) return
    // An error would be of no use: Linux has let the number go by then, whatever close says.
    if (this.#lingers(fd)) check('close', native.closeInBackground(fd))
    else native.close(fd)
  }

  /** Wakes every waiter and gives the number up, unclosed. */
  give(): number {
    const fd = this.#fd
    if (fd < 0) return fd
    this.#fd = -1
    this.readiness.close(closedError)
    if (this.owned) native.disown(fd)
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
