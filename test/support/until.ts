import assert from 'node:assert/strict'
import { pollSync } from '../../src/index.ts'

/** Waits for something that happens soon on the loopback, but not immediately. */
export function until(isSo: () => boolean): void {
  for (let left = 10_000; !isSo(); left--) {
    assert.ok(left > 0, `never: ${String(isSo)}`)
    pollSync([], 1)
  }
}
