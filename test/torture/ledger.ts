import { type Figures, noFigures } from './figures.ts'

const MOST_NOTES = 12

/** Records every call of a program, every promise, and every failure. */
export class Ledger {
  readonly figures: Figures = noFigures()
  readonly #open = new Map<Promise<unknown>, string>()

  /** The names of promises that have not been settled yet. */
  get open(): string[] {
    return [...this.#open.values()]
  }

  /** Counts a call, and tracks its promise until it is settled. */
  watch<T>(what: string, promise: Promise<T>): Promise<T> {
    this.figures.operations++
    this.#open.set(promise, what)
    const settled = (): void => {
      this.#open.delete(promise)
    }
    promise.then(settled, settled)
    return promise
  }

  /** Counts a call without a promise. */
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

  /**
   * Resolves when all promises are settled, or once the time has passed and the rest are
   * counted as unsettled.
   */
  async settle(patience: number): Promise<void> {
    await within(patience, Promise.allSettled(this.#open.keys()))
    this.giveUp()
  }

  /** Counts all pending promises as unsettled. */
  giveUp(): void {
    if (this.#open.size > 0) this.fail('unsettled', this.open.join(', '), this.#open.size)
    this.#open.clear()
  }
}

/** Whether it settled within this many milliseconds. Keeps the process alive meanwhile. */
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

/** The code of an error, or else its description. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : `${error.name}: ${error.message}`
}

/** The progress of a call before it failed. Aborts report it too. */
export function progressOf(error: unknown): { bytesSent?: number; data?: Uint8Array } {
  return error instanceof Error ? (error as ReturnType<typeof progressOf>) : {}
}
