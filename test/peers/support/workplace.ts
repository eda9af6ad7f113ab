import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { once } from 'node:events'
import { PATIENCE } from '../../support/patience.ts'
import { program } from './programs.ts'

/** Something after which functions can be run: `{ after }` of node:test, or a test. */
interface Closes {
  after(fn: () => Promise<void>): void
}

/** A certificate for 127.0.0.1 and localhost, signed by itself. */
export interface Certificate {
  readonly key: Buffer
  readonly cert: Buffer
  readonly keyFile: string
  readonly certFile: string
}

/** Where peers live: a folder, and processes that end, before it is removed, when the tests do. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'berkeley-peer-'))
  readonly #children: ChildProcessWithoutNullStreams[] = []
  readonly #user: string | undefined
  #certificate: Certificate | undefined

  /**
   * @param user Who owns the folder and runs the programs, if the tests run as root: some refuse to
   * be root.
   */
  constructor(t: Closes, user?: string) {
    if (user !== undefined && process.getuid?.() === 0) {
      this.#user = user
      chownSync(this.folder, idOf(user, '-u'), idOf(user, '-g'))
    }
    t.after(async () => {
      await Promise.all(this.#children.map(end))
      rmSync(this.folder, { recursive: true, maxRetries: 10 })
    })
  }

  /** A path in the folder. */
  path(name: string): string {
    return join(this.folder, name)
  }

  /** Starts a program, which ends with this process even if that is killed. */
  spawn(name: string, ...args: (string | number)[]): ChildProcessWithoutNullStreams {
    const [command = '', ...rest] = [...this.#as(), program(name), ...args.map(String)]
    const child = spawn(command, rest, { cwd: this.folder })
    this.#children.push(child)
    return child
  }

  /** Starts a daemon, and waits for the line of its output that says that it serves. */
  async start(ready: RegExp, name: string, ...args: (string | number)[]): Promise<string> {
    const child = this.spawn(name, ...args)
    let output = ''
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        reject(new Error(`${name} ${why}:\n${output}`))
      }
      const patience = setTimeout(fail, PATIENCE, `does not say ${String(ready)}`)
      const read = (bytes: Buffer): void => {
        output += bytes.toString()
        const [said] = ready.exec(output) ?? []
        if (said === undefined) return
        clearTimeout(patience)
        resolve(said)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => {
        clearTimeout(patience)
        fail('has ended')
      })
    })
  }

  /** Runs a program to its end. Returns its output. */
  run(name: string, ...args: (string | number)[]): string {
    const [command = '', ...rest] = [...this.#as(), program(name), ...args.map(String)]
    return execFileSync(command, rest, { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' })
  }

  /** Made by openssl when it is first asked for. */
  get certificate(): Certificate {
    this.#certificate ??= this.#makeCertificate()
    return this.#certificate
  }

  #makeCertificate(): Certificate {
    const [keyFile, certFile] = [this.path('key.pem'), this.path('cert.pem')]
    const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost'
    this.run(
      ...(['openssl', 'req', '-x509', '-nodes', '-days', 2, '-subj', '/CN=localhost'] as const),
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-addext', names],
      ...['-keyout', keyFile, '-out', certFile],
    )
    return { key: readFileSync(keyFile), cert: readFileSync(certFile), keyFile, certFile }
  }

  /** What a command starts with. */
  #as(): string[] {
    if (process.platform !== 'linux') return []
    const user = this.#user
    const change = user === undefined ? [] : [`--reuid=${user}`, '--clear-groups']
    const group = user === undefined ? [] : [`--regid=${idOf(user, '-g')}`]
    return [program('setpriv'), '--pdeathsig=INT', ...change, ...group]
  }
}

/** The output of a process until its end. It must succeed. */
export async function succeeds(child: ChildProcessWithoutNullStreams): Promise<Buffer> {
  const [output, errors, [status, signal]] = await Promise.all([
    bytes(child.stdout),
    bytes(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  if (status === 0) return output
  throw new Error(`${child.spawnfile} ended with ${signal ?? status}:\n${errors.toString()}`)
}

/** SIGINT ends each of them without waiting for its clients, PostgreSQL too. */
async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const over = once(child, 'exit')
  child.kill('SIGINT')
  await over
  clearTimeout(patience)
}

async function bytes(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await (stream.toArray() as Promise<Buffer[]>))
}

function idOf(user: string, option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, user], { encoding: 'utf8' }))
}
