import { after } from 'node:test'

/** Counts how each row of a table was tried, and prints it when the tests of the file are over. */
export class OutcomeCounts<Outcome extends string> {
  readonly #names: Map<Outcome, string[]>
  readonly #counted = new Set<string>()
  readonly #reasons = new Map<string, string[]>()

  /**
   * @param what `'options'`.
   * @param outcomes What can come of a row, in the order to print them.
   */
  constructor(what: string, outcomes: readonly Outcome[]) {
    this.#names = new Map(outcomes.map((outcome) => [outcome, []]))
    after(() => {
      const counts = outcomes.map((outcome) => `${this.count(outcome)} ${outcome}`)
      console.log(`${this.count(...outcomes)} ${what}: ${counts.join(', ')}`)
      for (const [reason, names] of this.#reasons) console.log(`${reason}: ${names.join(' ')}`)
    })
  }

  /** Notes what came of a row, once, and why it was not more. */
  add(outcome: Outcome, name: string, reason?: string): void {
    if (this.#counted.has(name)) throw new Error(`${name} is counted already`)
    this.#counted.add(name)
    this.#names.get(outcome)?.push(name)
    if (reason === undefined) return
    const because = `${outcome}, ${reason}`
    this.#reasons.set(because, [...(this.#reasons.get(because) ?? []), name])
  }

  /** How many rows came to one of these. */
  count(...outcomes: readonly Outcome[]): number {
    return outcomes.reduce((sum, outcome) => sum + (this.#names.get(outcome)?.length ?? 0), 0)
  }
}
