import { constantOf, native } from '../binding.ts'
import { BorrowedReadiness, type DescriptorOwner } from '../engine/borrowed.ts'
import { watchersOf } from '../engine/reactor.ts'
import { Readiness } from '../engine/readiness.ts'
import type { WaitLimits } from '../engine/wait-limits.ts'
import { check, closedError } from '../errors.ts'
import type { AnyFamily } from '../protocols/index.ts'
import { getIntOption } from './int-option.ts'
import { type Direction, type Taken, type Taker, withoutClaimsOf } from './taken.ts'

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_LINGER = constantOf('SO_LINGER')
const SO_RCVLOWAT = constantOf('SO_RCVLOWAT')
const linger = new Int32Array(2)
const lingerBytes = new Uint8Array(linger.buffer)

/** The key under which a Socket has its descriptor: no name, which a subclass might take. */
export const DESCRIPTOR: unique symbol = Symbol('descriptor')

/** The limits of a new socket: its calls wait indefinitely. */
const NO_LIMITS: WaitLimits = { timeout: null }

/**
 * The descriptor of a Socket: keeps its wait queues, and closes it once. An object of its own, so
 * that the collector still has something to close when the Socket itself is gone.
 */
export class OpenDescriptor<out Family extends AnyFamily = AnyFamily> {
  /** Never there: it lets types know the family, and so the addresses. */
  declare readonly named?: Family
  readonly family: number
  readonly type: number
  readonly readiness: Readiness
  /**
   * The sockaddr of the peer as accept(2) reported it, one character per byte: the kernel may no
   * longer have it later.
   */
  readonly peer: string | undefined
  /** How long calls wait that have no limits of their own. */
  limits = NO_LIMITS
  /** Knows what all that share the descriptor do: itself, or the one that it is borrowed from. */
  readonly #first: OpenDescriptor
  #taken: Taken | undefined = undefined
  #transfers = 0

  /**
   * @param owner Its owner, if the descriptor is borrowed.
   * @param first The first that borrowed the same descriptor, or the one that owns it, if it is ours.
   */
  constructor(
    fd: number,
    family: number,
    type: number,
    peer?: string,
    owner?: DescriptorOwner,
    first?: OpenDescriptor,
  ) {
    this.family = family
    this.type = type
    this.readiness = owner ? new BorrowedReadiness(fd, owner) : new Readiness(fd)
    this.peer = peer
    this.#first = first ? first.#first : this
  }

  /** What receives and sends in place of the calls of all that share the descriptor. */
  get taken(): Taken | undefined {
    return this.#first.#taken
  }

  /** From now on nothing else may move data in this direction, until this is closed or dropped. */
  take(direction: Direction, taker: Taker): void {
    if (this.fd < 0) return // nothing would give it back
    const claim = { taker, by: new WeakRef(this) }
    this.#first.#taken = { ...this.#first.#taken, [direction]: claim }
  }

  /** Whether a call waits to receive or send, on any that shares the descriptor. */
  get hasWaitingCalls(): boolean {
    const { fd } = this
    // The first may have the file under another number.
    const sharing = [this.readiness, this.#first.readiness, ...watchersOf(fd)]
    return sharing.some((one) => one instanceof Readiness && isWaitedOn(one))
  }

  /** How many transfers, such as `pipeTo`, use it at the moment. */
  get transfers(): number {
    return this.#first.#transfers
  }

  set transfers(count: number) {
    this.#first.#transfers = count
  }

  /** Whether this library closes it. */
  get owned(): boolean {
    return !(this.readiness instanceof BorrowedReadiness)
  }

  /** The number; -1 once closed or released: it may be another file's by then. */
  get fd(): number {
    return this.readiness.fd
  }

  /** The number; if it is closed, throws ERR_SOCKET_CLOSED for this call. */
  fdFor(syscall: string): number {
    const { fd } = this.readiness
    if (fd < 0) throw closedError(syscall)
    return fd
  }

  /** Notes whether SO_RCVLOWAT is raised: receives then ask poll(2) before they take anything. */
  noteLowWater(): void {
    this.readiness.hasLowWater = getIntOption(this.fd, SO_RCVLOWAT) > 1
  }

  #giveBack(): void {
    const first = this.#first
    if (first.#taken) first.#taken = withoutClaimsOf(this, first.#taken)
  }

  /** Ends every wait, then closes. Never waits for unsent data itself: see SO_LINGER. */
  close(): void {
    const fd = this.readiness.close(closedError)
    this.#giveBack()
    if (fd < 0 || !this.owned) return
    // Both also clear the mark of the owner: a worker that ends in between leaves nothing behind.
    // An error would be of no use: Linux has freed the number by then, whatever close(2) says.
    if (this.#lingers(fd)) check('close', native.closeAsync(fd))
    else native.close(fd)
  }

  /** Ends every wait and gives up the number without closing it; -1 when that was done before. */
  release(): number {
    const fd = this.readiness.close(closedError)
    this.#giveBack()
    if (fd >= 0 && this.owned) native.disown(fd)
    return fd
  }

  #lingers(fd: number): boolean {
    if (this.type !== SOCK_STREAM || this.family === AF_UNIX) return false
    const length = native.getsockopt(fd, SOL_SOCKET, SO_LINGER, lingerBytes)
    return length === lingerBytes.length && linger.every((member) => member !== 0)
  }
}

/** Not by the calls on a file that has lost the number, whose waits are about to end. */
function isWaitedOn({ fd, readable, hasWaitingSends }: Readiness): boolean {
  return fd >= 0 && (!readable.empty || hasWaitingSends)
}

// Closing by hand unregisters nothing: that would cost each socket an entry in a table. A descriptor
// that is closed already is passed over here.
const dropped = new FinalizationRegistry<OpenDescriptor>((descriptor) => {
  if (descriptor.fd < 0) return
  process.emitWarning(
    `A socket was dropped unclosed, descriptor ${descriptor.fd}; it is closed now`,
    { type: 'ResourceWarning', code: 'BERKELEY_UNCLOSED' },
  )
  descriptor.close()
})

/** Lets the collector close the descriptor when its Socket is dropped. */
export function closeWhenDropped(socket: object, descriptor: OpenDescriptor): void {
  dropped.register(socket, descriptor)
}
