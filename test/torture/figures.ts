/** What a run came to. All but the first two are 0 where the library is right. */
export interface Figures {
  /** Calls of the library. */
  operations: number
  /** What was done to it: `recv EINTR`, `send short`, `worker terminated`. */
  inflicted: Record<string, number>
  /** Bytes, messages and connections that did not come, came twice or out of order. */
  lost: number
  /** Descriptors that were left open. */
  leaked: number
  /** Promises that were never settled. */
  unsettled: number
  /** Answers that can't be: an error that the call has not, another's file, a number of no one's. */
  wrong: number
  /** Processes that ended otherwise than by themselves. */
  crashed: number
  /** The first of what is counted as lost, leaked, unsettled, wrong or crashed. */
  notes: string[]
}

/** What must be 0. */
export const FAILINGS = ['lost', 'leaked', 'unsettled', 'wrong', 'crashed'] as const

export function noFigures(): Figures {
  return {
    ...{ operations: 0, inflicted: {}, notes: [] },
    ...{ lost: 0, leaked: 0, unsettled: 0, wrong: 0, crashed: 0 },
  }
}

/** Whether nothing went wrong. */
export function areGood(figures: Figures): boolean {
  return FAILINGS.every((failing) => figures[failing] === 0)
}

/** Adds the second to the first. */
export function add(sum: Figures, more: Figures): void {
  sum.operations += more.operations
  for (const failing of FAILINGS) sum[failing] += more[failing]
  for (const [what, count] of Object.entries(more.inflicted)) {
    sum.inflicted[what] = (sum.inflicted[what] ?? 0) + count
  }
  sum.notes.push(...more.notes)
}
