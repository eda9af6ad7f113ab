import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { cannotCount } from '../support/descriptors.ts'
import { FAILINGS, type Figures } from './figures.ts'
import { buildShim, bundlePrograms, cannotInject, commandOf, type Run, runProgram } from './run.ts'

// A short run, always with these seeds. npm run test:torture uses others.

const wakers = ['uv_poll', 'thread'] as const

before(bundlePrograms)

for (const waker of wakers) {
  test(`nothing is lost, leaked or left waiting while system calls fail: ${waker}`, {
    skip: cannotInject,
  }, async () => {
    buildShim()

    const { inflicted } = await good({ program: 'faults', seed: 4, rounds: 24, waker })

    const calls = new Set(Object.keys(inflicted).map((what) => what.split(' ')[0]))
    for (const call of ['recv', 'sendto', 'poll', 'close', 'getsockopt']) assert.ok(calls.has(call))
  })

  test(`random sequences of calls do what the model says: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    await good({ program: 'model', seed: 3, rounds: 12, waker })
  })

  test(`threads and processes that end at any moment leave nothing open: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    await good({ program: 'ends', seed: 1, rounds: 10, waker })
  })
}

/**
 * The figures of a run, which must have no failures. If it has, the message shows the command
 * that repeats it.
 */
async function good(run: Run): Promise<Figures> {
  const figures = await runProgram(run)

  const failed = FAILINGS.filter((failing) => figures[failing] > 0)
  assert.deepEqual(failed, [], [commandOf(run), ...figures.notes].join('\n'))
  assert.ok(figures.operations > 0)
  return figures
}
