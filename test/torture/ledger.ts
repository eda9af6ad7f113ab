import { type Figures, noFigures } from './figures.ts'

const MOST_NOTES = 12

/** Keeps account of a program: every call, every promise, and what went wrong. */
export class Ledger {
  readonly figures: Figures = noFigures()
  readonly #open = new Map<Promise<unknown>, string>()

  /** What promises are called that have not been settled yet. */
  get open(): string[] {
    return [...this.#open.values()]
  }

  /** Counts a call, and its promise until that is settled. */
  watch<T>(what: string, promise: Promise<T>): Promise<T> {
    this.figures.operations++
    this.#open.set(promise, what)
    const settled = (): void => {
      this.#open.delete(promise)
    }
    promise.then(settled, settled)
    return promise
  }

  /** Counts a call that has no promise. */
  count<T>(call: () => T): T {
    this.figures.operations++
    return call()
  }

  inflict(what: string, count = 1): void {
    const { inflicted } = this.figures
    inflicted[what] = (inflicted[what] ?? 0) + count
  }

  fail(failing: 'lost' | 'leaked' | 'unsettled' | 'wrong', note: string, count = 1): void {
    this.figures[failing] += count
    const { notes } = this.figures
    if (notes.length < MOST_NOTES) notes.push(`${failing}: ${note}`)
  }

  /** Resolves when all promises are settled, or those that were not have been counted. */
  async settle(patience: number): Promise<void> {
    await within(patience, Promise.allSettled(this.#open.keys()))
    this.giveUp()
  }

  /** Counts what has not been settled as what never will be. */
  giveUp(): void {
    if (this.#open.size > 0) this.fail('unsettled', this.open.join(', '), this.#open.size)
    this.#open.clear()
  }
}

/** Whether it was settled within so many milliseconds. Keeps the process alive meanwhile. */
async function within(patience: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patience, false)
  })
  const inTime = promise.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([inTime, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The code of an error, or what it is. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : `${error.name}: ${error.message}`
}

/** How far a call came before it failed; an abort says so too. */
export function progressOf(error: unknown): { bytesSent?: number; data?: Uint8Array } {
  return error instanceof Error ? (error as ReturnType<typeof progressOf>) : {}
}
