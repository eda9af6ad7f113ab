import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'

/** Where the outcome of each row is written, for npm run test:kernel. */
const FOLDER = process.env['BERKELEY_TEST_COUNTS']

/** Outcomes of rows that were not tried on the kernel. */
const UNTRIED: ReadonlySet<string> = new Set(['codec only', 'skipped'])

/** How the rows of a table were tested. */
export interface Tried {
  /** What was counted, such as `'options'`. */
  readonly what: string
  /** The rows that were tried on the kernel. */
  readonly tried: readonly string[]
  /** The other rows, and why. */
  readonly untried: Readonly<Record<string, string>>
}

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
      if (FOLDER === undefined) return
      const path = join(FOLDER, `${what.replaceAll(' ', '-')}-${process.pid}.tried`)
      writeFileSync(path, JSON.stringify(this.#tried(what)))
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

  #tried(what: string): Tried {
    const entries = [...this.#names]
    const untried = entries.filter(([outcome]) => UNTRIED.has(outcome))
    return {
      what,
      tried: entries.filter(([outcome]) => !UNTRIED.has(outcome)).flatMap(([, names]) => names),
      untried: Object.fromEntries(
        untried.flatMap(([outcome, names]) =>
          names.map((name) => [name, this.#why(outcome, name)]),
        ),
      ),
    }
  }

  #why(outcome: Outcome, name: string): string {
    const [reason = outcome] = [...this.#reasons].find(([, names]) => names.includes(name)) ?? []
    return reason.replace(`${outcome}, `, '')
  }

  /** The number of rows with any of these outcomes. */
  count(...outcomes: readonly Outcome[]): number {
    return outcomes.reduce((sum, outcome) => sum + (this.#names.get(outcome)?.length ?? 0), 0)
  }
}
