import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Results, runOn } from '../../tools/kernel/machine.ts'
import { report } from '../../tools/kernel/report.ts'
import { outcomesIn, work } from '../../tools/kernel/task.ts'
import { USER_MODE } from '../../tools/kernel/user-mode-linux.ts'
import { folderOf } from '../support/folder.ts'
import type { Closes } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

const MACHINE = new URL('../../tools/kernel/machine.ts', import.meta.url).href
const TEMPORARY = new URL('../../tools/temporary-folder.ts', import.meta.url).href
const TESTS = new URL('../../tools/test-file.ts', import.meta.url).href

const skip =
  spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status !== 0 &&
  'needs a process namespace'

/** Results of a machine that is a program of Node. */
function resultsOf(t: Closes, program: string): Promise<Results> {
  return resultsOfCommand(t, process.execPath, '--eval', program)
}

function resultsOfCommand(t: Closes, ...args: string[]): Promise<Results> {
  const folder = folderOf(t)
  const task = { files: ['one.test.ts', 'two.test.ts'], bundles: folder, folder }
  const kernel = { name: USER_MODE, command: () => ({ args }) }
  return runOn(kernel, task, performance.now() + PATIENCE)
}

const LENIENT = { toRecord: false, isStrict: false }

test('a machine that boots and finishes no file is a failure', { skip }, async (t) => {
  const results = await resultsOf(t, 'console.log("ready: 6.1.0"); throw new TypeError("ours")')

  assert.equal(results.unfinished.get('one.test.ts'), 'the machine ended twice')
  assert.equal(report([results], LENIENT), false)
})

for (const isStrict of [false, true]) {
  const name = isStrict ? 'a failure where it must' : 'skipped where it need not'
  test(`a machine that does not boot is ${name}`, { skip }, async (t) => {
    const results = await resultsOf(t, 'process.exit(1)')

    assert.equal(report([results], { toRecord: false, isStrict }), !isStrict)
  })
}

test('a command that cannot be started is a machine that does not boot', { skip }, async (t) => {
  const results = await resultsOfCommand(t, '/no/such/emulator')

  assert.equal(results.unfinished.get('two.test.ts'), 'the machine did not boot, twice')
})

for (const isEmulated of [false, true]) {
  const name = isEmulated ? 'no failure on an emulated machine' : 'a failure on this machine'
  test(`a file that hangs is ${name}`, async (t) => {
    const folder = folderOf(t)
    writeFileSync(join(folder, 'hangs.test.mjs'), 'setInterval(() => {}, 1000)')
    const task = { files: ['hangs.test.ts'], bundles: folder, folder }

    await work(task, { ownNetwork: false, isEmulated, limit: 100 })

    const outcomes = new Map(outcomesIn(folder))
    assert.equal(outcomes.get('hangs.test.ts')?.hung, true)
    const name = 'this machine'
    const results = { name, release: '6.1.0', folder, outcomes, unfinished: new Map() }
    assert.equal(report([results], LENIENT), isEmulated)
  })
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`${signal} ends a machine, with all its processes`, { skip }, async (t) => {
    const parent = folderOf(t)
    const child = spawn(process.execPath, [
      ...['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval'],
      `const { endTestsAtExit } = await import(${JSON.stringify(TESTS)})
      const { temporaryFolder } = await import(${JSON.stringify(TEMPORARY)})
      const { runOn } = await import(${JSON.stringify(MACHINE)})
      endTestsAtExit()
      const folder = temporaryFolder(${JSON.stringify(join(parent, 'run-'))})
      const task = { files: ['one.test.ts'], bundles: folder, folder }
      // A second process, of another group, writes for minutes.
      const writes = 'i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); : >"$0/$i" 2>/dev/null; done'
      const script = 'setsid sh -c "$1" "$0" & echo "✔ started"; wait'
      const command = () => ({ args: ['sh', '-c', script, folder, writes] })
      await runOn({ name: 'fake', command }, task, performance.now() + ${PATIENCE})`,
    ])
    await once(createInterface({ input: child.stdout }), 'line')

    child.kill(signal)
    await once(child, 'close')

    const until = performance.now() + PATIENCE
    while (processesIn(parent) > 0) {
      assert.ok(performance.now() < until, 'a process is left')
      await setTimeout(20)
    }
    if (signal === 'SIGTERM') assert.deepEqual(readdirSync(parent), [])
  })
}

/** The number of processes, other than this, with a folder in their command line. */
function processesIn(folder: string): number {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(`${folder}/run-`)).length
}
