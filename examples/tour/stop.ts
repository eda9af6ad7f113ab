/** One stop of the tour: the library used for something real, with a peer that is not the library. */
export interface Stop {
  what: string
  peer: string
  /** Why it can't be made here. */
  skip?: string | false
  /** Throws if anything is not as it should be. */
  run(): Promise<Outcome>
}

export interface Outcome {
  /** Bytes that arrived and were compared with what was sent. */
  bytes: number
  result: string
}

/** Milliseconds that anything here may take: everything that waits has a limit. */
export const PATIENCE = 60_000
