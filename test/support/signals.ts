import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Signals that reach this process while its thread blocks. */
export interface Shower {
  /** How many have come, once it is over. */
  stop(): Promise<number>
}

/** Sends this process a SIGUSR2 about every 50 ms until it is stopped; the first has come. */
export async function signals(): Promise<Shower> {
  let count = 0
  const note = (): void => {
    count++
  }
  process.on('SIGUSR2', note)
  // One process, where a shell would start one for each pause; it ends when we are no more.
  const script = `setInterval(() => process.kill(${process.pid}, 'SIGUSR2'), 50)`
  const sender = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
  await once(process, 'SIGUSR2')
  const before = count
  return {
    async stop() {
      const gone = once(sender, 'exit')
      sender.kill('SIGKILL')
      await gone
      // What came while the thread blocked is told by the loop, and all of it is by now.
      process.off('SIGUSR2', note)
      return count - before
    },
  }
}
