import type { MakeError } from './limit.ts'

/** One who waits in a {@link Line}. */
export interface Waiter {
  /** Who stands behind it; kept by the line. */
  behind: Waiter | undefined
  /** Makes the call, and leaves the line with its answer; false when the kernel still says "not yet". */
  serve(): boolean
  /** Ends the wait with the error that `make` gives for its call. */
  fail(make: MakeError): void
}

/** Those who wait for one direction of one descriptor, served in the order in which they came. */
export class Line {
  /**
   * The last call took all that there was, so the next goes straight to waiting. Only ever true
   * for sockets where a short read means that.
   */
  drained = false
  #first: Waiter | undefined
  #last: Waiter | undefined

  get empty(): boolean {
    return this.#first === undefined
  }

  join(waiter: Waiter): void {
    if (this.#last) this.#last.behind = waiter
    else this.#first = waiter
    this.#last = waiter
  }

  /** Takes a waiter out of the line; answers whether it stood there. */
  leave(waiter: Waiter): boolean {
    let before: Waiter | undefined
    let here = this.#first
    while (here !== waiter) {
      if (!here) return false
      before = here
      here = here.behind
    }
    if (before) before.behind = waiter.behind
    else this.#first = waiter.behind
    if (this.#last === waiter) this.#last = before
    waiter.behind = undefined
    return true
  }

  /** Serves those at the head for as long as the kernel has something for them. */
  serve(): void {
    while (this.#first?.serve()) continue
  }

  /** Sends everyone away. */
  clear(make: MakeError): void {
    for (let first = this.#first; first; first = this.#first) {
      this.leave(first)
      first.fail(make)
    }
  }
}
