import { constantOf, native } from '../binding.ts'
import { check } from '../errors.ts'

const EINTR = constantOf('EINTR')
const POLLIN = constantOf('POLLIN')
const POLLOUT = constantOf('POLLOUT')
const POLLHUP = constantOf('POLLHUP')
const POLLRDHUP = constantOf('POLLRDHUP')

/** A blocking wait returns to JavaScript this often, so that a worker can be terminated. Milliseconds. */
export const SLICE = 250

/**
 * Tells the answers of poll(2) and its like apart, here and nowhere else: ready, not yet, or failed.
 * A signal is never readiness, and neither is a poll that the kernel refuses.
 */
function readyCount(milliseconds: number, call: () => number): number {
  for (;;) {
    const answer = call()
    if (answer !== -EINTR) return check('poll', answer)
    // A caller that waits checks the clock. One that does not gets an answer: an edge is reported only once.
    if (milliseconds !== 0) return 0
  }
}

/** What the descriptor is ready for, of `events`: poll(2)'s revents; 0 when the time is over. */
export function pollOne(fd: number, events: number, milliseconds: number): number {
  return readyCount(milliseconds, () => native.pollOne(fd, events, milliseconds))
}

/** Whether a call that receives would have an answer: data, the end, or a failure. */
export function isReadable(fd: number): boolean {
  return pollOne(fd, POLLIN | POLLRDHUP, 0) !== 0
}

/** Whether a call that sends would have an answer. */
export function isWritable(fd: number): boolean {
  return pollOne(fd, POLLOUT, 0) !== 0
}

/** Blocks for some time. */
export function sleep(milliseconds: number): void {
  pollOne(-1, 0, milliseconds)
}

/** As {@link pollOne}, but only for what has changed; see native/edge_poll.c. */
export function waitEdge(edgePoll: number, milliseconds: number): number {
  return readyCount(milliseconds, () => native.edgePollWait(edgePoll, milliseconds))
}

/** poll(2) of many: how many are ready. `entries` holds fd, events, revents of each. */
export function pollMany(entries: Int32Array, milliseconds: number): number {
  return readyCount(milliseconds, () => native.poll(entries, milliseconds))
}

/**
 * Whether a stream neither has a connection, nor had one, nor is connecting, as far as poll(2) tells:
 * not all families and systems do.
 */
export function isUnconnected(fd: number): boolean {
  const events = pollOne(fd, POLLOUT | POLLRDHUP, 0)
  return (events & POLLHUP) !== 0 && (events & POLLRDHUP) === 0
}

/**
 * Whether there was a connection whose receiving half has ended. Without POLLHUP, which a socket that
 * was never connected has too.
 */
export function wasConnectedAndEnded(fd: number): boolean {
  return (pollOne(fd, POLLRDHUP, 0) & POLLRDHUP) !== 0
}

/** Whether the peer has finished sending, or the connection is gone. Data may be left to read. */
export function hasHungUp(fd: number): boolean {
  return (pollOne(fd, POLLRDHUP, 0) & (POLLRDHUP | POLLHUP)) !== 0
}
