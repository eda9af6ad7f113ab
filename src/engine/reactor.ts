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
import { resetBudget } from './fairness.ts'
import { reportUncaught } from './uncaught.ts'

/** What an event reports about a descriptor: the sum of some of these. */
export { EVENT_ENDED, EVENT_READABLE, EVENT_URGENT, EVENT_WRITABLE } from '../shared-layouts.ts'

/** Receives the events of a descriptor. */
export interface Watcher {
  /** @param bits What the event reports; 0 when another watcher of the same number has closed it. */
  ready(bits: number): void
}

const EEXIST = constantOf('EEXIST')
/** epoll says EEXIST of a file that is watched under this number already; kqueue does not. */
const ADDS_ONCE = process.platform === 'linux'

const cells = new Int32Array(FIRST_EVENT + NUMBERS_PER_EVENT * MAX_EVENTS)

/**
 * The watcher of each number. A number is watched once in the kernel, however many watch it here.
 * Its generation goes into the kernel too: an event of the file that had the number before finds
 * another generation.
 */
const watchers: (Watcher | undefined)[] = []
const generations: number[] = []

let open = false
let dispatching = false

/** Starts to report every change of `fd` to `watcher`. */
export function watch(fd: number, watcher: Watcher): void {
  openReactor()
  const generation = ((generations[fd] ?? 0) + 1) | 0
  let answer = native.reactorWatch(fd, fd, generation)
  const watchedAlready = answer === -EEXIST
  if (watchedAlready) {
    native.reactorUnwatch(fd) // adding it again reports the present state to all watchers
    answer = native.reactorWatch(fd, fd, generation)
  }
  check('epoll_ctl', answer)
  while (watchers.length <= fd) {
    watchers.push(undefined)
    generations.push(0)
  }
  generations[fd] = generation
  const others = watchers[fd]
  // Otherwise they watch a file that has lost the number. kqueue takes a number twice, and does not say so.
  const same = watchedAlready || !ADDS_ONCE
  watchers[fd] = others && same ? joined(others, watcher) : watcher
}

/**
 * Stops reporting to `watcher`. Must be called before the descriptor is closed: a duplicate would
 * keep firing. If the number is another file's by now, that file's watchers are left alone.
 */
export function unwatch(fd: number, watcher: Watcher): void {
  const here = watchers[fd]
  if (here instanceof WatcherGroup) {
    here.delete(watcher)
    if (!here.empty) return
  } else if (here !== watcher) return
  watchers[fd] = undefined
  native.reactorUnwatch(fd) // ENOENT when somebody else has closed it: gone either way
}

/** Those to whom the events of a number are reported; some may watch a file that had it before. */
export function watchersOf(fd: number): Iterable<Watcher> {
  const here = watchers[fd]
  if (here instanceof WatcherGroup) return here.all
  return here ? [here] : []
}

function joined(others: Watcher, watcher: Watcher): Watcher {
  return others instanceof WatcherGroup ? others.add(watcher) : new WatcherGroup(others, watcher)
}

/** Notifies those who still watch the number that its owner is about to close it. */
export function announceClose(fd: number): void {
  const others = watchers[fd]
  if (others) notify(others, 0)
}

/** The watchers of one number: the owner, and those who borrowed from it. */
class WatcherGroup implements Watcher {
  readonly all: Set<Watcher>

  constructor(...all: Watcher[]) {
    this.all = new Set(all)
  }

  get empty(): boolean {
    return this.all.size === 0
  }

  add(watcher: Watcher): this {
    this.all.add(watcher)
    return this
  }

  delete(watcher: Watcher): boolean {
    return this.all.delete(watcher)
  }

  ready(bits: number): void {
    for (const watcher of [...this.all]) notify(watcher, bits)
  }
}

/** One more call keeps the process alive. */
export function ref(): void {
  const count = cells[REACTOR_REFS] ?? 0
  cells[REACTOR_REFS] = count + 1
  if (count === 0 && cells[REACTOR_HAS_REF] === 0) setRef(true)
}

/** One call less. During a batch the reactor checks afterwards, since the next call may wait by then. */
export function unref(): void {
  const count = (cells[REACTOR_REFS] ?? 1) - 1
  cells[REACTOR_REFS] = count
  if (count === 0 && !dispatching) setRef(false)
}

/** Keeps the process alive without a reactor, when none could be opened and calls wait all the same. */
let timer: NodeJS.Timeout | undefined

function setRef(on: boolean): void {
  if (open) native.reactorRef(on)
  else if (on) timer ??= setInterval(() => undefined, 2 ** 31 - 1)
  if (open || !on) {
    clearInterval(timer)
    timer = undefined
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
  if ((cells[REACTOR_REFS] ?? 0) > 0) setRef(true)
}

function dispatch(count: number): void {
  resetBudget()
  dispatching = true
  try {
    const end = FIRST_EVENT + count * NUMBERS_PER_EVENT
    for (let at = FIRST_EVENT; at < end; at += NUMBERS_PER_EVENT) {
      const fd = cells[at + EVENT_SLOT] ?? 0
      const watcher = watchers[fd]
      if (watcher && generations[fd] === cells[at + EVENT_GENERATION]) {
        notify(watcher, cells[at + EVENT_BITS] ?? 0)
      }
    }
  } finally {
    dispatching = false
  }
}

function notify(watcher: Watcher, bits: number): void {
  try {
    watcher.ready(bits)
  } catch (error) {
    reportUncaught(error)
  }
}
