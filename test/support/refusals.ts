import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConstantName, constants, errorText, SocketError } from '../../src/index.ts'
import { open, type Row } from './loose.ts'

/** In a message, `…` stands for the system's own text. */
export type Refusal = readonly [...row: Row, code: ConstantName, skip?: string | false]

/** Tests that each call is refused with its whole message. */
export function testRefusals(refusals: readonly Refusal[]): void {
  for (const [message, call, code, skip = false] of refusals) {
    test(`a refusal says what it is about: ${message}`, { skip }, (t) => {
      const reason = errorText(constants[code])
      const expected = message.replace('…', reason.charAt(0).toLowerCase() + reason.slice(1))

      assert.throws(
        () => call((kind) => open(t, kind)),
        (error) => {
          assert.ok(error instanceof SocketError, String(error))
          assert.equal(error.message, expected)
          assert.equal(error.code, code)
          assert.match(error.syscall, /^\w+$/)
          assert.ok(!('hint' in error) && !('call' in error))
          return true
        },
      )
    })
  }
}
