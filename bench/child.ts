import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

/** A program and its arguments. */
export type Command = readonly [program: string, ...parameters: string[]]

/** Milliseconds to wait for a line. Rounds take at most two seconds. */
const PATIENCE = 10_000

/**
 * A process that writes lines and is sent lines. It ends when stopped or at the end of its input.
 */
export class Child {
  readonly #command: Command
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #lines: AsyncIterator<string, undefined>
  readonly #ended: Promise<unknown>
  #complaints = ''

  constructor(command: Command) {
    const [program, ...parameters] = command
    this.#command = command
    this.#process = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = once(this.#process, 'close').catch((error: unknown) => {
      this.#complaints += String(error)
    })
    this.#process.stdin.on('error', () => {
      // The process has ended; the next line() reports it.
    })
    this.#process.stderr.on('data', (text: Buffer) => {
      this.#complaints += text.toString()
    })
    const lines = createInterface({ input: this.#process.stdout })
    this.#lines = lines[Symbol.asyncIterator]()
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`)
  }

  /** The next line of its output. */
  async line(): Promise<string> {
    const patience = new AbortController()
    const late = setTimeout(PATIENCE, { done: true, value: 'late' } as const, patience)
    const { done, value } = await Promise.race([this.#lines.next(), late])
    patience.abort()
    if (done !== true) return value
    if (value === undefined) await this.#ended
    const end = value ?? `ended (${this.#process.signalCode ?? this.#process.exitCode ?? '?'})`
    throw new Error(`${this.#command.join(' ')}: ${end}\n${this.#complaints.slice(-2000)}`)
  }

  /** Sends a line and returns the answer. */
  ask(line: string): Promise<string> {
    this.tell(line)
    return this.line()
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended
  }
}
