import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { endGroup } from '../process-group.ts'
import type { Outcome } from '../test-file.ts'
import { PACKAGES } from './packages.ts'
import { FILE_LIMIT, outcomesIn, type Task } from './task.ts'

/** A kernel that was made ready to boot. */
export interface Kernel {
  readonly name: string
  /** The command that boots it, which gives these variables to the first process. */
  readonly command: (
    folder: string,
    variables: readonly string[],
  ) => { args: readonly string[]; env?: NodeJS.ProcessEnv }
}

/** What came of test files on a machine. */
export interface Results {
  readonly name: string
  /** Where the files wrote. */
  readonly folder: string
  /** The release of the kernel, such as `'6.1.176'`; undefined if it did not boot. */
  release: string | undefined
  readonly outcomes: Map<string, Outcome>
  /** The files that the machine could not finish, and why. */
  readonly unfinished: Map<string, string>
}

/** Milliseconds without a line from a machine after which it counts as standing still. */
const SILENCE = FILE_LIMIT + 30_000

/** Ends a machine with all its processes, however this process ends. */
const BOUND = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'],
]

/** How often a machine is booted for a file in which it stands still, or for a boot that fails. */
const ATTEMPTS = 2

/**
 * Runs test files on a machine, one after the other. Where it panics or stands still it is booted
 * again, first for the same file; after the second time, without that file.
 *
 * @param until A moment of `performance.now()` at which the machine is ended.
 */
export async function runOn(kernel: Kernel, task: Task, until: number): Promise<Results> {
  const results: Results = {
    name: kernel.name,
    folder: task.folder,
    release: undefined,
    outcomes: new Map(),
    unfinished: new Map(),
  }
  const attempts = new Map<string, number>()
  for (;;) {
    const { outcomes, unfinished } = results
    const left = task.files.filter((file) => !outcomes.has(file) && !unfinished.has(file))
    const [first] = left
    if (first === undefined) return results
    if (performance.now() >= until) {
      for (const file of left) unfinished.set(file, 'there was no time left')
      continue
    }
    const said = await boot(kernel, { ...task, files: left }, until)
    results.release ??= /^ready: (\S+)/m.exec(said)?.[1]
    for (const [file, outcome] of outcomesIn(task.folder)) outcomes.set(file, outcome)
    const stuck = left.find((file) => !outcomes.has(file))
    if (stuck === undefined || performance.now() >= until) continue
    const booted = said.includes('ready: ')
    const place = booted ? stuck : ''
    const count = (attempts.get(place) ?? 0) + 1
    attempts.set(place, count)
    const last = said.trimEnd().split('\n').slice(-5).join('\n')
    console.log(`${kernel.name} ${booted ? `ended in ${stuck}` : 'did not boot'}:\n${last}`)
    if (count < ATTEMPTS) continue
    for (const file of booted ? [stuck] : left)
      unfinished.set(file, booted ? 'the machine ended twice' : 'the machine did not boot, twice')
  }
}

/** Resolves when a process has ended, or could not be started, and its output is closed. */
function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) =>
    child.once('close', () => {
      resolve()
    }),
  )
}

/** Boots, shows each line about a file, and returns all that the machine said. */
async function boot(kernel: Kernel, task: Task, until: number): Promise<string> {
  const path = join(task.folder, 'task.json')
  writeFileSync(path, JSON.stringify(task))
  const { args, env } = kernel.command(task.folder, [
    `TASK=${path}`,
    `GUEST=${join(task.bundles, 'tools/kernel/guest.mjs')}`,
    `NODE=${process.execPath}`,
    `PACKAGES=${PACKAGES}`,
    `PROJECT=${process.cwd()}`,
  ])
  const [command = '', ...rest] = [...BOUND, ...args]
  const child = spawn(command, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // user-mode Linux consists of several processes
  })
  const end = () => {
    endGroup(child.pid)
  }
  process.prependOnceListener('exit', end) // before the folder is removed into which it writes
  child.once('exit', end) // what remains of it would keep its output open
  let said = ''
  child.once('error', (error) => (said += `${error.message}\n`)) // it could not be started
  let silence = setTimeout(end, SILENCE)
  const deadline = setTimeout(end, until - performance.now())
  const listen = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      said += `${line}\n`
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE)
      if (/^[✔✖…] /.test(line)) console.log(`${kernel.name} ${line.trimEnd()}`)
    }
  }
  await Promise.all([listen(child.stdout), listen(child.stderr), closed(child)])
  clearTimeout(silence)
  clearTimeout(deadline)
  process.removeListener('exit', end)
  end()
  return said
}
