import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { reverse, Socket } from '../../src/index.ts'
import { PATIENCE } from '../support/patience.ts'
import { areGood } from './figures.ts'
import { Leaks } from './leaks.ts'
import { Ledger } from './ledger.ts'
import { Random } from './random.ts'

/** What a torture program is given. */
export interface Ordeal {
  readonly seed: number
  /** The number of rounds, each of which takes some hundred milliseconds. */
  readonly rounds: number
  readonly random: Random
  readonly ledger: Ledger
  readonly leaks: Leaks
  /** Runs a function before the figures are printed, however the program ends. */
  readonly atEnd: (act: () => void) => void
}

/** Milliseconds without any progress after which the program gives up. */
const STANDSTILL = 2 * PATIENCE
/** Milliseconds that descriptors may remain open after the end. */
const GRACE = PATIENCE

const endings: (() => void)[] = []

/** Runs a program, prints its figures as JSON and exits, with status 1 if anything is wrong. */
export async function run(body: (ordeal: Ordeal) => Promise<void>): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '1' },
    },
  })
  const [seed, rounds] = [Number(values.seed), Number(values.rounds)]
  const ledger = new Ledger()
  process.on('uncaughtException', (error) => {
    ledger.fail('wrong', `uncaught ${error.stack ?? error.message}`)
  })
  process.on('unhandledRejection', (error) => {
    ledger.fail('wrong', `unhandled ${error instanceof Error ? error.stack : String(error)}`)
  })
  process.removeAllListeners('warning') // about sockets that are intentionally not closed
  await openLasting()
  const leaks = new Leaks(ledger)
  watchProgress(ledger)
  const atEnd = (act: () => void): void => void endings.push(act)

  try {
    await body({ seed, rounds, random: new Random(seed), ledger, leaks, atEnd })
  } catch (error) {
    ledger.fail('wrong', `ended by ${error instanceof Error ? error.stack : String(error)}`)
  }

  await ledger.settle(GRACE)
  await leaks.count('everything', GRACE)
  end(ledger)
}

/**
 * Opens what an environment opens only once, for waits and look-ups, before
 * descriptors are counted.
 */
async function openLasting(): Promise<void> {
  const [one, other] = Socket.pair()
  const received = one.recv()
  other.sendSync('a')
  await received
  for (const socket of [one, other]) socket.close()
  await reverse('127.0.0.1:9', { timeout: PATIENCE }).catch(() => undefined)
}

function watchProgress(ledger: Ledger): void {
  let last = -1
  setInterval(() => {
    if (ledger.figures.operations === last) {
      ledger.fail('unsettled', 'no more progress')
      ledger.giveUp()
      end(ledger)
    }
    last = ledger.figures.operations
  }, STANDSTILL).unref()
}

function end({ figures }: Ledger): void {
  for (const act of endings) act()
  writeSync(1, `${JSON.stringify(figures)}\n`)
  process.exit(areGood(figures) ? 0 : 1)
}
