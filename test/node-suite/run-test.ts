import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isPresent, RUNTIMES } from '../../tools/runtimes.ts'

/** How a test went, and why. */
export interface Outcome {
  readonly result: 'passed' | 'failed' | 'left out'
  readonly detail: string
}

const LIMIT = 15_000
const node = newestNode()

/**
 * Runs one test in a process of its own.
 *
 * @param thread Different for tests that run at the same time: they use it for ports and folders.
 * @param preload What Node loads before it.
 */
export async function runTest(
  path: string,
  place: { readonly scratch: string; readonly thread: number },
  preload: readonly string[],
): Promise<Outcome> {
  const { scratch, thread } = place
  const source = readFileSync(path, 'utf8')
  const flags = /^\/\/ Flags:(.*)/m.exec(source)?.[1]?.trim().split(/\s+/) ?? []
  const child = spawn(node, ['--no-webstorage', ...flags, ...preload, resolve(path)], {
    cwd: scratch,
    env: { ...process.env, NODE_TEST_DIR: scratch, TEST_THREAD_ID: String(thread) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, with the processes it starts
  })
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  const timer = setTimeout(end, LIMIT)
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (status, signal) => {
      clearTimeout(timer)
      setTimeout(() => {
        child.stdout.destroy() // processes that it has left may hold them
        child.stderr.destroy()
        resolve(String(signal ?? status))
      }, 50)
    }),
  )
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const status = await ended
  if (status === '0') return { result: 'passed', detail: '' }
  const why = /^\w*Error.*/m.exec(errors)?.[0] ?? ''
  return { result: 'failed', detail: `${status} ${why}\n${errors}${output}` }
}

/** The tests are of about this version. */
function newestNode(): string {
  const newest = RUNTIMES.findLast(({ name }) => name.startsWith('node-'))
  if (!newest || !isPresent(newest))
    throw new Error(`There is no ${newest?.name}: npm run pack:check -- --install gets it`)
  return newest.command[0] ?? ''
}
