import { closedError } from '../errors.ts'
import { repeat } from './limit.ts'
import type { Line, Waiter } from './line.ts'
import { Readiness } from './readiness.ts'
import { uncaught } from './turn.ts'

/** A descriptor that another has lent. */
export interface Loan {
  /** The descriptor that the lender has at this moment; -1 for none. */
  current(): number
  /** Calls back when the lender closes, if it can tell, until told to stop. */
  onClose(act: () => void): () => void
}

/** How often a lender who tells nobody is asked whether it still has what others wait on. Milliseconds. */
const ASK_AGAIN = 250

/**
 * Who waits on a descriptor that is another's. The number is never used before the lender was
 * asked for it; when it has gone, so do those who wait. Watched only while somebody waits.
 */
export class BorrowedReadiness extends Readiness {
  readonly #loan: Loan
  #stopAsking: (() => void) | undefined

  constructor(fd: number, loan: Loan) {
    super(fd)
    this.#loan = loan
  }

  override get current(): number {
    const fd = super.current
    return fd >= 0 && this.#loan.current() === fd ? fd : -1
  }

  override join(line: Line, waiter: Waiter, unannounced?: boolean): void {
    this.#ask()
    super.join(line, waiter, unannounced)
  }

  override observe(tell: () => void): () => void {
    this.#ask()
    return super.observe(tell)
  }

  override ready(bits: number): void {
    if (this.#check()) super.ready(bits)
  }

  protected override leave(): void {
    // the number stays the lender's
  }

  protected override rest(): void {
    this.unwatch()
    const stop = this.#stopAsking
    this.#stopAsking = undefined
    try {
      stop?.()
    } catch (error) {
      uncaught(error) // of a lender of somebody's own making
    }
  }

  #ask(): void {
    if (this.#stopAsking) return
    const check = (): void => {
      this.#check()
    }
    const stopListening = this.#loan.onClose(check)
    const stopRepeating = repeat(ASK_AGAIN, () => {
      check()
      return ASK_AGAIN
    })
    this.#stopAsking = () => {
      stopRepeating()
      stopListening()
    }
  }

  /** Sends everyone away if the lender has it no more; answers whether it has. */
  #check(): boolean {
    if (this.current >= 0) return true
    this.close(closedError)
    return false
  }
}
