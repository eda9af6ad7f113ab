import { constantOf } from '../binding.ts'
import { hasHungUp, pollOne } from './poll.ts'
import {
  announceClose,
  EVENT_ENDED,
  EVENT_READABLE,
  ref,
  unref,
  unwatch,
  EVENT_URGENT,
  type Watcher,
  watch,
  EVENT_WRITABLE,
} from './reactor.ts'
import type { Interest } from './request.ts'
import type { ErrorFactory } from './wait-limits.ts'
import { type Waiter, WaitQueue } from './wait-queue.ts'

const POLLIN = constantOf('POLLIN')

/** The wait queues of one descriptor, which is registered with epoll at the first wait. */
export class Readiness implements Watcher {
  /** Calls that wait for data or connections. */
  readonly readable = new WaitQueue()
  #fd: number
  #writable: WaitQueue | undefined
  #rarer: { readonly urgent: WaitQueue; readonly errors: WaitQueue } | undefined
  /** A hang-up or urgent data was reported: a short read no longer means that nothing is left. */
  mustProbe = false
  /** SO_RCVLOWAT was raised: a receive that may wait takes nothing before poll(2) says so. */
  hasLowWater = false
  #watched = false
  #waiting = 0
  #refed = true
  #observers: Set<Observer> | undefined

  constructor(fd: number) {
    this.#fd = fd
  }

  /** The descriptor; -1 once it is closed or released: the number may be another file's by then. */
  get fd(): number {
    return this.#fd
  }

  /** Whether a call waits to send. */
  get hasWaitingSends(): boolean {
    return this.#writable?.empty === false
  }

  /** The calls that wait for this. Created when first needed: most connections only ever wait for data. */
  queue(interest: Interest): WaitQueue {
    return interest === 'readable' ? this.readable : this.#otherQueue(interest)
  }

  #otherQueue(interest: Exclude<Interest, 'readable'>): WaitQueue {
    if (interest === 'writable') return (this.#writable ??= new WaitQueue())
    return (this.#rarer ??= { urgent: new WaitQueue(), errors: new WaitQueue() })[interest]
  }

  /** Whether a call of this queue that may wait is worth making; with SO_RCVLOWAT, at every retry. */
  mayHave(queue: WaitQueue): boolean {
    if (queue.knownEmpty) return false
    return !this.hasLowWater || queue !== this.readable || pollOne(this.#fd, POLLIN, 0) !== 0
  }

  /**
   * Puts a waiter into a queue of this descriptor.
   *
   * @param needsPolling The waiter retries by itself, and does without events if it must.
   */
  enqueue(queue: WaitQueue, waiter: Waiter, needsPolling = false): void {
    queue.enqueue(waiter)
    try {
      this.#startWaiting(needsPolling)
    } catch (error) {
      queue.remove(waiter)
      throw error
    }
  }

  /** One waiter fewer: it was answered, or its wait has ended. */
  stopWaiting(): void {
    this.#waiting--
    if (this.#refed) unref()
    if (this.#waiting === 0) this.onIdle()
  }

  /** Calls back on every event until it is stopped; for poll, which takes nothing. */
  observe(notify: () => void): () => void {
    this.#startWaiting()
    this.#observers ??= new Set()
    const observer = { notify }
    this.#observers.add(observer)
    return () => {
      if (this.#observers?.delete(observer)) this.stopWaiting()
    }
  }

  /** Whether no call waits. */
  protected get isIdle(): boolean {
    return this.#waiting === 0
  }

  /** Ends the reports of events until somebody waits for some, unless somebody does. */
  pause(): void {
    if (this.isIdle) this.unwatch()
  }

  /** Calls back once it is closed or released, until it is stopped. Needs no events. */
  observeClose(notify: () => void): () => void {
    const observer = {
      notify: () => {
        if (this.fd < 0) notify()
      },
    }
    this.#observers ??= new Set()
    this.#observers.add(observer)
    return () => {
      this.#observers?.delete(observer)
    }
  }

  #startWaiting(needsPolling = false): void {
    try {
      this.#watch()
    } catch (error) {
      if (!needsPolling) {
        if (this.#waiting === 0) this.onIdle()
        throw error
      }
    }
    this.#waiting++
    if (this.#refed) ref()
  }

  #watch(): void {
    if (!this.#watched) watch(this.#fd, this)
    this.#watched = true
  }

  /** Whether events arrive; tries to watch where that failed before. */
  ensureWatched(): boolean {
    try {
      this.#watch()
      return true
    } catch {
      return false
    }
  }

  /** No call waits now. An owner stays watched: it will wait again, and closes the descriptor. */
  protected onIdle(): void {
    // nothing to do
  }

  /** The descriptor is about to be closed: its borrowers must be notified. */
  protected beforeClose(fd: number): void {
    announceClose(fd)
  }

  /** Lets the kernel forget the descriptor. */
  protected unwatch(fd: number = this.#fd): void {
    if (this.#watched) unwatch(fd, this)
    this.#watched = false
  }

  /** Whether calls that wait on this descriptor keep the process alive. */
  setRef(on: boolean): void {
    if (on === this.#refed) return
    this.#refed = on
    for (let i = 0; i < this.#waiting; i++) {
      if (on) ref()
      else unref()
    }
  }

  ready(bits: number): void {
    if ((bits & (EVENT_ENDED | EVENT_URGENT)) !== 0) this.mustProbe = true
    if (this.#rarer) {
      // Errors first: once a call has read an ICMP error from the queue, the others do not fail
      // with it.
      if ((bits & (EVENT_ENDED | EVENT_URGENT)) !== 0) this.#rarer.errors.wake()
      this.#rarer.urgent.wake()
    }
    // Not for urgent data alone: a receive of other data would discard it.
    if ((bits & (EVENT_READABLE | EVENT_ENDED)) !== 0) {
      this.readable.knownEmpty = false
      this.readable.wake()
    }
    if ((bits & (EVENT_WRITABLE | EVENT_ENDED)) !== 0) this.#writable?.wake()
    this.#notifyObservers()
  }

  #notifyObservers(): void {
    if (this.#observers) for (const { notify } of [...this.#observers]) notify()
  }

  /** Whether nothing more can come. Asks the kernel only after an event that hints at it. */
  atEof(): boolean {
    return this.mustProbe && hasHungUp(this.#fd)
  }

  /** Ends every wait and gives up the descriptor, before it is closed; returns its number. */
  close(create: ErrorFactory): number {
    const fd = this.#fd
    this.#fd = -1
    this.unwatch(fd)
    if (fd >= 0) this.beforeClose(fd)
    this.readable.rejectAll(create)
    this.#writable?.rejectAll(create)
    this.#rarer?.urgent.rejectAll(create)
    this.#rarer?.errors.rejectAll(create)
    this.#notifyObservers()
    return fd
  }
}

/** A callback of {@link Readiness.observe}: an object of its own for each time it is called. */
interface Observer {
  readonly notify: () => void
}
