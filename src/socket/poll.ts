import { whatItHas } from '../codec/known-keys.ts'
import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'
import { arrayFrom } from '../codec/type-check.ts'
import { endOf, millisecondsUntil } from '../engine/deadline.ts'
import { pollMany, SLICE } from '../engine/poll.ts'
import { checkWaitOptions, onDeadlineOrAbort, type WaitLimits } from '../engine/wait-limits.ts'
import { traced, tracedAsync } from '../error-stack.ts'
import { abortError } from '../errors.ts'
import type { PollEvents } from '../protocols/index.ts'
import { POLL_EVENTS } from '../protocols/poll-events.ts'
import {
  type AsyncWaitOptions,
  type Form,
  readOptions,
  WAIT,
  type WaitOptions,
} from './call-options.ts'
import { type DescriptorLike, numberOfDescriptor } from './descriptor-number.ts'
import { flagsOf } from './names.ts'
import { DESCRIPTOR } from './open-descriptor.ts'
import type { Socket } from './socket.ts'
import { SocketHandle } from './socket-handle.ts'

/** A socket to poll, and the events to poll for. */
export interface PollEntry {
  /** The socket to poll. */
  readonly socket: Socket
  /** `'POLLIN'`, several names, or the sum of the constants. */
  readonly events: PollEvents
}

/**
 * A descriptor of any kind to poll, and the events to poll for; only {@link pollSync} accepts it.
 */
export interface DescriptorEntry {
  /** A number, or an object that has one. A number that is not open is reported as POLLNVAL. */
  readonly socket: DescriptorLike
  /** `'POLLIN'`, several names, or the sum of the constants. */
  readonly events: PollEvents
}

/** What {@link poll} adds to an entry. */
export interface PollResult {
  /** What the socket is ready for: sum of `POLL*` constants. */
  revents: number
}

/** An entry of the caller's, each part read once. */
interface ReadEntry<Entry extends PollEntry | DescriptorEntry> {
  readonly entry: Entry
  readonly socket: Entry['socket']
  readonly events: number
  /** Returns the descriptor as it is now. */
  readonly fd: () => number
}

/**
 * Waits until at least one of the sockets is ready. Receives nothing from them.
 *
 * @param timeout Milliseconds; `null` (the default) waits indefinitely; or options, with a deadline
 *   or a signal.
 * @returns The entries that are ready, with what they are ready for in `revents`; none at the
 *   deadline. POLLERR, POLLHUP and POLLNVAL are always reported.
 * @throws {SocketError} `ERR_SOCKET_CLOSED` if one of the sockets is closed, or is closed in the
 *   meantime.
 * @see {@link https://man7.org/linux/man-pages/man2/poll.2.html poll(2)}
 */
export async function poll<Entry extends PollEntry>(
  entries: readonly Entry[],
  timeout: number | null | AsyncWaitOptions = null,
): Promise<(Entry & PollResult)[]> {
  return await tracedAsync(async () => {
    const list = readEntries(entries)
    const sockets = list.map(({ socket }) => socketOf(socket))
    const limits = checkWaitOptions(optionsOf(timeout, 'promise'))
    if (limits.signal?.aborted) throw abortError(limits.signal)
    const ready = look(list, 0)
    if (ready.length > 0 || limits.timeout === 0) return ready
    return waitForAny(list, sockets, limits)
  })
}

async function waitForAny<Entry extends PollEntry>(
  list: readonly ReadEntry<Entry>[],
  sockets: readonly Socket[],
  limits: WaitLimits,
): Promise<(Entry & PollResult)[]> {
  const stops: (() => void)[] = []
  try {
    return await new Promise((resolve, reject) => {
      let settled = false
      const lookAgain = (last: boolean): void => {
        if (settled) return // by an earlier event of the same batch
        try {
          const ready = look(list, 0)
          settled = ready.length > 0 || last
          if (settled) resolve(ready)
        } catch (error) {
          settled = true
          reject(error)
        }
      }
      const onEvent = (): void => {
        lookAgain(false)
      }
      for (const socket of sockets) stops.push(socket[DESCRIPTOR].readiness.observe(onEvent))
      if (list.length === 0) stops.push(keepAliveUntil(endOf(limits)))
      stops.push(
        onDeadlineOrAbort(limits, (create, atDeadline) => {
          if (atDeadline) lookAgain(true)
          else {
            settled = true
            reject(create('poll'))
          }
        }),
      )
    })
  } finally {
    for (const stop of stops) stop()
  }
}

