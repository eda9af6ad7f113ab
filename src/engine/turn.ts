import { setImmediate } from 'node:timers'

/**
 * How many calls may still be answered at once before others have their turn. A promise that is
 * settled already goes on in the same turn of the event loop: without an end to it, one peer that
 * always has something would keep timers and every other socket waiting.
 */
const BUDGET = 256

let left = BUDGET

/** A turn of the event loop begins. */
export function beginTurn(): void {
  left = BUDGET
}

/** Whether a call may be made at once; otherwise it has to wait for the next turn. */
export function mayCallNow(): boolean {
  return left-- > 0
}

/** Does it in the next turn. */
export function nextTurn(act: () => void): void {
  setImmediate(() => {
    beginTurn()
    act()
  })
}

/** What a listener of somebody else's threw: no concern of those who are told next. */
export function uncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
