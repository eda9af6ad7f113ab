import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, type Row } from './loose.ts'

/** One test for each call: it is refused, before anything happens, with exactly this message. */
export function testMisuses(rows: readonly Row[]): void {
  for (const [message, call] of rows) {
    test(`misuse is named: ${message}`, async (t) => {
      await assert.rejects(
        async () => await call((kind) => open(t, kind)),
        (error) => {
          assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
          assert.equal(error.message, message)
          return true
        },
      )
    })
  }
}
