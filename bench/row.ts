/** What one round of one peer gave: a number for each measure of its row. */
export type Sample = Readonly<Record<string, number>>

/** What is measured, and how it is shown. */
export interface Measure {
  readonly name: string
  readonly unit: string
  /** How many of what samples count in make one of the unit. */
  readonly per: number
}

/** A peer that is up and ready to be measured. */
export interface Running {
  /** Does this many operations, or as many as two seconds have room for. */
  round(operations: number): Promise<Sample>
  stop(): Promise<void>
}

/** One of those who are measured side by side. */
export interface Peer {
  readonly name: string
  /** @throws {Missing} When what it needs is not on this machine. */
  start(): Promise<Running>
}

/** What a measure of a peer is to stay below; in the unit of the measure, or relative to another peer. */
export interface Bar {
  readonly peer: string
  readonly measure: string
  readonly most: number
  /** `most` is a multiple of what this peer takes. */
  readonly times?: string
  /** `most` is what may come on top of what this peer takes. */
  readonly above?: string
}

/** Peers that are measured in one go. */
export interface Row {
  readonly name: string
  /** One line: what is done, and whose cost is measured. */
  readonly title: string
  readonly measures: readonly Measure[]
  readonly peers: readonly Peer[]
  /** The peer that is compared with each other one, where all do the same. */
  readonly subject?: string
  readonly bars: readonly Bar[]
  /** Operations of a round. */
  readonly operations: number
  readonly rounds: number
  /** Why the row can't be run on this machine. */
  readonly skip?: () => string | undefined
}

/** A program that a peer needs is not on this machine. */
export class Missing extends Error {}

/** Wall and processor time, which every sample counts in nanoseconds. */
export function times(unit: keyof typeof NANOSECONDS): Measure[] {
  const per = NANOSECONDS[unit]
  return [
    { name: 'wall', unit, per },
    { name: 'processor', unit, per },
  ]
}

const NANOSECONDS = { ns: 1, µs: 1e3, ms: 1e6 }

/** Why a row that watches a process from outside can't be run here. */
export function onLinuxOnly(): string | undefined {
  return process.platform === 'linux' ? undefined : 'needs epoll and /proc, so Linux'
}
