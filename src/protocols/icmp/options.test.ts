import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { SOL_ICMPV6, SOL_RAW } from './options.ts'

test('a blocked type is a bit of a word in the byte order of the machine', () => {
  const { codec } = SOL_RAW().ICMP_FILTER

  assert.deepEqual([...codec.encode({ block: [0, 8] }, littleMachine)], [1, 1, 0, 0])
  assert.deepEqual([...codec.encode({ block: [0, 8] }, bigMachine)], [0, 0, 1, 1])
  assert.deepEqual([...codec.encode({ pass: [31] }, bigMachine)], [0x7f, 255, 255, 255])
  assert.deepEqual(codec.decode(new Uint8Array([0x80, 0, 0, 1]), bigMachine), { block: [0, 31] })
})

test('the filter of ICMPv6 has a word for every 32 types', () => {
  const { codec } = SOL_ICMPV6().ICMP6_FILTER

  const bytes = codec.encode({ block: [33, 255] }, littleMachine)

  assert.equal(bytes.length, 32)
  assert.deepEqual([bytes[4], bytes[31]], [2, 0x80])
  assert.deepEqual(codec.decode(bytes, littleMachine), { block: [33, 255] })
})
