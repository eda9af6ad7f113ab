import type { Socket as Core, WaitOptions } from '../../index.ts'
import { Timeouts } from '../shared/timeouts.ts'
import { systemError } from './error.ts'

/** Milliseconds that `connect` and `receive` wait by default. */
export const DEFAULT_TIMEOUT = 300_000

/** The reading direction of a connection, as a bit. */
export const READING = 1
/** The writing direction, as a bit. */
export const WRITING = 2

/** The state of a Blade socket, separate from it, so that programs see only properties. */
export class State {
  readonly core: Core
  readonly timeouts = new Timeouts()
  readonly family: number
  readonly type: number
  readonly protocol: number
  /** Whether it has no message boundaries. */
  readonly stream: boolean
  /** Whether it has an end, which is an empty receive. */
  readonly ends: boolean

  /** A program may assign anything; it is checked when it is used. */
  host: unknown = 'localhost'
  /** As {@link host}. */
  port: unknown = 0
  isClient = false
  isBound = false
  isConnected = false
  isListening = false
  isShutdown = false
  shutdownReason = -1
  /** The directions that were shut down, as bits. */
  shut = 0
  /** Whether a connect without waiting is still pending. */
  connecting = false
  /** An error that the kernel reported after data; the data is returned first. */
  pendingError: unknown = undefined
  /** Options of every receive, which waits even on a non-blocking socket. */
  receiving: WaitOptions = { timeout: DEFAULT_TIMEOUT }

  #sendTimeout = -1
  #receiveTimeout = -1
  readonly #number: Owned

  constructor(core: Core, family: number, type: number, protocol: number) {
    this.core = core
    this.family = family
    this.type = type
    this.protocol = protocol
    this.stream = core.type === 'SOCK_STREAM'
    this.ends = this.stream || core.type === 'SOCK_SEQPACKET'
    this.#number = own(core)
  }

  /** Whether a value is one; a value may be anything, and is not touched. */
  static is(value: unknown): value is State {
    return typeof value === 'object' && value !== null && #number in value
  }

  get isBlocking(): boolean {
    return this.timeouts.blocking
  }

  set isBlocking(blocking: boolean) {
    this.timeouts.blocking = blocking
    this.core.nonblocking = !blocking // which this library ignores, and other owners see
  }

  get sendTimeout(): number {
    return this.#sendTimeout
  }

  set sendTimeout(milliseconds: number) {
    this.#sendTimeout = milliseconds
    this.timeouts.send = milliseconds > 0 ? milliseconds : null
  }

  get receiveTimeout(): number {
    return this.#receiveTimeout
  }

  set receiveTimeout(milliseconds: number) {
    this.#receiveTimeout = milliseconds
    this.timeouts.receive = milliseconds > 0 ? milliseconds : null
    this.receiving = { timeout: this.timeouts.receive ?? DEFAULT_TIMEOUT }
  }

  /** Throws for a closed descriptor, where the original leaves the check to the kernel. */
  mustBeOpen(syscall: string): void {
    if (this.core.closed) throw systemError('EBADF', syscall)
  }

  /** Records that these directions are shut down. */
  shutHalves(halves: number): void {
    this.shut |= halves
    if ((this.shut & READING) !== 0) this.isListening = false
    if (this.shut === (READING | WRITING)) this.isClient = this.isConnected = false
  }

  close(): void {
    release(this.#number)
    this.core.close()
    this.isClient = this.isBound = this.isConnected = this.isListening = false
  }
}

/** A descriptor that belongs to a socket of this module. */
interface Owned {
  readonly fd: number
}

const owned = new Map<number, Owned>()
// The core closes an unreachable socket; by the time this is called, its number may belong to
// another socket.
const dropped = new FinalizationRegistry<Owned>(release)

/** Whether the descriptor belongs to a socket of this module; only that socket may close it. */
export function isOwned(fd: number): boolean {
  return owned.has(fd)
}

function own(core: Core): Owned {
  const number = { fd: core.fd }
  owned.set(number.fd, number)
  dropped.register(core, number)
  return number
}

function release(number: Owned): void {
  if (owned.get(number.fd) === number) owned.delete(number.fd)
}
