import { SLICE } from '../engine/attempt-sync.ts'
import { checkTimeout, deadlineAfter, millisecondsUntil } from '../engine/deadline.ts'
import { checkTerms, limit, type Terms } from '../engine/limit.ts'
import { pollMany } from '../engine/polling.ts'
import { abortError, closedError } from '../errors.ts'
import { type AsyncWaitOptions, tell, WAIT, type WaitOptions } from './call-options.ts'
import { type HasDescriptor, numberOfDescriptor } from './descriptor.ts'
import { Handle, lifeOf } from './handle.ts'
import { numberOf } from './names.ts'
import type { Socket } from './socket.ts'

/** One socket to look at, and what for. */
export interface PollEntry {
  /** The socket to look at. */
  readonly socket: Socket
  /** Sum of `POLL*` constants. */
  readonly events: number
}

/** One descriptor of any kind to look at, and what for; {@link pollSync} alone takes them. */
export interface DescriptorEntry {
  /** A number, or what has one. A number that is not open is told as POLLNVAL. */
  readonly socket: HasDescriptor
  /** Sum of `POLL*` constants. */
  readonly events: number
}

/** What a socket is ready for. */
export interface Ready {
  /** Sum of `POLL*` constants. */
  revents: number
}

/** One entry as it was given, each part read once. */
interface Asked<Entry> {
  readonly entry: Entry
  readonly events: number
  /** The descriptor at this moment. */
  readonly fd: () => number
}

/**
 * Waits until one of the sockets is ready, without taking anything from it.
 *
 * @param timeout Milliseconds, null for ever, or an object that also has a signal.
 * @returns The entries that are ready, with what they are ready for in `revents`; none at the
 *   deadline. POLLERR, POLLHUP and POLLNVAL are told unasked.
 * @throws {SocketError} `ERR_SOCKET_CLOSED` when one of the sockets is closed, or is meanwhile.
 * @see poll(2)
 */
export async function poll<Entry extends PollEntry>(
  entries: readonly Entry[],
  timeout: number | null | AsyncWaitOptions = null,
): Promise<(Entry & Ready)[]> {
  const list = Array.from(entries, asked)
  const sockets = list.map(({ entry: { socket } }) => socketOf(socket))
  const terms = checkTerms(optionsOf(timeout, WAIT.promise))
  if (terms.signal?.aborted) throw abortError(terms.signal)
  const ready = look(list, 0)
  if (ready.length > 0 || terms.timeout === 0) return ready
  return waitForAny(list, sockets, terms)
}

function waitForAny<Entry extends PollEntry>(
  list: readonly Asked<Entry>[],
  sockets: readonly Socket[],
  terms: Terms,
): Promise<(Entry & Ready)[]> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = []
    const end = (settle: () => void) => {
      settle()
      for (const stop of stops.splice(0)) stop()
    }
    const fail = (error: unknown) => {
      end(() => {
        reject(error)
      })
    }
    const lookAgain = ({ last }: { last: boolean }) => {
      try {
        const found = look(list, 0)
        if (found.length > 0 || last)
          end(() => {
            resolve(found)
          })
      } catch (error) {
        fail(error)
      }
    }
    const again = () => {
      lookAgain({ last: false })
    }
    try {
      for (const socket of sockets) stops.push(lifeOf(socket).readiness.observe(again))
      const { timeout } = terms
      if (list.length === 0 && timeout !== null) {
        // No socket keeps the process alive meanwhile.
        const timer = setTimeout(() => undefined, timeout)
        stops.push(() => {
          clearTimeout(timer)
        })
      }
      stops.push(
        limit(terms, (make, atDeadline) => {
          if (atDeadline) lookAgain({ last: true })
          else fail(make('poll'))
        }),
      )
    } catch (error) {
      fail(error)
    }
  })
}

/** {@link poll}, holding the thread. Takes descriptors that are no sockets too. */
export function pollSync<Entry extends PollEntry | DescriptorEntry>(
  entries: readonly Entry[],
  timeout: number | null | WaitOptions = null,
): (Entry & Ready)[] {
  const list = Array.from(entries, asked)
  const wait = checkTimeout(optionsOf(timeout, WAIT.sync).timeout ?? null)
  const deadline = deadlineAfter(wait)
  for (;;) {
    const left = wait === null ? SLICE : millisecondsUntil(deadline)
    const ready = look(list, Math.min(SLICE, left))
    if (ready.length > 0 || left === 0) return ready
  }
}

function optionsOf(
  timeout: number | null | AsyncWaitOptions,
  known: ReadonlySet<string>,
): AsyncWaitOptions {
  return typeof timeout === 'object' && timeout !== null ? tell(timeout, known) : { timeout }
}

function asked<Entry extends PollEntry | DescriptorEntry>(entry: Entry): Asked<Entry> {
  const { socket, events } = entry
  return { entry, events: numberOf(events, 'events'), fd: descriptorOf(socket) }
}

function look<Entry>(list: readonly Asked<Entry>[], milliseconds: number): (Entry & Ready)[] {
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

function descriptorOf(socket: Socket | HasDescriptor): () => number {
  if (!(socket instanceof Handle)) return () => numberOfDescriptor(socket)
  const { readiness } = lifeOf(socket)
  return () => {
    const fd = readiness.current
    if (fd < 0) throw closedError('poll')
    return fd
  }
}

/** A socket of another copy of this library has its own reactor, and is told of nothing here. */
function socketOf(socket: Socket): Socket {
  if (socket instanceof Handle) return socket
  throw new TypeError('poll takes sockets of this copy of berkeley; pollSync takes any descriptor')
}
