import { type Bar, type Measure, Missing, type Row, type Running, type Sample } from './row.ts'

/** The measurements of a peer: its rounds in order, in the units of the row's measures. */
export interface PeerResult {
  readonly name: string
  readonly medians: Sample
  readonly rounds: readonly Sample[]
}

/** Whether a bar was kept. */
export interface BarResult extends Bar {
  /** Undefined if one of the two peers was not measured. */
  readonly value: number | undefined
  readonly kept: boolean | undefined
}

/** The result of a row. */
export interface RowResult {
  readonly name: string
  readonly title: string
  readonly measures: readonly Measure[]
  readonly subject: string | undefined
  readonly skipped: string | undefined
  readonly peers: readonly PeerResult[]
  /** Peers that need something this machine lacks, with the reason. */
  readonly missing: readonly Absence[]
  /** Peers that failed, with the reason. */
  readonly failed: readonly Absence[]
  readonly bars: readonly BarResult[]
}

/** A peer without measurements. */
interface Absence {
  readonly name: string
  readonly reason: string
}

/** Runs the peers of a row alternately (A B C A B C), after a shorter warm-up round for each. */
export async function runRow(row: Row, quick: boolean): Promise<RowResult> {
  const skipped = row.skip?.()
  const running = new Map<string, Running>()
  const samples = new Map<string, Sample[]>()
  const missing: Absence[] = []
  const failed: Absence[] = []
  const operations = quick ? Math.ceil(row.operations / 20) : row.operations
  const rounds = quick ? 1 : row.rounds

  /** Runs an action of one peer; if it fails, the peer is removed. */
  async function guarded(name: string, action: () => Promise<unknown>): Promise<void> {
    try {
      await action()
    } catch (error) {
      const list = error instanceof Missing ? missing : failed
      list.push({ name, reason: error instanceof Error ? error.message : String(error) })
      samples.delete(name)
      await running.get(name)?.stop()
      running.delete(name)
    }
  }

  try {
    for (const peer of skipped === undefined ? row.peers : []) {
      await guarded(peer.name, async () => {
        const started = await peer.start()
        running.set(peer.name, started)
        samples.set(peer.name, [])
        await started.round(Math.ceil(operations / 4))
      })
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, peer] of running) {
        await guarded(name, async () => {
          const sample = await peer.round(operations)
          samples.get(name)?.push(inUnits(sample, row.measures))
        })
      }
    }
  } finally {
    await Promise.all(Array.from(running.values(), (peer) => peer.stop()))
  }
  const { name, title, measures, subject } = row
  const peers = Array.from(samples, ([name, rounds]) => ({
    name,
    rounds,
    medians: mediansOf(rounds, measures),
  }))
  const bars = row.bars.map((bar) => judged(bar, samples))
  return { name, title, measures, subject, skipped, peers, missing, failed, bars }
}

function inUnits(sample: Sample, measures: readonly Measure[]): Sample {
  return Object.fromEntries(measures.map(({ name, per }) => [name, (sample[name] ?? NaN) / per]))
}

function mediansOf(rounds: readonly Sample[], measures: readonly Measure[]): Sample {
  return Object.fromEntries(
    measures.map(({ name }) => [name, median(rounds.map((sample) => sample[name] ?? NaN))]),
  )
}

function judged(bar: Bar, samples: ReadonlyMap<string, readonly Sample[]>): BarResult {
  const { peer, measure, most, times, above } = bar
  const own = samples.get(peer)
  const other = samples.get(times ?? above ?? peer)
  if (!own || !other) return { ...bar, value: undefined, kept: undefined }
  const value = median(
    own.map((sample, round) => {
      const mine = sample[measure] ?? NaN
      const theirs = other[round]?.[measure] ?? NaN
      return times === undefined ? (above === undefined ? mine : mine - theirs) : mine / theirs
    }),
  )
  return { ...bar, value, kept: value <= most }
}

/** The ratio of two peers: the median of the ratios of corresponding rounds. */
export function ratio(one: PeerResult, other: PeerResult, measure: string): number {
  return median(
    one.rounds.map((sample, i) => (sample[measure] ?? NaN) / (other.rounds[i]?.[measure] ?? NaN)),
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  return (low + high) / 2
}
