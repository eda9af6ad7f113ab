import assert from 'node:assert/strict'
import { test } from 'node:test'
import { native } from '../../src/binding.ts'
import { C_NAMES_HASH, NUMBER_NAMES } from '../../src/c-names.ts'
import { constants } from '../../src/index.ts'

test('the addon returns numbers for the names that it was built with, and for no others', () => {
  const numbers = native.numbers(NUMBER_NAMES, C_NAMES_HASH)

  assert.deepEqual(numbers, constants)
  assert.equal(native.numbers(NUMBER_NAMES, C_NAMES_HASH + 1), -constants.EINVAL)
})

test('fewer names than the addon was built with read no memory beyond them', () => {
  const [first = '', second = ''] = NUMBER_NAMES.split('\n')

  assert.deepEqual(Object.keys(native.numbers(`${first}\n${second}`, C_NAMES_HASH)), [
    first,
    second,
  ])
  assert.deepEqual(native.numbers('', C_NAMES_HASH), {})
})
