import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Closes } from './kinds.ts'
import { CHILD_PATIENCE } from './patience.ts'
import { runnable } from './runnable.ts'

/** Why a program is missing here; false if it is there, and in CI, where the test then fails. */
export function needs(command: string): string | false {
  if (process.env['CI'] !== undefined) return false
  const { status } = spawnSync('sh', ['-c', 'command -v "$0"', command])
  return status !== 0 && `needs ${command}`
}

/** A program that does not use this library, terminated at the end of the test. */
export interface Peer {
  readonly child: ChildProcess
  /** The next line of its output. */
  line(): Promise<string>
  /** Its exit status, and what it wrote to stderr. */
  readonly ended: Promise<[status: number | null, errors: string]>
}

/** Starts a program. */
export function startPeer(
  t: Closes,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Peer {
  const child = spawn(command, args, {
    ...{ env, stdio: ['ignore', 'pipe', 'pipe'] },
    ...{ timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' },
  } as const)
  t.after(() => child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const ended = Promise.all([once(child, 'close'), text(child.stderr)])
  ended.catch(() => undefined)
  return {
    child,
    async line() {
      const next = await lines.next()
      if (next.done === true) throw new Error(`${command} ended: ${(await ended)[1]}`)
      return next.value
    },
    ended: ended.then(([[status], errors]) => [status as number | null, errors]),
  }
}

/** Starts a program of Python in test/systemd/peers, and waits until it listens at this address. */
export async function startReceiver(t: Closes, name: string, address: string): Promise<Peer> {
  const file = fileURLToPath(runnable(`test/systemd/peers/${name}.py`))
  const peer = startPeer(t, 'python3', [file, address])
  const line = await peer.line()
  if (line !== 'bound') throw new Error(`${name} printed ${line}`)
  return peer
}

/** Sets a variable of the environment until the test is over. */
export function setVariable(t: Closes, name: string, value: string): void {
  const before = process.env[name]
  process.env[name] = value
  t.after(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = before
  })
}
