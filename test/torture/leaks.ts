import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'

/** Counts descriptors left open since its creation. */
export class Leaks {
  readonly #ledger: Ledger
  #before = openKinds()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /**
   * Counts descriptors opened since the last count that are not closed within this
   * many milliseconds.
   */
  async count(after: string, patience: number): Promise<void> {
    const deadline = performance.now() + patience
    let more = this.#difference()
    while (more.length > 0 && performance.now() < deadline) {
      globalThis.gc?.()
      await pause(10)
      more = this.#difference()
    }
    for (const [kind, count] of more) {
      if (count > 0) this.#ledger.fail('leaked', `${count} of ${kind} after ${after}`, count)
      else this.#ledger.fail('wrong', `${-count} unrelated ${kind} were closed with ${after}`)
    }
    this.#before = openKinds()
  }

  #difference(): [kind: string, count: number][] {
    const now = openKinds()
    return Array.from(new Set([...now.keys(), ...this.#before.keys()]))
      .map((kind): [string, number] => [kind, (now.get(kind) ?? 0) - (this.#before.get(kind) ?? 0)])
      .filter(([, count]) => count !== 0)
  }
}

/**
 * Counts open descriptors of the kinds that the library creates; the module loader
 * opens regular files.
 */
function openKinds(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const kind = readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, '')
      if (/^(socket|pipe|anon_inode)/.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    } catch {
      // closed in the meantime
    }
  }
  return counts
}
