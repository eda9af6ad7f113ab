import { constantOf } from '../binding.ts'
import { closedError, errorOf, type ErrorSubject, type ErrorText } from '../errors.ts'
import { attempt } from './attempt.ts'
import { attemptSync } from './attempt-sync.ts'
import { endOf, isOver, type TimeLimit } from './deadline.ts'
import type { Readiness } from './readiness.ts'
import { type Interest, type Request, withSubject } from './request.ts'
import { timeoutError } from './timeout-error.ts'
import type { ErrorFactory, WaitLimits } from './wait-limits.ts'

const EAGAIN = constantOf('EAGAIN')

/** The two descriptors of a {@link Transfer}. */
type End = 'source' | 'sink'

const INTEREST: Readonly<Record<End, Interest>> = { source: 'readable', sink: 'writable' }

/** Bytes that go from one descriptor to another: a call that may have to wait for either of them. */
export interface Transfer {
  readonly syscall: string
  readonly source: Readiness
  readonly sink: Readiness
  /** Whether the source belongs to this transfer, so that nobody else closes it. */
  readonly ownsSource: boolean
  /** The end that the last step needed, and to wait for if the kernel refused it. */
  readonly turn: End
  /** Nothing is left to do. */
  readonly finished: boolean
  /** The result, also of a transfer that fails. */
  readonly bytesSent: number
  /** Makes one step, without waiting; returns the kernel's answer, or -errno. */
  step(): number
  /** What an error should say besides. */
  subject(): ErrorSubject & ErrorText
}

/**
 * Makes the steps of a transfer, and waits for whichever end the kernel refuses: as long as an end is
 * waited for, there is a call in the queue of that end alone.
 *
 * @param owner Kept alive meanwhile.
 */
export async function transferAll(
  transfer: Transfer,
  limits: WaitLimits,
  owner: object,
): Promise<void> {
  const untilEnd = withEnd(limits)
  // Only if it may not wait: a call that has waited must not leave its queue before its end. Those
  // that wait end by a timer.
  const allowance = limits.timeout === 0 ? new Allowance(limits) : undefined
  do {
    allowance?.check(transfer)
    const { turn } = transfer
    await attempt(transfer[turn], requestFor(transfer, turn, allowance), untilEnd, owner)
  } while (!transfer.finished)
}

/** The blocking form of {@link transferAll}. */
export function transferAllSync(transfer: Transfer, limits: TimeLimit): void {
  const untilEnd = withEnd(limits)
  const allowance = new Allowance(untilEnd)
  do {
    allowance.check(transfer)
    const { turn } = transfer
    attemptSync(transfer[turn], requestFor(transfer, turn, allowance), untilEnd)
  } while (!transfer.finished)
}

/** The limits of each wait: the whole transfer has one timeout. */
function withEnd<Limits extends TimeLimit>(limits: Limits): Limits {
  const { timeout, deadline } = limits
  return timeout === null || timeout === 0 || deadline !== undefined
    ? limits
    : { ...limits, deadline: endOf(limits) }
}

/** What counts as one call of the budget of an iteration: bytes that other calls receive at most. */
const BYTES_PER_CALL = 1 << 16

function costOf(answer: number): number {
  return Math.max(1, answer / BYTES_PER_CALL)
}

/**
 * What a transfer that has a limit and no timer may do without waiting, in calls, before the limit is
 * looked at: a source and a sink that are always ready refuse nothing, and would keep it going for
 * ever.
 */
class Allowance {
  static readonly #CALLS = 256
  readonly #limit: TimeLimit
  #left = Allowance.#CALLS

  constructor(limit: TimeLimit) {
    this.#limit = limit
  }

  /** Notes a step; returns whether another may follow. */
  spend(answer: number): boolean {
    this.#left -= costOf(answer)
    return this.#left > 0
  }

  /** Starts anew, or fails at the limit. */
  check(transfer: Transfer): void {
    if (this.#left > 0) return
    const { syscall } = transfer
    if (this.#limit.timeout === 0) throw errorOf(syscall, -EAGAIN, transfer.subject())
    if (isOver(this.#limit)) throw withSubject(transfer, timeoutError(syscall, this.#limit))
    this.#left = Allowance.#CALLS
  }
}

/** As many steps as one end allows. It has its answer once the transfer needs the other end. */
function requestFor(transfer: Transfer, end: End, allowance: Allowance | undefined): Request<void> {
  let unfinished = false
  let cost = 1
  let stop: (() => void) | undefined
  return {
    syscall: transfer.syscall,
    waitsFor: INTEREST[end],
    get cost() {
      return cost
    },
    get unfinished() {
      return unfinished
    },
    call() {
      const answer = transfer.step()
      cost = costOf(answer)
      const goesOn = allowance?.spend(answer) ?? true
      unfinished = answer >= 0 && !transfer.finished && goesOn && isNext(transfer, end)
      return answer === -EAGAIN && transfer.turn !== end ? 0 : answer
    },
    result() {
      // nothing to return
    },
    subject: () => transfer.subject(),
    keep(giveUp) {
      if (giveUp) stop = onClose(transfer, end, giveUp)
    },
    release: () => stop?.(),
  }
}

/** Whether the next step need not wait behind the calls that wait for its end. */
function isNext({ turn, source, sink }: Transfer, end: End): boolean {
  return turn === end || (turn === 'source' ? source : sink).queue(INTEREST[turn]).empty
}

/** Ends the wait when the end that is not waited for is closed, until it is stopped. */
function onClose(
  { syscall, ownsSource, source, sink }: Transfer,
  waitedFor: End,
  giveUp: (create: ErrorFactory) => void,
): (() => void) | undefined {
  const other = waitedFor === 'source' ? sink : source
  if (source === sink) return undefined // closing it ends the wait itself
  if (other === source) {
    // A sender that is faster than the sink reports data again and again: three system calls each time.
    source.pause()
    if (ownsSource) return undefined // nobody else closes it
  }
  if (other.fd < 0) throw closedError(syscall)
  return other.observeClose(() => {
    giveUp(closedError)
  })
}
