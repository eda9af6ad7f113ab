import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { Closes } from './kinds.ts'
import { CHILD_PATIENCE } from './patience.ts'
import { programArguments } from './runnable.ts'

/**
 * A program that runs Node's own modules in another process: a peer that does not use this library.
 */
export interface NodeProgram {
  /** The first line of its output, such as the port of a server. Rejects if it ends without one. */
  readonly line: Promise<string>
  /** Its complete output, once it has ended. */
  readonly output: Promise<string>
  stop(): void
}

/**
 * Starts a CommonJS program that can use `net`, `http`, and its arguments as `args`. Meanwhile the
 * test's own thread may block. The program is terminated at the end of the test.
 */
export function startNode(t: Closes, code: string, ...args: (string | number)[]): NodeProgram {
  // At the end, because the runtimes have different things before it.
  const given = `process.argv.slice(process.argv.length - ${args.length})`
  const prelude = `const net = require('node:net'), http = require('node:http'), args = ${given};`
  return start(t, ['-e', prelude + code, ...args.map(String)])
}

/** Starts an example of this project. */
export function startExample(t: Closes, path: string, ...args: (string | number)[]): NodeProgram {
  return start(t, programArguments(path, ...args))
}

function start(t: Closes, args: string[]): NodeProgram {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  const stop = () => void child.kill() // SIGTERM, because it may have a folder to remove
  t.after(stop)
  const lines = createInterface(child.stdout)
  const line = Promise.race([once(lines, 'line'), once(lines, 'close')]).then(([first]) => {
    if (first === undefined) throw new Error('The program ended before it printed a line')
    return String(first)
  })
  line.catch(() => undefined) // a test may use only the output
  return { line, output: text(child.stdout), stop }
}
