import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { constants, Socket } from '../../src/index.ts'
import { compiled, type PageProgram, programsOf } from './page-programs.ts'
import { CHILD_PATIENCE } from './patience.ts'
import { noSctp } from './sctp.ts'

/** How a program of a page is run. */
export interface RunSettings {
  /** Its arguments. */
  args?: readonly (string | number)[]
  /** The command that runs it, such as `['setpriv', …]`. */
  by?: readonly string[]
}

/** Registers a test for each program of the pages: it must end and print what the page says. */
export async function runPrograms(pages: readonly string[]): Promise<void> {
  const programs = pages.flatMap(programsOf)
  const files = await compiled(programs, { after })

  void suite('programs', { concurrency: 2 }, () => {
    for (const [i, program] of programs.entries()) {
      const skip = whyNot(program)
      void test(`${program.place} runs, ends and prints what it says`, { skip }, async () => {
        await printsWhatItSays(program, files[i] ?? '')
      })
    }
  })
}

/** Runs a program, and compares its output with what the page says. Returns the output. */
export async function printsWhatItSays(
  program: PageProgram,
  file: string,
  { args = [], by = [] }: RunSettings = {},
): Promise<string> {
  const options = { timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' } as const
  const [command = '', ...rest] = [...by, process.execPath, file, ...args.map(String)]

  const running = promisify(execFile)(command, rest, options)
  running.child.stdin?.end()
  const { stdout, stderr } = await running

  assert.match(plain(stdout), printedBy(program), stderr)
  return stdout
}

/** The output of a program according to its page: after it, or in comments after `console.log`. */
function printedBy({ code, printed }: PageProgram): RegExp {
  const comments = Array.from(
    code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm),
    ({ 1: text = '' }) => text,
  )
  const said = printed ?? comments.join(' ')
  const escaped = plain(said).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('…', '.*')}$`)
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Why a program cannot run here; false if it can. */
function whyNot({ code }: PageProgram): string | false {
  const names = Array.from(
    code.matchAll(/\b((?:SO|IP|IPV6|MCAST|TCP|NETLINK)_[A-Z_]+)(?:'|: )/g),
    ({ 1: name = '' }) => name,
  )
  const missing = names.filter((name) => !(name in constants))
  if (missing.length > 0) return `not on this platform: ${missing.join(', ')}`
  if (noSctp && code.includes("'IPPROTO_SCTP'")) return noSctp
  return /['`]@/.test(code) && !hasAbstractNames() && 'needs abstract names'
}

function hasAbstractNames(): boolean {
  try {
    using socket = new Socket('AF_UNIX')
    socket.bind(`@berkeley-docs-${process.pid}`)
    return true
  } catch {
    return false
  }
}
