import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, machine } from '../../test/support/machines.ts'
import { counted } from './counted.ts'
import { struct } from './struct.ts'
import { ushort } from './values.ts'

const layouts = { crowd: layoutOf(8, { kind: [0, 1], count: [2, 2], members: [4, 2] }) }
const big = machine(false, {}, layouts)
const crowd = counted({
  head: struct('crowd', { kind: 'unsigned', count: 'unsigned' }),
  name: 'members',
  array: 'members',
  member: ushort,
  maxCount: 3,
  count: ({ count }) => count,
})

test('the members follow the head, where the compiler says that the array begins', () => {
  const bytes = crowd.encode([{ kind: 7, count: 2 }, [1, 0x203]], big)

  assert.deepEqual([...bytes], [7, 0, 0, 2, 0, 1, 2, 3])
  assert.deepEqual(crowd.decode(bytes, big), [{ kind: 7, count: 2 }, [1, 0x203]])
  assert.equal(crowd.maxSize(big), 10)
  const [probe] = crowd.probes()
  assert.equal(probe?.name, 'crowd')
  assert.deepEqual(probe.fields, ['kind', 'count', 'members'])
})

test('an empty array has no members, although C declares one', () => {
  assert.deepEqual([...crowd.encode([{ kind: 7, count: 0 }, []], big)], [7, 0, 0, 0])
})

test('what follows the counted members is not read, and too few members are an error', () => {
  const bytes = new Uint8Array([7, 0, 0, 1, 0, 1, 2, 3])

  assert.deepEqual(crowd.decode(bytes, big)[1], [1])
  assert.throws(() => crowd.decode(bytes.subarray(0, 5), big), {
    name: 'RangeError',
    message: 'Cannot read all of struct crowd: 5 bytes, needs 6',
  })
})

test('on a platform without the struct, the error names it', () => {
  assert.throws(() => crowd.maxSize(machine(true, {}, {})), /no struct crowd with members/)
})
