import { closedError } from '../errors.ts'
import { Readiness } from './readiness.ts'
import { rearmingTimer } from './timer.ts'
import { reportUncaught } from './uncaught.ts'
import type { Waiter, WaitQueue } from './wait-queue.ts'

/** The owner of a borrowed descriptor. */
export interface DescriptorOwner {
  /** The descriptor that the owner has at this moment; -1 for none. */
  currentFd(): number
  /** Calls back when the owner closes, if it can tell, until it is stopped. */
  onClose(callback: () => void): () => void
}

/**
 * How often to ask an owner that emits no event whether it still has the descriptor. Milliseconds.
 */
const RECHECK_INTERVAL = 250

/**
 * The waiters on a borrowed descriptor. The owner is asked for the number before each use; when the
 * owner has closed it, every wait ends. The owner is asked only while somebody waits.
 */
export class BorrowedReadiness extends Readiness {
  readonly #owner: DescriptorOwner
  #stopChecking: (() => void) | undefined
  /** How many want to know of the close, and wait for no event. */
  #closeObservers = 0

  constructor(fd: number, owner: DescriptorOwner) {
    super(fd)
    this.#owner = owner
  }

  override get fd(): number {
    const fd = super.fd
    return fd >= 0 && this.#owner.currentFd() === fd ? fd : -1
  }

  override enqueue(queue: WaitQueue, waiter: Waiter, needsPolling?: boolean): void {
    this.#startChecking()
    super.enqueue(queue, waiter, needsPolling)
  }

  override observe(notify: () => void): () => void {
    this.#startChecking()
    return super.observe(notify)
  }

  override observeClose(notify: () => void): () => void {
    this.#startChecking()
    this.#closeObservers++
    let stop: (() => void) | undefined = super.observeClose(notify)
    return () => {
      if (!stop) return
      stop()
      stop = undefined
      this.#closeObservers--
      if (this.isIdle) this.onIdle()
    }
  }

  override ready(bits: number): void {
    if (this.#mayBeOpen()) super.ready(bits)
  }

  protected override beforeClose(): void {
    // the owner keeps it
  }

  protected override onIdle(): void {
    this.unwatch()
    if (this.#closeObservers > 0) return
    const stop = this.#stopChecking
    this.#stopChecking = undefined
    try {
      stop?.()
    } catch (error) {
      reportUncaught(error) // from an owner of the caller's own class
    }
  }

  #startChecking(): void {
    if (this.#stopChecking) return
    const check = (): void => {
      this.#check()
    }
    const stopListening = this.#owner.onClose(check)
    const stopTimer = rearmingTimer(RECHECK_INTERVAL, () => {
      check()
      return RECHECK_INTERVAL
    })
    this.#stopChecking = () => {
      stopTimer()
      stopListening()
    }
  }

  /** As {@link #check}. What the owner throws is left to those who wait, and ask it themselves. */
  #mayBeOpen(): boolean {
    try {
      return this.#check()
    } catch {
      return true
    }
  }

  /** Ends every wait if the owner has closed the descriptor; returns whether it still has it. */
  #check(): boolean {
    if (this.fd >= 0) return true
    this.close(closedError)
    return false
  }
}
