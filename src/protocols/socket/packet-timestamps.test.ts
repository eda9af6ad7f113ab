import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, machine } from '../../../test/support/machines.ts'
import {
  kernelNanoseconds,
  nanoseconds,
  packetTimestamps,
  timevalNanoseconds,
} from './packet-timestamps.ts'

const wide = layoutOf(16, { tv_sec: [0, 8], tv_nsec: [8, 8] })
const wideMachine = machine(
  true,
  {},
  {
    timespec: wide,
    timeval: layoutOf(16, { tv_sec: [0, 8], tv_usec: [8, 8] }),
    __kernel_timespec: wide,
  },
)
const narrowMachine = machine(
  false,
  {},
  {
    timespec: layoutOf(8, { tv_sec: [0, 4], tv_nsec: [4, 4] }),
    timeval: layoutOf(8, { tv_sec: [0, 4], tv_usec: [4, 4] }),
    __kernel_timespec: wide,
  },
)
const time = 1_795_262_098_164_654_821n

for (const [name, platform, size] of [
  ['64', wideMachine, 16],
  ['32', narrowMachine, 8],
] as const) {
  test(`a time is nanoseconds, whatever the size of time_t: ${name} bits`, () => {
    const bytes = nanoseconds.encode(time, platform)

    assert.equal(bytes.length, size)
    assert.equal(nanoseconds.decode(bytes, platform), time)
    assert.equal(kernelNanoseconds.encode(time, platform).length, 16)
    const whole = timevalNanoseconds.decode(timevalNanoseconds.encode(time, platform), platform)
    assert.equal(whole, time - (time % 1000n))
  })

  test(`three times are distinguished, and the middle one is left out if it is 0: ${name} bits`, () => {
    const codec = packetTimestamps(nanoseconds)
    const both = { software: time, hardware: 1n }

    const bytes = codec.encode(both, platform)

    assert.equal(bytes.length, 3 * size)
    assert.deepEqual(codec.decode(bytes, platform), both)
    const all = { ...both, transformed: 2n }
    assert.deepEqual(codec.decode(codec.encode(all, platform), platform), all)
    assert.throws(() => codec.decode(bytes.subarray(1), platform), RangeError)
  })
}

test('when sent, a number says which timestamps to take', () => {
  const codec = packetTimestamps(nanoseconds)

  assert.deepEqual(codec.encode(0x102, wideMachine), Uint8Array.of(2, 1, 0, 0))
  assert.throws(() => codec.encode(2 ** 32, wideMachine), RangeError)
})

test('a time that is not a bigint, or does not fit, is refused', () => {
  assert.throws(() => nanoseconds.encode(1 as never, wideMachine), TypeError)
  assert.throws(() => nanoseconds.encode(-1n, wideMachine), RangeError)
  assert.throws(() => nanoseconds.encode(2n ** 62n, narrowMachine), RangeError)
})
