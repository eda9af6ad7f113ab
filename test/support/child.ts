import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { type Body, MARK, programFile } from './body.ts'
import { CHILD_PATIENCE } from './patience.ts'
import { loaderOptions } from './runnable.ts'

/** How a child is run. */
export interface ChildOptions {
  /** Arguments for Node itself. */
  node?: string[]
  env?: Record<string, string>
  /** Shell commands that run first, in the child's own network and mount namespace. */
  network?: string
  /** Shell commands that run first, such as `ulimit -n 100`. */
  limits?: string
  /** Descriptors of this process that the child has from 3 on. */
  fds?: readonly number[]
}

/** How a child ended. The result is undefined if the child ended before the body returned. */
export interface Ended<T> {
  status: number | null
  signal: NodeJS.Signals | null
  output: string
  errors: string
  result: T | undefined
}

const unshare = ['--net', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]

/** Why a child cannot have its own network here; false if it can. */
export const cannotUnshare: string | false =
  spawnSync('unshare', [...unshare, 'ip', 'link', 'set', 'lo', 'up']).status === 0
    ? false
    : 'needs unshare and ip, and permission to use them'

/** The start of a command that runs in its own network, after these shell commands. */
export function inNetwork(commands: string): string[] {
  const script = `set -e\nip link set lo up\n${commands}\nexec "$@"`
  return ['unshare', ...unshare, 'sh', '-c', script, 'sh']
}

/** Runs the body in its own process, which exits when nothing keeps it alive. */
export async function inChild<T>(body: Body<T>, options: ChildOptions = {}): Promise<Ended<T>> {
  const { node = [], env = {}, network, limits, fds = [] } = options
  const command = [process.execPath, ...loaderOptions, ...node, programFile(body)]
  if (limits !== undefined) command.unshift('sh', '-c', `set -e\n${limits}\nexec "$@"`, 'sh')
  if (network !== undefined) command.unshift(...inNetwork(network))
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  const { stdout, stderr } = child
  assert.ok(stdout && stderr)
  const [[status, signal], output, errors] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    text(stdout),
    text(stderr),
  ])
  const [before = '', json] = output.split(MARK)
  const result = json === undefined ? undefined : (JSON.parse(json) as T)
  return { status, signal, output: before, errors, result }
}
