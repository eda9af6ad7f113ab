import { platform } from '../../binding.ts'
import type { Readiness } from '../../engine/readiness.ts'
import { closedError } from '../../errors.ts'
import { callNonblocking, stepsNonblocking } from '../file-flags.ts'
import type { Conduit } from './conduit.ts'

/** Bytes on their way from a descriptor to a socket, through a {@link Conduit}. */
export interface Relay {
  readonly turn: 'source' | 'sink'
  readonly finished: boolean
  readonly bytesSent: number
  step(): number
  rest(): Uint8Array | undefined
  close(): void
}

/** What splice(2) answers where a file or a system does not have it. */
const WITHOUT_SPLICE: ReadonlySet<number> = new Set(
  ['EINVAL', 'ENOSYS'].map((name) => -(platform.constant(name) ?? 0)),
)

/**
 * Takes from the source and gives to the sink, in turns: nothing more is taken before everything is
 * given, so a wait for the source begins with nothing held.
 *
 * @param max The most bytes to take; Infinity for all until the end.
 * @param conduits What to go through: if the kernel refuses the first kind, the next.
 */
export function relay(
  syscall: string,
  source: Readiness,
  sink: Readiness,
  max: number,
  conduits: readonly (() => Conduit)[],
): Relay {
  const others = [...conduits]
  let conduit: Conduit | undefined
  let turn: 'source' | 'sink' = 'source'
  let taken = 0
  let bytesSent = 0
  let finished = max === 0

  return {
    get turn() {
      return turn
    },
    get finished() {
      return finished
    },
    get bytesSent() {
      return bytesSent
    },
    step() {
      // Both are asked for in each step: either may be closed while the other is waited for.
      const from = fdOf(source)
      const to = fdOf(sink)
      if (finished) return 0
      conduit ??= others.shift()?.()
      // splice(2) asks only pipes not to wait; a socket is asked by O_NONBLOCK.
      return callNonblocking(from, () => stepsNonblocking(to, () => step(from, to), mustStop))
    },
    rest() {
      return conduit && conduit.held > 0 ? conduit.rest() : undefined
    },
    close() {
      conduit?.close()
    },
  }

  function fdOf({ fd }: Readiness): number {
    if (fd < 0) throw closedError(syscall)
    return fd
  }

  /** Nothing is left to do, or sends that wait go first. */
  function mustStop(): boolean {
    return finished || (turn === 'sink' && sink.hasWaitingSends)
  }

  function step(from: number, to: number): number {
    if (!conduit) return 0
    return turn === 'sink' ? give(conduit, to) : take(conduit, from)
  }

  function take(into: Conduit, from: number): number {
    const answer = into.take(from, max - taken)
    if (answer > 0) {
      taken += answer
      turn = 'sink'
    } else if (answer === 0) finished = true
    else if (WITHOUT_SPLICE.has(answer) && others.length > 0) {
      into.close()
      conduit = others.shift()?.()
      return conduit ? take(conduit, from) : answer
    }
    return answer
  }

  function give(from: Conduit, to: number): number {
    const answer = from.give(to)
    if (answer < 0) return answer
    bytesSent += answer
    if (from.held === 0) {
      turn = 'source'
      finished = taken >= max
    }
    return answer
  }
}
