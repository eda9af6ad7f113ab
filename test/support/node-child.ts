import { type ChildProcessByStdio, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Closes } from './kinds.ts'
import { loaderOptions } from './runnable.ts'

type Child = ChildProcessByStdio<Writable, Readable, null>

/** A program in another process, which ends with its stdin. */
export interface NodeChild {
  readonly pid: number
  /** What it has printed first, as JSON. */
  told<T>(): Promise<T>
  /** Ends its stdin, and returns what else it printed. */
  end(): Promise<string>
}

/**
 * Starts a program, which prints one line of JSON and runs until its stdin ends. It is ended when
 * the test is over.
 *
 * @param more What the child has as its fourth descriptor and further.
 */
export function nodeChild(t: Closes, program: string, more: number[] = []): NodeChild {
  const whole = `process.stdin.resume().once('end', () => process.exit())\n${program}`
  const stdio: StdioOptions = ['pipe', 'pipe', 'inherit', ...more]
  const args = [...loaderOptions, '--eval', whole]
  const child = spawn(process.execPath, args, { stdio }) as unknown as Child
  t.after(() => child.kill('SIGKILL'))
  return {
    pid: child.pid ?? 0,
    async told() {
      let printed = ''
      while (!printed.includes('\n')) {
        const [chunk] = (await Promise.race([
          once(child.stdout, 'data'),
          once(child.stdout, 'end'),
        ])) as [Buffer?]
        if (chunk === undefined) throw new Error(`It ended before it said anything: ${printed}`)
        printed += String(chunk)
      }
      return JSON.parse(printed) as never
    },
    async end() {
      const rest = text(child.stdout)
      child.stdin.end()
      await once(child, 'close')
      return rest
    },
  }
}
