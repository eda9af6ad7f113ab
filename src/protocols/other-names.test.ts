import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyControl, everyOption } from './index.ts'
import { OTHER_NAMES } from './other-names.ts'

const names = new Set([...everyOption(), ...everyControl()].map(({ name }) => name))

test('every other name stands for a name that has a row', () => {
  const strays = [...OTHER_NAMES.values()].filter((name) => !names.has(name))

  assert.deepEqual(strays, [])
})
