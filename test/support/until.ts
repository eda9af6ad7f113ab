import assert from 'node:assert/strict'
import { poll, pollSync } from '../../src/index.ts'

/** Waits for something that happens soon on the loopback, but not immediately. */
export function until(isSo: () => boolean): void {
  for (let left = 10_000; !isSo(); left--) {
    assert.ok(left > 0, `never: ${String(isSo)}`)
    pollSync([], 1)
  }
}

/** As {@link until}, for what this thread itself has to do: Node closes its sockets a little later. */
export async function untilLater(isSo: () => boolean): Promise<void> {
  for (let left = 10_000; !isSo(); left--) {
    assert.ok(left > 0, `never: ${String(isSo)}`)
    await poll([], 1)
  }
}
