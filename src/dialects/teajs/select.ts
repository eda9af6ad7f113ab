import { constants, type Socket as Core, pollSync } from '../../index.ts'
import { systemError, translated } from './error.ts'
import { toInt32 } from './arguments.ts'

const { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI } = constants

/**
 * The events of poll(2) that each set waits for, and those that count, as in select(2) of Linux.
 */
const SETS = [
  { asks: POLLIN, counts: POLLIN | POLLHUP | POLLERR },
  { asks: POLLOUT, counts: POLLOUT | POLLERR },
  { asks: POLLPRI, counts: POLLPRI },
] as const

/** The longest pause, in milliseconds, for sockets that are ready only for other events. */
const LONGEST_PAUSE = 32

/** A member of one of the arrays. */
interface Member {
  readonly array: unknown[]
  readonly index: string
  readonly socket: Core
  readonly counts: number
}

interface Entry {
  readonly socket: Core
  /** The events to poll for. */
  events: number
  /** The events that count; poll(2) also reports others, unasked. */
  counts: number
}

/**
 * Waits as select(2), and deletes what is not ready from the arrays.
 *
 * @param socketOf Returns the socket of a member; throws for one without a socket.
 * @returns How many descriptors are ready, summed over the arrays.
 */
export function select(
  arrays: readonly unknown[],
  timeout: unknown,
  socketOf: (member: unknown) => Core,
): number {
  const members = SETS.map(({ counts }, i) => membersOf(arrays[i], counts, socketOf))
  const time = timeout === null ? null : toInt32(timeout)
  if (time !== null && time < 0) throw systemError('EINVAL', 'select')
  const entries = new Map<Core, Entry>()
  for (const [i, { asks, counts }] of SETS.entries()) {
    for (const { socket } of members[i] ?? []) {
      if (socket.closed) throw systemError('EBADF', 'select')
      const entry = entries.get(socket)
      if (!entry) entries.set(socket, { socket, events: asks, counts })
      else {
        entry.events |= asks
        entry.counts |= counts
      }
    }
  }
  const ready = wait([...entries.values()], time)
  return members.reduce((sum, set) => sum + keepReady(set, ready), 0)
}

function membersOf(
  array: unknown,
  counts: number,
  socketOf: (member: unknown) => Core,
): readonly Member[] {
  if (!Array.isArray(array)) return []
  const list = array as unknown[]
  return Object.keys(list) // has no holes, which are what an earlier select left
    .filter((key) => /^\d+$/.test(key))
    .map((index) => ({
      array: list,
      index,
      socket: socketOf(Reflect.get(list, index)),
      counts,
    }))
}

function keepReady(set: readonly Member[], ready: ReadonlyMap<Core, number>): number {
  const found = new Set<Core>()
  for (const { array, index, socket, counts } of set) {
    if (((ready.get(socket) ?? 0) & counts) !== 0) found.add(socket)
    else Reflect.deleteProperty(array, index)
  }
  return found.size
}

/**
 * Waits until one of the entries has an event that counts.
 *
 * poll(2) reports POLLHUP and POLLERR unasked. A socket that has no other event is left out for a
 * while, so that it neither ends the wait nor keeps the processor busy.
 */
function wait(entries: readonly Entry[], timeout: number | null): ReadonlyMap<Core, number> {
  const deadline = timeout === null ? Infinity : performance.now() + timeout
  try {
    let reported = pollSync(entries, timeout)
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const ready = reported.filter(({ revents, counts }) => (revents & counts) !== 0)
      if (ready.length > 0) return new Map(ready.map(({ socket, revents }) => [socket, revents]))
      const left = Math.ceil(deadline - performance.now())
      if (reported.length === 0 || left <= 0) return new Map()
      const noisy = new Set(reported.map(({ socket }) => socket))
      pollSync(
        entries.filter(({ socket }) => !noisy.has(socket)),
        Math.min(pause, left),
      )
      reported = pollSync(entries, 0)
    }
  } catch (error) {
    throw translated(error)
  }
}
