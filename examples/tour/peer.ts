import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Socket } from 'berkeley'
import { PATIENCE } from './stop.ts'

/** A program that does without the library, in a process that ends with the `await using` block. */
export interface Peer extends AsyncDisposable {
  /** The next line that it prints. */
  line(): Promise<string>
}

/**
 * Starts one of the scripts in `peers/`.
 *
 * @param stdin A socket that the script gets as its standard input, in place of a pipe.
 */
export function startPeer(script: string, args: (string | number)[] = [], stdin?: Socket): Peer {
  const program = script.endsWith('.py') ? 'python3' : process.execPath
  const path = fileURLToPath(new URL(`peers/${script}`, import.meta.url))
  const child = spawn(program, [path, ...args.map(String)], {
    stdio: [stdin?.fd ?? 'pipe', 'pipe', 'inherit'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  })
  assert.ok(child.stdout)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'close')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)

  return {
    async line() {
      const next = await lines.next()
      if (next.done) throw new Error(`${script} ended early`)
      return next.value
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}

/** Why there are no peers in Python here; false when there are. */
export const noPython: string | false =
  spawnSync('python3', ['--version']).status === 0 ? false : 'no python3 here'
