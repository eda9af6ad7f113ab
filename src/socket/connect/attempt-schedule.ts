import { endOf, now, type TimeLimit } from '../../engine/deadline.ts'
import { SocketTimeoutError } from '../../errors.ts'
import type { Resolved } from '../resolve.ts'

/** Connection Attempt Delay (RFC 8305, 5): how long an attempt is alone before the next one starts. */
const CONNECTION_ATTEMPT_DELAY = 250

/** The addresses with their families in turns, otherwise in the system's order (RFC 8305, 4). */
export function interleave(candidates: readonly Resolved[]): Resolved[] {
  const families = new Map<string | number, Resolved[]>()
  for (const candidate of candidates) {
    const family = families.get(candidate.family)
    if (family) family.push(candidate)
    else families.set(candidate.family, [candidate])
  }
  const lists = [...families.values()]
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat()
}

/**
 * Decides which address to try when, and when all have failed (RFC 8305, 5): an attempt starts some
 * time after the last one, or as soon as that has failed. Knows no sockets; both forms of connect()
 * follow it.
 */
export class AttemptSchedule {
  readonly #count: number
  readonly #limit: TimeLimit
  readonly #clock: () => number
  readonly #end: number
  readonly #failures: Error[] = []
  #started = 0
  #running = 0
  #nextStart = Number.NEGATIVE_INFINITY
  #timedOut = false

  /** @param limit The limit of all attempts together. */
  constructor(count: number, limit: TimeLimit, clock = now) {
    this.#count = count
    this.#limit = limit
    this.#clock = clock
    this.#end = endOf(limit)
  }

  /** Starts the next attempt if it is due; returns the index of its address. */
  startDue(): number | undefined {
    if (this.#started === this.#count || this.#until(this.#nextStart) > 0) return undefined
    // The first is tried in any case, as a connect of its own would be.
    if (this.#started > 0 && this.#isOver()) return undefined
    this.#nextStart = this.#clock() + CONNECTION_ATTEMPT_DELAY
    this.#running++
    return this.#started++
  }

  /** An attempt has failed: the next one is due at once. */
  failed(error: Error): void {
    this.#running--
    this.#nextStart = Number.NEGATIVE_INFINITY
    if (error instanceof SocketTimeoutError) this.#timedOut = true
    else this.#failures.push(error)
  }

  /** The error of all attempts together, once none is left; undefined before. */
  get error(): Error | undefined {
    const left = this.#started < this.#count
    if (this.#running > 0 || (left && !this.#isOver())) return undefined
    return this.#timedOut || left ? this.#timeoutError() : combineFailures(this.#failures)
  }

  /** The error at the deadline, whatever is still under way; undefined before. */
  get timeoutError(): Error | undefined {
    return this.#isOver() ? this.#timeoutError() : undefined
  }

  /** Milliseconds until the next attempt is due; null if there is none. */
  get untilNext(): number | null {
    return this.#started === this.#count ? null : this.#until(this.#nextStart)
  }

  /** Milliseconds until the deadline, at least one; null without a deadline. */
  get timeLeft(): number | null {
    const left = this.#until(this.#end)
    return Number.isFinite(left) ? Math.max(1, left) : null
  }

  #isOver(): boolean {
    return this.#timedOut || this.#until(this.#end) === 0
  }

  /** Whole milliseconds until a moment, rounded up. */
  #until(moment: number): number {
    return Math.max(0, Math.ceil(moment - this.#clock()))
  }

  #timeoutError(): Error {
    return new SocketTimeoutError('connect', this.#limit.timeout, { errors: this.#failures })
  }
}

/** The one failure, or all of them in one error. */
export function combineFailures(failures: readonly Error[]): Error {
  const [first, second] = failures
  if (first && !second) return first
  const reasons = failures.map(({ message }) => message).join('; ')
  const error = new AggregateError(failures, `No address could be connected to: ${reasons}`)
  return Object.assign(error, { code: first && 'code' in first ? first.code : 'EADDRNOTAVAIL' })
}
