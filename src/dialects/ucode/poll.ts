import { constants, type DescriptorLike, pollSync, type Socket } from '../../index.ts'
import { given, integer } from './arguments.ts'
import { descriptorNumber } from './descriptor-number.ts'
import { Handle } from './handle.ts'
import { clear, fail, failed } from './error.ts'
import { num } from './numbers.ts'
import type { UcodeSocket } from './socket.ts'

const { ERANGE, POLLERR, POLLHUP, POLLIN, POLLNVAL } = constants
const DEFAULT_EVENTS = POLLIN | POLLERR | POLLHUP

/** What poll accepts: a socket, an object with `fileno()`, or the number of a descriptor. */
export type Pollable =
  | UcodeSocket
  | {
      /** Returns the number of its descriptor. */
      fileno(): number
    }
  | number

/**
 * A handle, the events to wait for or that were found, and anything that a program keeps with them.
 */
export type PollSpec = [handle: Pollable, events: number, ...own: unknown[]]

interface Entry {
  /** What is returned for it. */
  readonly answer: [unknown, unknown, ...unknown[]]
  readonly socket: Socket | DescriptorLike | null
  readonly events: number
}

/**
 * Waits until one of the items is ready. Each item is a handle, polled for input, or an array of a
 * handle, events, and anything else; that array is changed in place and returned.
 *
 * @param timeout Milliseconds; a negative number waits indefinitely.
 * @returns An entry for each valid item, ready or not, whose second element is what it is ready
 *   for. Invalid items are left out without an error.
 */
export function poll(timeout: number, ...items: readonly unknown[]): PollSpec[] | null {
  if (!given(timeout, 'timeout') || !integer(timeout, 'timeout')) return null
  if (timeout !== (timeout | 0)) return fail(ERANGE, 'Invalid timeout value')
  clear()
  const entries = items.map(entryOf).filter((entry) => entry !== undefined)
  const asked = entries.flatMap((entry) =>
    entry.socket === null ? [] : { ...entry, socket: entry.socket },
  )
  try {
    const ready = pollSync(asked, asked.length < entries.length ? 0 : timeout < 0 ? null : timeout)
    for (const { answer, socket } of entries) answer[1] = socket === null ? POLLNVAL : 0
    for (const { answer, revents } of ready) answer[1] = revents
    return entries.map(({ answer }) => answer as PollSpec)
  } catch (error) {
    return failed(error, 'poll()')
  }
}

function entryOf(item: unknown): Entry | undefined {
  const spec: [unknown, unknown, ...unknown[]] | undefined = Array.isArray(item)
    ? (item as [unknown, unknown])
    : undefined
  const handle = spec ? spec[0] : item
  const events = spec ? eventsOf(spec[1]) : DEFAULT_EVENTS
  const socket = pollableOf(handle)
  if (socket === undefined || events === undefined) return undefined
  return { answer: spec ?? [handle, 0], socket, events }
}

function pollableOf(handle: unknown): Socket | DescriptorLike | null | undefined {
  if (!Handle.is(handle)) return descriptorNumber(handle)
  return Handle.descriptorOf(handle)?.pollable
}

const SHRT_MAX = 0x7fff

function eventsOf(value: unknown): number | undefined {
  const events = num(value)
  return events >= -SHRT_MAX - 1 && events <= SHRT_MAX ? events : undefined
}
