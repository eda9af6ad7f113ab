// Terminates threads, and exits processes, at arbitrary moments: nothing of theirs may stay open,
// the process must survive the threads, and an exit must succeed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { CHILD_PATIENCE } from '../../support/patience.ts'
import type { Ledger } from '../ledger.ts'
import { type Ordeal, run } from '../program.ts'
import { Random } from '../random.ts'
import { type ActivityName, activities } from './activities.ts'

/** The activity to run, and the seed of its random numbers. */
interface Task {
  readonly name: ActivityName
  readonly seed: number
}

const NAMES = Object.keys(activities) as [ActivityName, ...ActivityName[]]
const AT_ONCE = 2
/** Milliseconds that descriptors may remain open after a thread: longer than a lingering close. */
const GRACE = 3000
const STATUS = 7

const exiting = process.env['TORTURE_EXIT']
if (!isMainThread) await act(workerData as Task)
else if (exiting !== undefined) exitUnderWay(JSON.parse(exiting) as Task)
else await run(ends)

async function ends({ rounds, random, ledger, leaks }: Ordeal): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const name = NAMES[round % NAMES.length] ?? 'make'
    const tasks = Array.from({ length: AT_ONCE }, () => ({ name, seed: random.below(2 ** 31) }))
    await Promise.all(tasks.map((task) => terminate(task, random.below(8), ledger)))
    await leaks.count(`the end of ${AT_ONCE} threads (${name})`, GRACE)
    if (round % 3 === 0 && name !== 'block')
      await exit({ name, seed: random.below(2 ** 31) }, ledger)
  }
}

/** Starts a thread, and terminates it some milliseconds after it has begun. */
async function terminate(task: Task, after: number, ledger: Ledger): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  worker.on('error', (error) => {
    ledger.fail('wrong', `${task.name}: ${error.stack ?? error.message}`)
  })
  await ledger.watch(`the start of a thread (${task.name})`, once(worker, 'message'))
  await pause(after)
  await ledger.watch(`the end of a thread (${task.name})`, worker.terminate())
  ledger.inflict(`thread terminated (${task.name})`)
}

/** Runs a process that exits in the middle of an activity. */
async function exit(task: Task, ledger: Ledger): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, TORTURE_EXIT: JSON.stringify(task) },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const [status, signal] = await ledger.watch(`an exit (${task.name})`, exited)
  ledger.inflict(`process exited (${task.name})`)
  if (status !== STATUS) ledger.fail('wrong', `${task.name} exited with ${signal ?? status}`)
}

/** Runs the activity in this thread and in another, and exits in the middle. */
function exitUnderWay(task: Task): void {
  process.removeAllListeners('warning')
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  worker.once('message', () => {
    setTimeout(() => process.exit(STATUS), task.seed % 8)
    void activities[task.name](new Random(task.seed))
  })
}

async function act({ name, seed }: Task): Promise<void> {
  process.removeAllListeners('warning') // about sockets that are not closed
  parentPort?.postMessage('begun')
  await activities[name](new Random(seed))
}
