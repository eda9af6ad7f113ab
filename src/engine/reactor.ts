import { constantOf, native } from '../binding.ts'
import { check } from '../errors.ts'
import {
  EVENT_BITS,
  EVENT_GENERATION,
  EVENT_SLOT,
  FIRST_EVENT,
  MAX_EVENTS,
  NUMBERS_PER_EVENT,
  REACTOR_HAS_REF,
  REACTOR_REFS,
  WAKER_THREAD,
  WAKER_UV,
} from '../shared-layouts.ts'
import { beginTurn, uncaught } from './turn.ts'

/** What an event says of a descriptor; sums of these. */
export { ENDED, READABLE, URGENT, WRITABLE } from '../shared-layouts.ts'

/** Who is told of events. */
export interface Watcher {
  /** @param bits What the event says; 0 when another who watched the same number has gone. */
  ready(bits: number): void
}

const EEXIST = constantOf('EEXIST')
/** epoll says EEXIST of a file that is watched under this number already; kqueue does not. */
const ADDS_ONCE = process.platform === 'linux'

const cells = new Int32Array(FIRST_EVENT + NUMBERS_PER_EVENT * MAX_EVENTS)

/**
 * Who watches each number. A number is watched once in the kernel, by as many as there are here.
 * Its generation goes into the kernel too: an event of a file that had the number before finds
 * another generation.
 */
const watchers: (Watcher | undefined)[] = []
const generations: number[] = []

let open = false
let dispatching = false

/** Begins to report every change of `fd` to `watcher`. */
export function watch(fd: number, watcher: Watcher): void {
  openReactor()
  const generation = ((generations[fd] ?? 0) + 1) | 0
  let answer = native.reactorWatch(fd, fd, generation)
  const watchedAlready = answer === -EEXIST
  if (watchedAlready) {
    native.reactorUnwatch(fd) // to begin anew tells all, the newcomer too, how things stand
    answer = native.reactorWatch(fd, fd, generation)
  }
  check('epoll_ctl', answer)
  while (watchers.length <= fd) {
    watchers.push(undefined)
    generations.push(0)
  }
  generations[fd] = generation
  const others = watchers[fd]
  // Or else they watch a file that has lost the number. kqueue takes a number twice, and does not say.
  const same = watchedAlready || !ADDS_ONCE
  watchers[fd] = others && same ? together(others, watcher) : watcher
}

/**
 * Ends the reports to `watcher`. To be called before the descriptor is closed: a duplicate would go
 * on firing. If the number is another file's by now, that one's watchers are left alone.
 */
export function unwatch(fd: number, watcher: Watcher): void {
  const here = watchers[fd]
  if (here instanceof Several) {
    here.delete(watcher)
    if (!here.empty) return
  } else if (here !== watcher) return
  watchers[fd] = undefined
  native.reactorUnwatch(fd) // ENOENT when another has closed it behind our back: gone either way
}

function together(others: Watcher, watcher: Watcher): Watcher {
  return others instanceof Several ? others.add(watcher) : new Several(others, watcher)
}

/** Tells those who still watch the number of an owner who is about to close it. */
export function farewell(fd: number): void {
  const others = watchers[fd]
  if (others) tell(others, 0)
}

/** Those who watch the same number: a lender, and who has borrowed from it. */
class Several implements Watcher {
  readonly #all: Set<Watcher>

  constructor(...all: Watcher[]) {
    this.#all = new Set(all)
  }

  get empty(): boolean {
    return this.#all.size === 0
  }

  add(watcher: Watcher): this {
    this.#all.add(watcher)
    return this
  }

  delete(watcher: Watcher): boolean {
    return this.#all.delete(watcher)
  }

  ready(bits: number): void {
    for (const watcher of [...this.#all]) tell(watcher, bits)
  }
}

/** One more waiter keeps the process alive. */
export function keepAlive(): void {
  const count = cells[REACTOR_REFS] ?? 0
  cells[REACTOR_REFS] = count + 1
  if (count === 0 && cells[REACTOR_HAS_REF] === 0) hold(true)
}

/** One waiter less. During a batch the reactor itself looks afterwards, when the next may wait. */
export function letGo(): void {
  const count = (cells[REACTOR_REFS] ?? 1) - 1
  cells[REACTOR_REFS] = count
  if (count === 0 && !dispatching) hold(false)
}

/** Keeps the process alive while there is no reactor: none could be opened for who waits all the same. */
let standIn: NodeJS.Timeout | undefined

function hold(on: boolean): void {
  if (open) native.reactorRef(on)
  else if (on) standIn ??= setInterval(() => undefined, 2 ** 31 - 1)
  if (open || !on) {
    clearInterval(standIn)
    standIn = undefined
  }
}

function openReactor(): void {
  if (open) return
  const { bun, deno } = process.versions
  // uv_poll_init aborts Bun, and in Deno uv_poll stops after one event.
  const thread =
    process.env['BERKELEY_WAKER'] === 'thread' || bun !== undefined || deno !== undefined
  const answer = thread ? -1 : native.reactorOpen(WAKER_UV, cells, dispatch)
  if (answer < 0) check('epoll_create1', native.reactorOpen(WAKER_THREAD, cells, dispatch))
  open = true
  if ((cells[REACTOR_REFS] ?? 0) > 0) hold(true)
}

function dispatch(count: number): void {
  beginTurn()
  dispatching = true
  try {
    const end = FIRST_EVENT + count * NUMBERS_PER_EVENT
    for (let at = FIRST_EVENT; at < end; at += NUMBERS_PER_EVENT) {
      const fd = cells[at + EVENT_SLOT] ?? 0
      const watcher = watchers[fd]
      if (watcher && generations[fd] === cells[at + EVENT_GENERATION]) {
        tell(watcher, cells[at + EVENT_BITS] ?? 0)
      }
    }
  } finally {
    dispatching = false
  }
}

function tell(watcher: Watcher, bits: number): void {
  try {
    watcher.ready(bits)
  } catch (error) {
    uncaught(error)
  }
}
