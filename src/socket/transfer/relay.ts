import { constantOf, platform } from '../../binding.ts'
import type { Readiness } from '../../engine/readiness.ts'
import { closedError } from '../../errors.ts'
import { isWritable } from '../../engine/poll.ts'
import type { Conduit } from './conduit.ts'

const EAGAIN = constantOf('EAGAIN')

/** Bytes on their way from a descriptor to a socket, through a {@link Conduit}. */
export interface Relay {
  readonly turn: 'source' | 'sink'
  readonly finished: boolean
  readonly bytesSent: number
  step(): number
  rest(): Uint8Array | undefined
  close(): void
}

/** What a call answers where a file or a system does not have it. */
const MISSING: ReadonlySet<number> = new Set(
  ['EINVAL', 'ENOSYS', 'ESPIPE'].map((name) => -(platform.constant(name) ?? 0)),
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
  let full = false

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
      conduit ??= next()
      return turn === 'sink' ? give(conduit, to) : take(conduit, from)
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

  function next(): Conduit {
    const open = others.shift()
    if (!open) throw new Error('there is no conduit')
    return open()
  }

  function take(into: Conduit, from: number): number {
    const answer = into.take(from, max - taken, taken)
    if (answer > 0) {
      taken += answer
      turn = 'sink'
    } else if (answer === 0) finished = true
    else if (taken === 0 && others.length > 0 && MISSING.has(answer)) {
      into.close()
      conduit = undefined // closed once, even if the next cannot be opened
      conduit = next()
      return take(conduit, from)
    }
    return answer
  }

  function give(from: Conduit, to: number): number {
    // What has just taken a part only is not asked by another call, which costs several.
    if (full && !isWritable(to)) return -EAGAIN
    const answer = from.give(to)
    if (answer < 0) return answer
    full = from.held > 0
    bytesSent += answer
    if (from.held === 0) {
      turn = 'source'
      finished = taken >= max
    }
    return answer
  }
}
