import { native } from '../binding.ts'
import { check } from '../errors.ts'
import { beginTurn } from './turn.ts'

/** What an event says of a descriptor; sums of these. */
export const READABLE = 1
export const WRITABLE = 2
/** Hung up, half closed, or failed. */
export const ENDED = 4
export const URGENT = 8

/** Who is told of events. */
export interface Watcher {
  ready(bits: number): void
}

/** Where the reactor of this environment and TypeScript meet. */
const KEEPING_ALIVE = 0
const IS_KEEPING_ALIVE = 1
const FIRST_EVENT = 2
const NUMBERS_PER_EVENT = 3
const MOST_EVENTS = 512

const cells = new Int32Array(FIRST_EVENT + NUMBERS_PER_EVENT * MOST_EVENTS)

/** A slot's number and generation go into the kernel; a stale event finds another generation. */
const watchers: (Watcher | undefined)[] = []
const generations: number[] = []
const freeSlots: number[] = []

/** What wakes JavaScript: see native/waker_uv.c and waker_thread.c. */
const UV_POLL = 0
const THREAD = 1

let open = false
let dispatching = false

/** Begins to report every change of `fd` to `watcher`; answers the slot to give back to unwatch. */
export function watch(fd: number, watcher: Watcher): number {
  if (!open) {
    openReactor()
    open = true
  }
  const slot = freeSlots.pop() ?? watchers.length
  const generation = ((generations[slot] ?? 0) + 1) | 0
  watchers[slot] = watcher
  generations[slot] = generation
  const answer = native.reactorWatch(fd, slot, generation)
  if (answer < 0) release(slot)
  check('epoll_ctl', answer)
  return slot
}

/** Ends the reports. To be called before the descriptor is closed: a duplicate would go on firing. */
export function unwatch(fd: number, slot: number): void {
  native.reactorUnwatch(fd) // ENOENT when another has closed it behind our back: gone either way
  release(slot)
}

function release(slot: number): void {
  watchers[slot] = undefined
  freeSlots.push(slot)
}

/** One more waiter keeps the process alive. */
export function keepAlive(): void {
  const count = cells[KEEPING_ALIVE] ?? 0
  cells[KEEPING_ALIVE] = count + 1
  if (count === 0 && cells[IS_KEEPING_ALIVE] === 0) native.reactorRef(true)
}

/** One waiter less. During a batch the reactor itself looks afterwards, when the next may wait. */
export function letGo(): void {
  const count = (cells[KEEPING_ALIVE] ?? 1) - 1
  cells[KEEPING_ALIVE] = count
  if (count === 0 && !dispatching) native.reactorRef(false)
}

function openReactor(): void {
  const { bun, deno } = process.versions
  // uv_poll_init aborts Bun, and in Deno uv_poll stops after one event.
  const thread =
    process.env['BERKELEY_WAKER'] === 'thread' || bun !== undefined || deno !== undefined
  const answer = thread ? -1 : native.reactorOpen(UV_POLL, cells, dispatch)
  if (answer < 0) check('epoll_create1', native.reactorOpen(THREAD, cells, dispatch))
}

function dispatch(count: number): void {
  beginTurn()
  dispatching = true
  try {
    const end = FIRST_EVENT + count * NUMBERS_PER_EVENT
    for (let at = FIRST_EVENT; at < end; at += NUMBERS_PER_EVENT) {
      const slot = cells[at] ?? 0
      if (generations[slot] === cells[at + 1]) watchers[slot]?.ready(cells[at + 2] ?? 0)
    }
  } finally {
    dispatching = false
  }
}
