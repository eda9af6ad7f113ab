import { checkWaitOptions } from '../engine/wait-limits.ts'
import type { AsyncWaitOptions } from '../index.ts'

/** One end for all the calls of an operation; a timeout of 0 still tries each once. */
export function withOneDeadline({ timeout, deadline, signal }: AsyncWaitOptions): AsyncWaitOptions {
  checkWaitOptions({ timeout, deadline, signal })
  const end = Math.min(
    typeof timeout === 'number' ? performance.now() + timeout : Number.POSITIVE_INFINITY,
    deadline ?? Number.POSITIVE_INFINITY,
  )
  return { deadline: end, ...(signal && { signal }) }
}
