import { after } from 'node:test'

/** Counts how the rows of a table were tested, and prints the counts after the file's tests. */
export class OutcomeCounts<Outcome extends string> {
  readonly #names: Map<Outcome, string[]>
  readonly #counted = new Set<string>()
  readonly #reasons = new Map<string, string[]>()

  /**
   * @param what What is counted, such as `'options'`.
   * @param outcomes The possible outcomes of a row, in the order in which to print them.
   */
  constructor(what: string, outcomes: readonly Outcome[]) {
    this.#names = new Map(outcomes.map((outcome) => [outcome, []]))
    after(() => {
      const counts = outcomes.map((outcome) => `${this.count(outcome)} ${outcome}`)
      console.log(`${this.count(...outcomes)} ${what}: ${counts.join(', ')}`)
      for (const [reason, names] of this.#reasons) console.log(`${reason}: ${names.join(' ')}`)
    })
  }

  /** Records the outcome of a row, once, and the reason if it was not tested completely. */
  add(outcome: Outcome, name: string, reason?: string): void {
    if (this.#counted.has(name)) throw new Error(`${name} is counted already`)
    this.#counted.add(name)
    this.#names.get(outcome)?.push(name)
    if (reason === undefined) return
    const because = `${outcome}, ${reason}`
    this.#reasons.set(because, [...(this.#reasons.get(because) ?? []), name])
  }

  /** The number of rows with any of these outcomes. */
  count(...outcomes: readonly Outcome[]): number {
    return outcomes.reduce((sum, outcome) => sum + (this.#names.get(outcome)?.length ?? 0), 0)
  }
}
