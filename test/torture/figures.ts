/** The results of a run. All but the first two are 0 if the library is correct. */
export interface Figures {
  /** Calls to the library. */
  operations: number
  /** Injected faults: `recv EINTR`, `send short`, `worker terminated`. */
  inflicted: Record<string, number>
  /** Bytes, messages and connections that were missing, duplicated or out of order. */
  lost: number
  /** Descriptors that were left open. */
  leaked: number
  /** Promises that were never settled. */
  unsettled: number
  /**
   * Impossible results: an error that the call cannot have, another file, an invalid descriptor.
   */
  wrong: number
  /** Processes that did not exit by themselves. */
  crashed: number
  /** Details of the first failures. */
  notes: string[]
}

/** The counts that must be 0. */
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
