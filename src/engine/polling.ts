import { constantOf, native } from '../binding.ts'
import { check } from '../errors.ts'

const EINTR = constantOf('EINTR')

/**
 * The answers of poll(2) and its like, told apart here and nowhere else: what is ready, nothing
 * yet, or failed. A signal is never readiness, and neither is a poll that the kernel refuses.
 */
function readiness(milliseconds: number, call: () => number): number {
  for (;;) {
    const answer = call()
    if (answer !== -EINTR) return check('poll', answer)
    // Whoever waits looks at the clock. Whoever does not wait gets an answer: no edge repeats itself.
    if (milliseconds !== 0) return 0
  }
}

/** What the descriptor is ready for, of `events`: poll(2)'s revents; 0 when the time is over. */
export function pollOne(fd: number, events: number, milliseconds: number): number {
  return readiness(milliseconds, () => native.pollOne(fd, events, milliseconds))
}

/** Waits for nothing but time. */
export function pause(milliseconds: number): void {
  pollOne(-1, 0, milliseconds)
}

/** As {@link pollOne}, of what has changed; see native.edgePollOpen. */
export function nextEdge(edges: number, milliseconds: number): number {
  return readiness(milliseconds, () => native.edgePollWait(edges, milliseconds))
}

/** poll(2) of many: how many are ready. `entries` holds fd, events, revents of each. */
export function pollMany(entries: Int32Array, milliseconds: number): number {
  return readiness(milliseconds, () => native.poll(entries, milliseconds))
}
