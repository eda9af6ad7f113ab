import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeoutError } from './timeout-error.ts'

test('a deadline that passed before the call says how long ago', () => {
  const { message } = timeoutError('recv', { timeout: null, deadline: 5, late: 1233.7 })

  assert.equal(
    message,
    'recv ERR_SOCKET_TIMEOUT: timed out at its deadline (the deadline passed 1234 ms ago; a deadline is a moment of performance.now())',
  )
})

test('a deadline that passed during the call, and a timeout, do not', () => {
  const limits = [{ timeout: null, deadline: 5, late: -3 }, { timeout: 9 }]

  assert.deepEqual(
    limits.map((limit) => timeoutError('recv', limit).message),
    [
      'recv ERR_SOCKET_TIMEOUT: timed out at its deadline',
      'recv ERR_SOCKET_TIMEOUT: timed out after 9 ms',
    ],
  )
})
