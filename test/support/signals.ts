import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

/** Signals that are sent to this process while its thread blocks. */
interface SignalStream {
  /** Stops the signals. Returns the number received. */
  stop(): Promise<number>
}

/**
 * One line starts the signals; the next stops them and is answered. It exits at the
 * end of its input.
 */
const SENDER = `
  let timer
  process.stdin.on('data', () => {
    if (timer === undefined) {
      timer = setInterval(() => process.kill(${process.pid}, 'SIGUSR2'), 50)
    } else {
      timer = clearInterval(timer)
      console.log()
    }
  })`

/** Something that can keep the process alive. Pipes can too, in Node alone; their types don't say so. */
interface Handle {
  ref?: () => void
  unref?: () => void
}

let sender: ReturnType<typeof startSender> | undefined

/**
 * Runs the body while SIGUSR2 is sent to this process about every 50 ms. Runs it again if none came
 * meanwhile, as on a machine that is too busy to send one.
 */
export async function amongSignals(body: () => Promise<void> | void): Promise<void> {
  for (let came = 0; came === 0; ) {
    const stream = await signals()
    try {
      await body()
    } finally {
      came = await stream.stop()
    }
  }
}

/** Starts the signals. Resolves when the first arrives. */
async function signals(): Promise<SignalStream> {
  sender ??= startSender()
  const { stdin, stdout, hold } = sender
  hold(true)
  let count = 0
  const note = (): void => {
    count++
  }
  process.on('SIGUSR2', note)
  stdin.write('\n')
  await once(process, 'SIGUSR2')
  const before = count
  return {
    async stop() {
      const over = once(stdout, 'data')
      stdin.write('\n')
      await over
      await setImmediate() // signals sent meanwhile are delivered in the same turn
      process.off('SIGUSR2', note)
      hold(false)
      return count - before
    },
  }
}

/** One process for all streams. It keeps this process alive only while a stream runs. */
function startSender() {
  const child = spawn(process.execPath, ['-e', SENDER], { stdio: ['pipe', 'pipe', 'ignore'] })
  const { stdin, stdout } = child
  process.on('SIGUSR2', () => undefined) // a late one would end the process
  const handles = [child, stdin as Writable & Handle, stdout as Readable & Handle]
  const hold = (held: boolean): void => {
    for (const handle of handles) {
      if (held) handle.ref?.()
      else handle.unref?.()
    }
  }
  return { stdin, stdout, hold }
}
