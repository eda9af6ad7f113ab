// Threads that are terminated, and processes that exit, at any moment of what they do: nothing of
// theirs stays open, the process lives on, and an exit is one.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { CHILD_PATIENCE } from '../../support/patience.ts'
import type { Ledger } from '../ledger.ts'
import { type Ordeal, run } from '../program.ts'
import { Random } from '../random.ts'
import { type LifeName, lives } from './activities.ts'

/** Who is to live, and by which random numbers. */
interface Birth {
  readonly name: LifeName
  readonly seed: number
}

const NAMES = Object.keys(lives) as [LifeName, ...LifeName[]]
const AT_ONCE = 2
/** For how long descriptors may stay open behind a thread: longer than a lingering close. */
const GRACE = 3000
const STATUS = 7

const exiting = process.env['TORTURE_EXIT']
if (!isMainThread) await live(workerData as Birth)
else if (exiting !== undefined) exitUnderWay(JSON.parse(exiting) as Birth)
else await run(ends)

async function ends({ rounds, random, ledger, leaks }: Ordeal): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const name = NAMES[round % NAMES.length] ?? 'make'
    const births = Array.from({ length: AT_ONCE }, () => ({ name, seed: random.below(2 ** 31) }))
    await Promise.all(births.map((birth) => terminate(birth, random.below(8), ledger)))
    await leaks.count(`the end of ${AT_ONCE} threads (${name})`, GRACE)
    if (round % 3 === 0 && name !== 'block')
      await exit({ name, seed: random.below(2 ** 31) }, ledger)
  }
}

/** Starts a thread, and terminates it some milliseconds after it has begun. */
async function terminate(birth: Birth, after: number, ledger: Ledger): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: birth })
  worker.on('error', (error) => {
    ledger.fail('wrong', `${birth.name}: ${error.stack ?? error.message}`)
  })
  await ledger.watch(`the start of a thread (${birth.name})`, once(worker, 'message'))
  await pause(after)
  await ledger.watch(`the end of a thread (${birth.name})`, worker.terminate())
  ledger.inflict(`thread terminated (${birth.name})`)
}

/** Has a process exit in the middle of it. */
async function exit(birth: Birth, ledger: Ledger): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, TORTURE_EXIT: JSON.stringify(birth) },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const [status, signal] = await ledger.watch(`an exit (${birth.name})`, exited)
  ledger.inflict(`process exited (${birth.name})`)
  if (status !== STATUS) ledger.fail('wrong', `${birth.name} exited with ${signal ?? status}`)
}

/** Lives in this thread and in another, and exits in the middle. */
function exitUnderWay(birth: Birth): void {
  process.removeAllListeners('warning')
  const worker = new Worker(new URL(import.meta.url), { workerData: birth })
  worker.once('message', () => {
    setTimeout(() => process.exit(STATUS), birth.seed % 8)
    void lives[birth.name](new Random(birth.seed))
  })
}

async function live({ name, seed }: Birth): Promise<void> {
  process.removeAllListeners('warning') // of sockets that are dropped unclosed
  parentPort?.postMessage('begun')
  await lives[name](new Random(seed))
}
