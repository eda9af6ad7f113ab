import { constantOf } from '../binding.ts'
import type { MakeError } from './limit.ts'
import { Line, type Waiter } from './line.ts'
import { pollOne } from './polling.ts'
import {
  ENDED,
  farewell,
  keepAlive,
  letGo,
  READABLE,
  unwatch,
  URGENT,
  type Watcher,
  watch,
  WRITABLE,
} from './reactor.ts'

const POLLHUP = constantOf('POLLHUP')
const POLLIN = constantOf('POLLIN')
const POLLRDHUP = constantOf('POLLRDHUP')

/** What a call waits for: data, room to send, the urgent byte, or the error queue. */
export type Queue = 'readers' | 'writers' | 'urgent' | 'errors'

/** Who waits for what on one descriptor. The kernel hears of it at the first wait. */
export class Readiness implements Watcher {
  readonly readers = new Line()
  #fd: number
  #writers: Line | undefined
  #rarer: { readonly urgent: Line; readonly errors: Line } | undefined
  /** The peer has finished, the connection failed, or urgent data came: a short read says nothing. */
  unpredictable = false
  /** SO_RCVLOWAT was raised: a receive that may wait takes nothing before poll(2) says so. */
  lowWater = false
  #watched = false
  #waiting = 0
  #keepsAlive = true
  #observers: Set<Observer> | undefined

  constructor(fd: number) {
    this.#fd = fd
  }

  /** The descriptor; -1 once it is closed or given up: the number may be a stranger's by then. */
  get current(): number {
    return this.#fd
  }

  /** Whether anyone waits to send. */
  get hasWriters(): boolean {
    return this.#writers?.empty === false
  }

  /** Those who wait for this. Made when first asked for: most connections have but readers. */
  line(queue: Queue): Line {
    return queue === 'readers' ? this.readers : this.#otherLine(queue)
  }

  #otherLine(queue: Exclude<Queue, 'readers'>): Line {
    if (queue === 'writers') return (this.#writers ??= new Line())
    return (this.#rarer ??= { urgent: new Line(), errors: new Line() })[queue]
  }

  /** Whether a call of this line that may wait is to be tried: also, with SO_RCVLOWAT, as it waits. */
  mayHave(line: Line): boolean {
    if (line.drained) return false
    return !this.lowWater || line !== this.readers || pollOne(this.#fd, POLLIN, 0) !== 0
  }

  /**
   * Puts a waiter into a line of this descriptor.
   *
   * @param unannounced The waiter asks now and then by itself, and does without events if it must.
   */
  join(line: Line, waiter: Waiter, unannounced = false): void {
    line.join(waiter)
    try {
      this.#begin(unannounced)
    } catch (error) {
      line.leave(waiter)
      throw error
    }
  }

  /** Tells that a waiter has been served or sent away. */
  left(): void {
    this.#waiting--
    if (this.#keepsAlive) letGo()
    if (this.#waiting === 0) this.rest()
  }

  /** Calls back on every event until told to stop; for poll, which takes nothing. */
  observe(tell: () => void): () => void {
    this.#begin()
    this.#observers ??= new Set()
    const observer = { tell }
    this.#observers.add(observer)
    return () => {
      if (this.#observers?.delete(observer)) this.left()
    }
  }

  #begin(unannounced = false): void {
    try {
      this.#watch()
    } catch (error) {
      if (!unannounced) {
        if (this.#waiting === 0) this.rest()
        throw error
      }
    }
    this.#waiting++
    if (this.#keepsAlive) keepAlive()
  }

  /** The number is about to be closed: who has borrowed from a lender that has none now hears so. */
  protected leave(fd: number): void {
    farewell(fd)
  }

  #watch(): void {
    if (!this.#watched) watch(this.#fd, this)
    this.#watched = true
  }

  /** Whether events come, also where none could be asked for at first. */
  watched(): boolean {
    try {
      this.#watch()
      return true
    } catch {
      return false
    }
  }

  /** Nobody waits any more. An owner stays watched: it will wait again, and closes the descriptor. */
  protected rest(): void {
    // nothing to do
  }

  /** Lets the kernel forget the descriptor. */
  protected unwatch(fd: number = this.#fd): void {
    if (this.#watched) unwatch(fd, this)
    this.#watched = false
  }

  /** Whether waiting on this descriptor keeps the process alive. */
  keepAlive(yes: boolean): void {
    if (yes === this.#keepsAlive) return
    this.#keepsAlive = yes
    for (let i = 0; i < this.#waiting; i++) {
      if (yes) keepAlive()
      else letGo()
    }
  }

  ready(bits: number): void {
    if ((bits & (ENDED | URGENT)) !== 0) this.unpredictable = true
    if (this.#rarer) {
      // Errors first: who reads an ICMP error from its queue spares the others that it fails them.
      if ((bits & (ENDED | URGENT)) !== 0) this.#rarer.errors.serve()
      this.#rarer.urgent.serve()
    }
    if ((bits & (READABLE | ENDED | URGENT)) !== 0) {
      this.readers.drained = false
      this.readers.serve()
    }
    if ((bits & (WRITABLE | ENDED)) !== 0) this.#writers?.serve()
    this.#tell()
  }

  #tell(): void {
    if (this.#observers) for (const { tell } of [...this.#observers]) tell()
  }

  /** Whether nothing more can come. Asks the kernel only when an event has hinted at it. */
  ended(): boolean {
    return this.unpredictable && (pollOne(this.#fd, POLLRDHUP, 0) & (POLLRDHUP | POLLHUP)) !== 0
  }

  /** Sends every waiter away and gives the number up, before it is closed; answers the number. */
  close(make: MakeError): number {
    const fd = this.#fd
    this.#fd = -1
    this.unwatch(fd)
    if (fd >= 0) this.leave(fd)
    this.readers.clear(make)
    this.#writers?.clear(make)
    this.#rarer?.urgent.clear(make)
    this.#rarer?.errors.clear(make)
    this.#tell()
    return fd
  }
}

/** One who looks on. An object of its own for each time somebody asks to. */
interface Observer {
  readonly tell: () => void
}
