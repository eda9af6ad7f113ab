import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { PATIENCE } from './patience.ts'

type Library = typeof import('./library.ts') & {
  /** Keeps what nobody else holds, and the collector might close before its time. */
  held: <T>(value: T) => T
}

/** What is to run elsewhere. It sees nothing of what is around it, and can't use `using`. */
export type Body<T> = (library: Library) => T | Promise<T>

/** How a child is run. */
export interface ChildOptions {
  /** Arguments of Node's own. */
  node?: string[]
  /** Whether the body imports TypeScript, besides the library that it is given. */
  typescript?: boolean
  env?: Record<string, string>
  /** Commands of the shell, run first in a network (and mounts) of the child's own. */
  network?: string
  /** Commands of the shell, run first: `ulimit -n 100`. */
  limits?: string
}

/** How a child ended, and what the body returned: undefined when it ended before that. */
export interface Ended<T> {
  status: number | null
  signal: NodeJS.Signals | null
  output: string
  errors: string
  result: T | undefined
}

const MARK = 'the body returned '
const unshare = ['--net', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]

/** Why a child can't have a network of its own here; false when it can. */
export const cannotUnshare: string | false =
  spawnSync('unshare', [...unshare, 'ip', 'link', 'set', 'lo', 'up']).status === 0
    ? false
    : 'needs unshare and ip, and the right to use them'

/** Runs the body in a process of its own, which ends when nothing keeps it alive. */
export async function inChild<T>(body: Body<T>, options: ChildOptions = {}): Promise<Ended<T>> {
  const { node = [], typescript = false, env = {}, network, limits } = options
  const command = [process.execPath, ...(typescript ? ['--import', 'tsx'] : []), ...node]
  command.push('--input-type=module', '--eval', programOf(body))
  if (limits !== undefined) command.unshift('sh', '-c', `set -e\n${limits}\nexec "$@"`, 'sh')
  if (network !== undefined) {
    const script = `set -e\nip link set lo up\n${network}\nexec "$@"`
    command.unshift('unshare', ...unshare, 'sh', '-c', script, 'sh')
  }
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  })
  const [[status, signal], output, errors] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ])
  const [before = '', json] = output.split(MARK)
  const result = json === undefined ? undefined : (JSON.parse(json) as T)
  return { status, signal, output: before, errors, result }
}

/** Where the programs of workers lie until this process ends: coverage wants them to be files. */
let folder: string | undefined
let programs = 0

/** Runs the body in a worker thread of this process, which does not keep it alive. */
export function inWorker(body: Body<unknown>): Worker {
  const inside = (folder ??= makeFolder())
  const file = join(inside, `${++programs}.mjs`)
  writeFileSync(file, programOf(body))
  const worker = new Worker(pathToFileURL(file), { execArgv: [] }) // ours may say what to run: --eval
  worker.unref()
  return worker
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'berkeley-workers-'))
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

function programOf(body: Body<unknown>): string {
  const library = new URL('../../build/library.mjs', import.meta.url).href
  return `
    import { writeSync } from 'node:fs'
    import * as library from ${JSON.stringify(library)}
    globalThis.__name = (named) => named // what tsx puts around named functions
    const kept = globalThis.kept = []
    const held = (value) => (kept.push(value), value)
    Promise.resolve((${body.toString()})({ ...library, held })).then((result) => {
      if (result !== undefined) writeSync(1, ${JSON.stringify(MARK)} + JSON.stringify(result))
    })`
}
