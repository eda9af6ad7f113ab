import { native, constantOf } from '../binding.ts'
import type { MakeError } from './limit.ts'
import { Line, type Waiter } from './line.ts'
import {
  ENDED,
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
const POLLRDHUP = constantOf('POLLRDHUP')

/** What a call waits for: data, room to send, the urgent byte, or the error queue. */
export type Queue = 'readers' | 'writers' | 'urgent' | 'errors'

/** Who waits for what on one descriptor. The kernel hears of it at the first wait. */
export class Readiness implements Watcher {
  readonly fd: number
  readonly readers = new Line()
  #writers: Line | undefined
  #rarer: { readonly urgent: Line; readonly errors: Line } | undefined
  /** The peer has finished, the connection failed, or urgent data came: a short read says nothing. */
  unpredictable = false
  #slot = -1
  #waiting = 0
  #keepsAlive = true
  #observers: Set<() => void> | undefined

  constructor(fd: number) {
    this.fd = fd
  }

  /** Whether anyone waits to send. */
  get hasWriters(): boolean {
    return this.#writers?.empty === false
  }

  /** Those who wait for this. Made when first asked for: most connections have but readers. */
  line(queue: Queue): Line {
    if (queue === 'readers') return this.readers
    if (queue === 'writers') return (this.#writers ??= new Line())
    return (this.#rarer ??= { urgent: new Line(), errors: new Line() })[queue]
  }

  /** Puts a waiter into a line of this descriptor. */
  join(line: Line, waiter: Waiter): void {
    this.#begin()
    line.join(waiter)
  }

  /** Tells that a waiter has been served or sent away. */
  left(): void {
    this.#waiting--
    if (this.#keepsAlive) letGo()
  }

  /** Calls back on every event until told to stop; for poll, which takes nothing. */
  observe(observer: () => void): () => void {
    this.#begin()
    this.#observers ??= new Set()
    this.#observers.add(observer)
    return () => {
      if (this.#observers?.delete(observer)) this.left()
    }
  }

  #begin(): void {
    if (this.#slot < 0) this.#slot = watch(this.fd, this)
    this.#waiting++
    if (this.#keepsAlive) keepAlive()
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
    if (this.#observers) for (const observer of [...this.#observers]) observer()
  }

  /** Whether nothing more can come. Asks the kernel only when an event has hinted at it. */
  ended(): boolean {
    if (!this.unpredictable) return false
    const revents = native.pollOne(this.fd, POLLRDHUP, 0)
    return revents > 0 && (revents & (POLLRDHUP | POLLHUP)) !== 0
  }

  /** Sends every waiter away and lets the kernel forget the descriptor, before it is closed. */
  close(make: MakeError): void {
    if (this.#slot >= 0) {
      unwatch(this.fd, this.#slot)
      this.#slot = -1
    }
    this.readers.clear(make)
    this.#writers?.clear(make)
    this.#rarer?.urgent.clear(make)
    this.#rarer?.errors.clear(make)
    this.#tell()
  }
}
