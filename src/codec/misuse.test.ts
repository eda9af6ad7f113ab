import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inside, misuse, mustBe, mustBeNumber } from './misuse.ts'

function thrower(error: Error): () => never {
  return () => {
    throw error
  }
}

test('an error names the value by its owners, from the outermost on', () => {
  const error = mustBe('port', 'a number', '80')

  assert.throws(
    () => inside('IP_MSFILTER', () => inside('[2]', thrower(error))),
    new TypeError("IP_MSFILTER[2].port must be a number, not '80'"),
  )
})

test('without an owner the value itself is "The value", and a part has its own name', () => {
  assert.equal(mustBe('', 'null', 5).message, 'The value must be null, not 5')
  assert.equal(mustBe('port', 'null', 5).message, 'port must be null, not 5')
})

test('a message for a value without an owner gives way to the name of one', () => {
  const error = misuse(TypeError, 'port', 'is missing', 'Missing key of an address: port')

  assert.equal(error.message, 'Missing key of an address: port')
  assert.throws(() => inside('peer', thrower(error)), new TypeError('peer.port is missing'))
})

test('the unit is that of the owner, not of its parts, and is added once', () => {
  const whole = mustBeNumber(RangeError, '', 'between 0 and 9', 10)
  const part = mustBeNumber(TypeError, 'seconds', 'a number', '5')

  assert.throws(
    () => inside('outer', () => inside('[0]', thrower(whole), 'ms'), 's'),
    new RangeError('outer[0] must be between 0 and 9 (ms), not 10'),
  )
  assert.throws(
    () => inside('SO_LINGER', thrower(part), 'ms'),
    new TypeError("SO_LINGER.seconds must be a number, not '5'"),
  )
})

test('an error of other code passes as it is', () => {
  const error = new TypeError('of the caller')

  assert.throws(
    () => inside('SO_LINGER', thrower(error)),
    (thrown) => thrown === error,
  )
})
