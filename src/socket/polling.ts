import { constantOf, native } from '../binding.ts'
import { checkTimeout, deadlineAfter, millisecondsUntil } from '../engine/deadline.ts'
import { checkTerms, limit } from '../engine/limit.ts'
import { abortError, check, closedError } from '../errors.ts'
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

const EINTR = constantOf('EINTR')
/** A blocking wait looks up this often, so that a worker can be terminated. Milliseconds. */
const SLICE = 250

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
  timeout: number | null | { timeout?: number | null; signal?: AbortSignal } = null,
): Promise<(Entry & Ready)[]> {
  const terms = checkTerms(typeof timeout === 'object' && timeout !== null ? timeout : { timeout })
  const { timeout: wait, signal } = terms
  const list = [...entries]
  if (signal?.aborted) throw abortError(signal)
  const lives = list.map(({ socket }) => lifeOf(socket))
  const ready = look(list, 0)
  if (ready.length > 0 || wait === 0) return ready
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = []
    const end = (settle: () => void) => {
      for (const stop of stops.splice(0)) stop()
      settle()
    }
    const again = () => {
      try {
        const found = look(list, 0)
        if (found.length > 0)
          end(() => {
            resolve(found)
          })
      } catch (error) {
        end(() => {
          reject(error)
        })
      }
    }
    stops.push(
      limit(terms, (make) => {
        end(() => {
          if (signal?.aborted) reject(make('poll'))
          else resolve([])
        })
      }),
    )
    if (list.length === 0 && wait !== null) {
      // No socket keeps the process alive meanwhile.
      const timer = setTimeout(() => undefined, wait)
      stops.push(() => {
        clearTimeout(timer)
      })
    }
    for (const { readiness } of lives) stops.push(readiness.observe(again))
  })
}

/** {@link poll}, holding the thread. Takes descriptors that are no sockets too. */
export function pollSync<Entry extends PollEntry | DescriptorEntry>(
  entries: readonly Entry[],
  timeout: number | null = null,
): (Entry & Ready)[] {
  const wait = checkTimeout(timeout)
  const deadline = deadlineAfter(wait)
  const list = [...entries]
  for (;;) {
    const left = wait === null ? SLICE : millisecondsUntil(deadline)
    const ready = look(list, Math.min(SLICE, left))
    if (ready.length > 0 || left === 0) return ready
  }
}

function look<Entry extends PollEntry | DescriptorEntry>(
  list: Entry[],
  milliseconds: number,
): (Entry & Ready)[] {
  const cells = new Int32Array(list.length * 3)
  for (const [i, { socket, events }] of list.entries()) {
    cells[i * 3] = descriptorOf(socket)
    cells[i * 3 + 1] = numberOf(events, 'events')
  }
  const answer = native.poll(cells, milliseconds)
  if (answer !== -EINTR) check('poll', answer)
  if (answer <= 0) return []
  return list.flatMap((entry, i) => {
    const revents = cells[i * 3 + 2] ?? 0
    return revents === 0 ? [] : [{ ...entry, revents }]
  })
}

function descriptorOf(socket: Socket | HasDescriptor): number {
  if (!(socket instanceof Handle)) return numberOfDescriptor(socket)
  const fd = lifeOf(socket).current
  if (fd < 0) throw closedError('poll')
  return fd
}
