import { setImmediate } from 'node:timers'

/**
 * How many calls may be answered at once in one iteration of the event loop. A promise that is
 * settled already continues in the same iteration: without a budget, one peer that always has data
 * would keep timers and every other socket waiting.
 */
const BUDGET = 256

/** How many receives or sends of a stream one event may lead to before others have their turn. */
export const MOST_AT_ONCE = 32

let left = BUDGET

/** Starts a new budget: a new iteration of the event loop has begun. */
export function resetBudget(): void {
  left = BUDGET
}

/**
 * Whether a call may be made at once; otherwise it has to wait for the next iteration.
 *
 * @param cost How many usual calls this one counts as.
 */
export function takeBudget(cost = 1): boolean {
  const isLeft = left > 0
  left -= cost
  return isLeft
}

/** Calls back in the next iteration of the event loop. */
export function nextIteration(callback: () => void): void {
  setImmediate(() => {
    resetBudget()
    callback()
  })
}
