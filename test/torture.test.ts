import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { cannotCount } from './support/descriptors.ts'
import { FAILINGS } from './torture/figures.ts'
import {
  buildShim,
  bundlePrograms,
  cannotInject,
  commandOf,
  type Run,
  runProgram,
} from './torture/run.ts'

// The short part, always with these seeds. npm run test:torture goes on with others.

const wakers = ['uv_poll', 'thread'] as const

before(bundlePrograms)

for (const waker of wakers) {
  test(`nothing is lost, leaked or left waiting while system calls fail: ${waker}`, {
    skip: cannotInject,
  }, async () => {
    buildShim()

    await assertGood({ program: 'faults', seed: 2, rounds: 24, waker })
  })

  test(`random sequences of calls do what the model says: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    await assertGood({ program: 'model', seed: 3, rounds: 12, waker })
  })

  test(`threads and processes that end at any moment leave nothing open: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    await assertGood({ program: 'ends', seed: 1, rounds: 10, waker })
  })
}

test('the shim injects faults of every kind of call', { skip: cannotInject }, async () => {
  buildShim()

  const { inflicted } = await runProgram({
    program: 'faults',
    seed: 1,
    rounds: 10,
    waker: 'thread',
  })

  const calls = new Set(Object.keys(inflicted).map((what) => what.split(' ')[0]))
  for (const call of ['recv', 'send', 'close']) assert.ok(calls.has(call), `none in ${call}`)
})

/** Says how to see it again, if it is not. */
async function assertGood(run: Run): Promise<void> {
  const figures = await runProgram(run)

  const failed = FAILINGS.filter((failing) => figures[failing] > 0)
  assert.deepEqual(failed, [], [commandOf(run), ...figures.notes].join('\n'))
  assert.ok(figures.operations > 0)
}
