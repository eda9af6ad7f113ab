import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES } from './family-numbers.ts'
import { everyControl, everyOption } from './index.ts'
import { IP_PROTOCOLS } from './ip-protocols.ts'
import { OTHER_NAMES } from './other-names.ts'
import { FRAME_PROTOCOLS } from './packet/frames.ts'
import { SOCKET_TYPES } from './socket-types.ts'

const rows = [...everyOption(), ...everyControl()].map(({ name }) => name)
const numbers = { ...FAMILIES, ...SOCKET_TYPES, ...IP_PROTOCOLS, ...FRAME_PROTOCOLS }
const names = new Set([...rows, ...Object.keys(numbers)])

test('every other name stands for a name that has a row, and has none itself', () => {
  const strays = [...OTHER_NAMES].filter(
    ([other, name]) => names.has(other) || [name].flat().some((one) => !names.has(one)),
  )

  assert.deepEqual(strays, [])
})
