import { setTimeout } from 'node:timers/promises'
import { Child, type Command } from './child.ts'
import { processorTimeOf } from './processor.ts'
import type { Peer, Running, Sample } from './row.ts'

/** The time limit of a round, in milliseconds. */
const LIMIT = 2000

/**
 * Milliseconds until a process that has answered everything sleeps, and its processor
 * time is recorded.
 */
const SETTLED = 20

/**
 * The programs of a peer. The commands are created when it starts, because programs may be missing.
 */
export interface Processes {
  /** Prints the port it listens on. */
  readonly server?: () => Command
  /**
   * Gets the server's port and performs the requested operations (see peers/peer.h,
   * peers/rounds.mjs).
   */
  readonly driver: () => Command
  /** The process whose processor time counts. */
  readonly measured: 'driver' | 'server'
}

/** A peer that consists of one or two processes, and whose cost is time. */
export function peer(name: string, processes: Processes): Peer {
  return { name, start: () => start(processes) }
}

async function start({ server, driver, measured }: Processes): Promise<Running> {
  const children: Child[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()))
  }
  try {
    const command = driver()
    const serving = server && new Child(server())
    if (serving) children.push(serving)
    const port = serving && (await serving.line())
    const driving = new Child(port === undefined ? command : [...command, port])
    children.push(driving)
    const outside = measured === 'server' ? serving?.pid : undefined
    return { round: (operations) => round(driving, operations, outside), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function round(driver: Child, operations: number, server?: number): Promise<Sample> {
  const before = server === undefined ? 0 : processorTimeOf(server)
  const answer = await driver.ask(`${operations} ${LIMIT}`)
  const [done = 0, wall = 0, own = 0] = answer.split(' ').map(Number)
  if (server === undefined) return { wall: wall / done, processor: own / done }
  await setTimeout(SETTLED)
  return { wall: wall / done, processor: (processorTimeOf(server) - before) / done }
}
