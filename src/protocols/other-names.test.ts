import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES } from './family-numbers.ts'
import { everyControl, everyOption } from './index.ts'
import { OTHER_NAMES } from './other-names.ts'

const rows = [...everyOption(), ...everyControl()].map(({ name }) => name)
const names = new Set([...rows, ...Object.keys(FAMILIES)])

test('every other name stands for a name that has a row, and has none itself', () => {
  const strays = [...OTHER_NAMES].filter(([other, name]) => names.has(other) || !names.has(name))

  assert.deepEqual(strays, [])
})
