import type { ErrorFactory } from './wait-limits.ts'

/** A call that waits in a {@link WaitQueue}. */
export interface Waiter {
  /** The waiter behind this one; kept by the queue. */
  next: Waiter | undefined
  /** Makes the call again. With an answer it leaves the queue; false while the kernel says "not yet". */
  retry(): boolean
  /** Ends the wait with the error that `create` returns for its call. */
  fail(create: ErrorFactory): void
}

/** The calls that wait for the same interest on one descriptor, served in order. */
export class WaitQueue {
  /**
   * The last receive emptied the queue, so the next one waits without trying first. Only ever true
   * for sockets where a short read means that.
   */
  knownEmpty = false
  #first: Waiter | undefined
  #last: Waiter | undefined

  get empty(): boolean {
    return this.#first === undefined
  }

  enqueue(waiter: Waiter): void {
    if (this.#last) this.#last.next = waiter
    else this.#first = waiter
    this.#last = waiter
  }

  /** Removes a waiter; returns whether it was in the queue. */
  remove(waiter: Waiter): boolean {
    let before: Waiter | undefined
    let here = this.#first
    while (here !== waiter) {
      if (!here) return false
      before = here
      here = here.next
    }
    if (before) before.next = waiter.next
    else this.#first = waiter.next
    if (this.#last === waiter) this.#last = before
    waiter.next = undefined
    return true
  }

  /** Wakes the first waiter, then the next, for as long as the kernel has an answer. */
  wake(): void {
    while (this.#first?.retry()) continue
  }

  /** Ends every wait with an error. */
  rejectAll(create: ErrorFactory): void {
    for (let first = this.#first; first; first = this.#first) {
      this.remove(first)
      first.fail(create)
    }
  }
}