/** Without a socket, only a timer of its own keeps the process alive meanwhile. */
function keepAliveUntil(end: number): () => void {
  if (end === Number.POSITIVE_INFINITY) return () => undefined
  const timer = setInterval(() => undefined, millisecondsUntil(end)) // may fire too early, once
  return () => {
    clearInterval(timer)
  }
}

/** Blocking form of {@link poll}: takes no `signal`, and also descriptors that are not sockets. */
export function pollSync<Entry extends PollEntry | DescriptorEntry>(
  entries: readonly Entry[],
  timeout: number | null | WaitOptions = null,
): (Entry & PollResult)[] {
  return traced(() => {
    const list = readEntries(entries)
    const end = endOf(checkWaitOptions(optionsOf(timeout, 'sync')))
    for (;;) {
      const slice = Math.min(SLICE, millisecondsUntil(end))
      const ready = look(list, slice)
      if (ready.length > 0 || slice === 0) return ready
    }
  })
}

function optionsOf(timeout: number | null | AsyncWaitOptions, form: Form): AsyncWaitOptions {
  const isTimeout = typeof timeout !== 'object' || timeout === null
  return isTimeout ? { timeout } : readOptions(timeout, WAIT, form)
}

function readEntries<Entry extends PollEntry | DescriptorEntry>(
  entries: readonly Entry[],
): ReadEntry<Entry>[] {
  return Array.from(arrayFrom(entries, 'The list to poll'), readEntry)
}

function readEntry<Entry extends PollEntry | DescriptorEntry>(entry: Entry): ReadEntry<Entry> {
  checkEntry(entry)
  const { socket, events } = entry
  const name = OTHER_NAMES.get(events)
  if (name !== undefined) throw new TypeError(`No event ${String(events)}; did you mean ${name}?`)
  return { entry, socket, events: flagsOf(events, 'events', POLL_EVENTS), fd: fdGetter(socket) }
}

/** Events by the names that others have for them. */
const OTHER_NAMES: ReadonlyMap<unknown, string> = new Map([
  ...['in', 'read', 'readable'].map((name) => [name, 'POLLIN'] as const),
  ...['out', 'write', 'writable'].map((name) => [name, 'POLLOUT'] as const),
])

function checkEntry(entry: unknown): void {
  const must = 'An entry to poll must be { socket, events }'
  if (entry instanceof SocketHandle) throw new TypeError(`${must}, not a socket`)
  if (!isObject(entry)) throw new TypeError(`${must}, not ${show(entry)}`)
  const missing = ['socket', 'events'].find((name) => !(name in entry))
  if (missing !== undefined)
    throw new TypeError(`${must}: ${missing} is missing${whatItHas(entry)}`)
}

function look<Entry extends PollEntry | DescriptorEntry>(
  list: readonly ReadEntry<Entry>[],
  milliseconds: number,
): (Entry & PollResult)[] {
  const cells = new Int32Array(list.length * 3)
  for (const [i, { events, fd }] of list.entries()) {
    cells[i * 3] = fd()
    cells[i * 3 + 1] = events
  }
  if (pollMany(cells, milliseconds) === 0) return []
  return list.flatMap(({ entry }, i) => {
    const revents = cells[i * 3 + 2] ?? 0
    return revents === 0 ? [] : [{ ...entry, revents }]
  })
}

function fdGetter(socket: Socket | DescriptorLike): () => number {
  if (!(socket instanceof SocketHandle)) return () => numberOfDescriptor(socket)
  const descriptor = socket[DESCRIPTOR]
  return () => descriptor.fdFor('poll')
}

/** A socket of another copy of this library has another reactor, whose events do not come here. */
function socketOf(socket: Socket): Socket {
  if (socket instanceof SocketHandle) return socket
  throw new TypeError('poll takes sockets of this copy of berkeley; pollSync takes any descriptor')
}
