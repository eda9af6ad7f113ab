import type { Ledger } from '../ledger.ts'
import type { Random } from '../random.ts'
import type { End, Link } from './link.ts'
import { checkFailure, type Terms } from './terms.ts'

/** Acts at one end of a link. */
export class Actor {
  readonly random: Random
  readonly ledger: Ledger
  readonly end: End
  readonly peer: End
  readonly stream: boolean

  constructor(random: Random, ledger: Ledger, { ends, stream }: Link, which: 0 | 1) {
    this.random = random
    this.ledger = ledger
    this.stream = stream
    this.end = ends[which]
    this.peer = which === 0 ? ends[1] : ends[0]
  }

  /** Checks that a call is allowed to fail this way. */
  failed(what: string, error: unknown, terms: Terms): void {
    checkFailure(this.ledger, what, error, terms, this.end, this.peer)
  }

  /** Makes a call that completes immediately. */
  attempt(what: string, terms: Terms, act: () => unknown): void {
    try {
      this.ledger.count(act)
    } catch (error) {
      this.failed(what, error, terms)
    }
  }
}
