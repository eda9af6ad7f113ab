import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AttemptSchedule } from './attempt-schedule.ts'
import { errorOf, SocketTimeoutError } from '../../errors.ts'

const REFUSED = errorOf('connect', -111)
const UNREACHABLE = errorOf('connect', -101)

/** A schedule for this many addresses, with a clock that the test controls. */
function scheduleOf(count: number, timeout: number | null = null) {
  const clock = { time: 0 }
  const limit = { timeout, deadline: timeout ?? Number.POSITIVE_INFINITY }
  return { clock, schedule: new AttemptSchedule(count, limit, () => clock.time) }
}

test('an attempt starts at once, the next one 250 ms later', () => {
  const { clock, schedule } = scheduleOf(3)

  const started = [0, 249, 250, 499, 500].map((time) => {
    clock.time = time
    return schedule.startDue()
  })

  assert.deepEqual(started, [0, undefined, 1, undefined, 2])
  assert.equal(schedule.untilNext, null)
})

test('an attempt starts as soon as one has failed', () => {
  const { clock, schedule } = scheduleOf(2)
  schedule.startDue()
  clock.time = 10

  const before = schedule.untilNext
  schedule.failed(REFUSED)

  assert.equal(before, 240)
  assert.equal(schedule.untilNext, 0)
  assert.equal(schedule.startDue(), 1)
})

test('the error has all failures in order, once the last attempt has failed', () => {
  const { schedule } = scheduleOf(2)
  schedule.startDue()
  schedule.failed(REFUSED)
  const before = schedule.error
  schedule.startDue()
  schedule.failed(UNREACHABLE)

  const { error } = schedule

  assert.equal(before, undefined)
  assert.ok(error instanceof AggregateError)
  assert.deepEqual(error.errors, [REFUSED, UNREACHABLE])
})

test('the only failure is the error', () => {
  const { schedule } = scheduleOf(1)
  schedule.startDue()
  schedule.failed(REFUSED)

  assert.equal(schedule.error, REFUSED)
})

test('only the first attempt may start after the deadline', () => {
  const { clock, schedule } = scheduleOf(2, 100)
  clock.time = 100

  const first = schedule.startDue()
  schedule.failed(REFUSED)
  const second = schedule.startDue()

  assert.deepEqual([first, second], [0, undefined])
  assert.ok(schedule.error instanceof SocketTimeoutError)
  assert.deepEqual(schedule.error.errors, [REFUSED])
})

test('a failure of the last address is not reported as a timeout, however late it is', () => {
  const { clock, schedule } = scheduleOf(1, 100)
  schedule.startDue()
  clock.time = 100
  schedule.failed(REFUSED)

  assert.equal(schedule.error, REFUSED)
})

test('an attempt that runs out of time ends them all', () => {
  const { schedule } = scheduleOf(2, 100)
  schedule.startDue()
  schedule.failed(new SocketTimeoutError('connect', 100))

  assert.equal(schedule.startDue(), undefined)
  assert.ok(schedule.error instanceof SocketTimeoutError)
})
