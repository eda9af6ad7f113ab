import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { constants, Socket } from '../../src/index.ts'
import { bundle } from './bundle.ts'
import { folderForPrograms, programsOf, written } from './page-programs.ts'
import { CHILD_PATIENCE } from './patience.ts'

/** Registers a test for each program of the pages: it ends, and prints what its comments say. */
export async function runPrograms(pages: readonly string[]): Promise<void> {
  const folder = folderForPrograms({ after })
  const programs = pages.flatMap(programsOf)
  const files = written(programs, folder)
  await bundle(files, folder, folder)

  void suite('programs', { concurrency: 2 }, () => {
    for (const [i, { place, code }] of programs.entries()) {
      void test(`${place} runs, ends and prints what it says`, { skip: whyNot(code) }, async () => {
        const file = files[i]?.replace(/ts$/, 'mjs') ?? ''
        const options = { timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' } as const

        const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], options)

        assert.match(plain(stdout), printedBy(code), stderr)
      })
    }
  })
}

/** What the comments behind `console.log` say is printed; `…` is anything. */
function printedBy(code: string): RegExp {
  const said = Array.from(
    code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm),
    ({ 1: text = '' }) => text,
  )
  const escaped = plain(said.join(' ')).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('…', '.*')}$`)
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Why a program can't run here; false when it can. */
function whyNot(code: string): string | false {
  const names = Array.from(
    code.matchAll(/'((?:SO|IP|IPV6|MCAST|TCP|NETLINK)_[A-Z_]+)'/g),
    ({ 1: name = '' }) => name,
  )
  const missing = names.filter((name) => !(name in constants))
  if (missing.length > 0) return `not on this platform: ${missing.join(', ')}`
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
