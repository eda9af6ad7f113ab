// Everything that a server and its clients do, while the addon's C library calls fail and
// misbehave (see ../shim): each byte must arrive once and in order, each promise must be settled,
// and nothing may stay open.

import { once } from 'node:events'
import { getSystemErrorName } from 'node:util'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import type { Ledger } from '../ledger.ts'
import { type Ordeal, run } from '../program.ts'
import { asking, clients, closing, refused } from './connections.ts'
import { echoAll, liveOnce } from './helper.ts'
import { datagrams, messages, questions } from './messages.ts'
import { pair, type Scene, tcp, unix } from './scene.ts'
import { blocking, echoed, stream } from './streams.ts'

const SCENARIOS: [Scenario, ...Scenario[]] = [
  (scene) => stream(scene, pair),
  (scene) => stream(scene, tcp),
  (scene) => stream(scene, unix),
  ...[messages, datagrams, questions, clients, refused, closing, asking, blocking, echoed],
]
type Scenario = (scene: Scene) => Promise<void>

/** The number of concurrent scenarios. */
const AT_ONCE = 8
/** One scenario in this many creates a new environment, which takes long. */
const NEWCOMER = 80
/** The number of faults per 10,000 calls. */
const RATES: [number, ...number[]] = [50, 200, 500]
/** How many environments begin while every other call fails: few calls are made then. */
const BEGINNINGS = 16
const EVERY_OTHER = 5000

/** The shim's functions, when it is loaded as an addon. */
interface Shim {
  /** Returns whether the addon was found. A rate of 0 disarms the shim. */
  arm(seed: number, rate: number): boolean
  /** For each call: its name, how often it was made, and how often it had each fate. */
  counts(): [name: string, made: number, ...fates: [fate: number, count: number][]][]
}

if (isMainThread) await run(faults)
else if (workerData === 'echo') echoAll()
else if (workerData === 'once') await liveOnce()

async function faults({ seed, rounds, random, ledger, atEnd }: Ordeal): Promise<void> {
  const shim = loadShim()
  const echo = await startEcho()
  if (!shim.arm(seed, EVERY_OTHER)) throw new Error('The shim cannot find the addon')
  atEnd(() => {
    shim.arm(seed, 0)
    for (const [name, , ...fates] of shim.counts()) {
      for (const [fate, count] of fates) {
        if (count > 0) ledger.inflict(`${name} ${nameOf(name, fate)}`, count)
      }
    }
  })
  try {
    for (let i = 0; i < BEGINNINGS; i++) await environment(ledger, 'begin')
    shim.arm(seed, random.pick(RATES))
    for (let round = 0; round < rounds; round++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, () => {
          const scene: Scene = { random: random.split(), ledger, echo: echo.send }
          if (random.once(NEWCOMER)) return environment(ledger, 'once')
          return random.pick(SCENARIOS)(scene)
        }),
      )
    }
  } finally {
    shim.arm(seed, 0)
    await echo.end()
  }
}

function loadShim(): Shim {
  const loaded: { exports: unknown } = { exports: {} }
  process.dlopen(loaded, process.env['TORTURE_SHIM'] ?? '')
  return loaded.exports as Shim
}

function nameOf(call: string, fate: number): string {
  if (fate === 1001) return 'short'
  if (fate === 1002) return 'late'
  if (call.startsWith('getaddr') || call.startsWith('getname')) return 'EAI'
  return getSystemErrorName(-fate)
}

/** Starts a thread that echoes everything. */
async function startEcho(): Promise<Echo> {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'echo' })
  const waiting = new Map<number, (broken: boolean) => void>()
  let asked = 0
  await once(worker, 'message')
  worker.on('message', ([number, broken]: [number, boolean]) => {
    waiting.get(number)?.(broken)
    waiting.delete(number)
  })
  return {
    send: (fd) =>
      new Promise((resolve) => {
        waiting.set(++asked, resolve)
        worker.postMessage([asked, fd])
      }),
    end: () => worker.terminate(),
  }
}

interface Echo {
  send: (fd: number) => Promise<boolean>
  end: () => Promise<unknown>
}

/**
 * An environment that begins, may wait once, and ends. If memory is too short to create it, it does
 * not count.
 */
async function environment(ledger: Ledger, life: 'begin' | 'once'): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: life })
  const ended = Promise.race([
    once(worker, 'exit'),
    once(worker, 'error').then(([error]) => {
      throw error
    }),
  ])
  try {
    await ledger.watch('the end of a worker', ended)
  } catch (error) {
    if (!String(error).includes('Out of memory')) throw error
  }
}
