import { constants, type Socket as Core, pollSync } from '../../index.ts'
import { systemError, translated } from './error.ts'
import { toInt32 } from './arguments.ts'

const { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI } = constants

/** The events of poll(2) that each set polls for, and those that make it ready, as in Linux. */
const SETS = [
  { events: POLLIN, ready: POLLIN | POLLHUP | POLLERR },
  { events: POLLOUT, ready: POLLOUT | POLLERR },
  { events: POLLPRI, ready: POLLPRI },
] as const

/** The maximum pause, in milliseconds, for sockets that are ready only for other events. */
const MAX_PAUSE = 32

/** A member of one of the arrays. */
interface Member {
  readonly array: unknown[]
  readonly index: string
  readonly socket: Core
  readonly ready: number
}

interface Entry {
  readonly socket: Core
  /** The events to poll for. */
  events: number
  /** The events that make it ready; poll(2) always reports some others too. */
  ready: number
}

/**
 * Waits like select(2), and deletes from the arrays what is not ready.
 *
 * @param socketOf Returns the socket of a member; throws for one without a socket.
 * @returns How many descriptors are ready, summed over the arrays.
 */
export function select(
  arrays: readonly unknown[],
  timeout: unknown,
  socketOf: (member: unknown) => Core,
): number {
  const members = SETS.map(({ ready }, i) => membersOf(arrays[i], ready, socketOf))
  const time = timeout === null ? null : toInt32(timeout)
  if (time !== null && time < 0) throw systemError('EINVAL', 'select')
  const entries = new Map<Core, Entry>()
  for (const [i, { events, ready }] of SETS.entries()) {
    for (const { socket } of members[i] ?? []) {
      if (socket.closed) throw systemError('EBADF', 'select')
      const entry = entries.get(socket)
      if (!entry) entries.set(socket, { socket, events, ready })
      else {
        entry.events |= events
        entry.ready |= ready
      }
    }
  }
  const found = wait([...entries.values()], time)
  return members.reduce((sum, set) => sum + keepReady(set, found), 0)
}

function membersOf(
  array: unknown,
  ready: number,
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
      ready,
    }))
}

function keepReady(set: readonly Member[], found: ReadonlyMap<Core, number>): number {
  const kept = new Set<Core>()
  for (const { array, index, socket, ready } of set) {
    if (((found.get(socket) ?? 0) & ready) !== 0) kept.add(socket)
    else Reflect.deleteProperty(array, index)
  }
  return kept.size
}

/**
 * Waits until one of the entries is ready, and returns the events of those that are.
 *
 * poll(2) always reports POLLHUP and POLLERR. A socket that has only these is left out for a while,
 * so that it neither ends the wait nor keeps the processor busy.
 */
function wait(entries: readonly Entry[], timeout: number | null): ReadonlyMap<Core, number> {
  const deadline = timeout === null ? Infinity : performance.now() + timeout
  try {
    let reported = pollSync(entries, { deadline })
    for (let pause = 1; ; pause = Math.min(2 * pause, MAX_PAUSE)) {
      const found = reported.filter(({ revents, ready }) => (revents & ready) !== 0)
      if (found.length > 0) return new Map(found.map(({ socket, revents }) => [socket, revents]))
      if (reported.length === 0 || performance.now() >= deadline) return new Map()
      const noisy = new Set(reported.map(({ socket }) => socket))
      pollSync(
        entries.filter(({ socket }) => !noisy.has(socket)),
        { timeout: pause, deadline },
      )
      reported = pollSync(entries, 0)
    }
  } catch (error) {
    throw translated(error)
  }
}
