/** The result of one round of one peer: a number for each measure of its row. */
export type Sample = Readonly<Record<string, number>>

/** What is measured, and how it is displayed. */
export interface Measure {
  readonly name: string
  readonly unit: string
  /** How many units of a sample make one display unit. */
  readonly per: number
}

/** A peer that is running and ready to be measured. */
export interface Running {
  /** Performs this many operations, or as many as fit into two seconds. */
  round(operations: number): Promise<Sample>
  stop(): Promise<void>
}

/** One of several implementations that are compared. */
export interface Peer {
  readonly name: string
  /** @throws {Missing} If this machine lacks something that the peer needs. */
  start(): Promise<Running>
}

/** The limit of a measure of a peer, in the unit of the measure or relative to another peer. */
export interface Bar {
  readonly peer: string
  readonly measure: string
  readonly most: number
  /** If given, `most` is a multiple of this peer's value. */
  readonly times?: string
  /** If given, `most` is the allowed difference from this peer's value. */
  readonly above?: string
}

/** Peers that are measured together. */
export interface Row {
  readonly name: string
  /** One line: the operation, and whose cost is measured. */
  readonly title: string
  readonly measures: readonly Measure[]
  readonly peers: readonly Peer[]
  /** The peer that each other is compared with, if all perform the same operation. */
  readonly subject?: string
  readonly bars: readonly Bar[]
  /** Operations in a round. */
  readonly operations: number
  readonly rounds: number
  /** Why the row cannot run on this machine. */
  readonly skip?: () => string | undefined
}

/** A program that a peer needs is missing on this machine. */
export class Missing extends Error {}

/** Wall and processor time, which samples give in nanoseconds. */
export function times(unit: keyof typeof NANOSECONDS): Measure[] {
  const per = NANOSECONDS[unit]
  return [
    { name: 'wall', unit, per },
    { name: 'processor', unit, per },
  ]
}

const NANOSECONDS = { ns: 1, µs: 1e3, ms: 1e6 }

/** Why a row that measures a process from outside cannot run here. */
export function onLinuxOnly(): string | undefined {
  return process.platform === 'linux' ? undefined : 'needs epoll and /proc, so Linux'
}
