// Runs Node's own tests of net, and those of tls, http and http2 that use a stream, over
// Socket.stream(): npm run test:node-suite -- FOLDER [NAME…]
//   FOLDER    Node's test/, of about the version that runs it
//   NAME      only tests whose names contain it
//   --plain   over Node's own net: whether a test passes on this machine at all
//   --output  what each failed test has printed

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import { isPresent, RUNTIMES } from '../../tools/runtimes.ts'
import { EXPECTED, LEFT_OUT } from './expected.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { plain: { type: 'boolean' }, output: { type: 'boolean' } },
})
const [folder = '', ...names] = positionals
if (!existsSync(join(folder, 'parallel'))) throw new Error(`Not Node's test/ folder: '${folder}'`)

/** Tests of streams in general; and those of other modules that ask for net. */
const GENERIC = /^test-(http|http2|tls)-generic-stream|^test-http2-client-jsstream/
const USERS = /^test-(https?|http2|tls|pipe|socket|stream)[-.\d]/
const NOT_HERE = 'fails over net of Node too, on this machine'
const LIMIT = 15_000
const PRELOAD = resolve('build/node-suite.mjs')

buildSync({
  entryPoints: ['test/node-suite/preload.ts'],
  outfile: PRELOAD,
  ...{ bundle: true, format: 'esm', platform: 'node', target: 'node22', keepNames: true },
})
const newest = RUNTIMES.findLast(({ name }) => name.startsWith('node-'))
const node = newest && isPresent(newest) ? (newest.command[0] ?? '') : process.execPath
const scratch = mkdtempSync(join(tmpdir(), 'node-suite-'))

interface Outcome {
  readonly result: 'passed' | 'failed' | 'left out'
  readonly detail: string
}
const outcomes = new Map<string, Outcome>()
const [parallel, sequential] = ['parallel', 'sequential'].map(filesIn)
const files = (parallel ?? []).values()
await Promise.all(Array.from({ length: availableParallelism() }, (_, i) => runAll(files, i)))
await runAll((sequential ?? []).values(), 0)
rmSync(scratch, { recursive: true, force: true })
process.exitCode = print() ? 0 : 1

function filesIn(kind: string): string[] {
  return readdirSync(join(folder, kind))
    .filter((name) => /\.m?js$/.test(name) && (names.length === 0 || names.some((part) => name.includes(part))))
    .map((name) => join(folder, kind, name))
    .filter(isAboutStreams)
}

function isAboutStreams(path: string): boolean {
  const name = basename(path)
  if (name.startsWith('test-net-') || GENERIC.test(name)) return true
  return USERS.test(name) && /(require\(|from )'(node:)?net'/.test(readFileSync(path, 'utf8'))
}

async function runAll(paths: Iterable<string>, thread: number): Promise<void> {
  for (const path of paths) {
    const outcome = await judge(path, thread)
    outcomes.set(basename(path), outcome)
    const { result, detail } = outcome
    console.log(`${result.padEnd(8)}  ${basename(path)}${detail && `  ${detail.split('\n')[0]}`}`)
    if (values.output && result === 'failed') console.log(detail)
  }
}

async function judge(path: string, thread: number): Promise<Outcome> {
  const name = basename(path)
  const reason = LEFT_OUT.find(([what]) => what.test(name))?.[1]
  if (reason !== undefined) return { result: 'left out', detail: reason }
  const preload = values.plain ? [] : ['--import', PRELOAD]
  const outcome = await run(path, thread, preload)
  if (outcome.result === 'passed' || values.plain || Object.hasOwn(EXPECTED, name)) return outcome
  const plain = await run(path, thread, [])
  return plain.result === 'passed' ? outcome : { result: 'left out', detail: NOT_HERE }
}

async function run(path: string, thread: number, preload: string[]): Promise<Outcome> {
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

/** Returns whether everything is as expected. */
function print(): boolean {
  const surprises: string[] = []
  const counts = { passed: 0, failed: 0, 'left out': 0 }
  for (const [name, { result }] of outcomes) {
    counts[result]++
    const reason = EXPECTED[name]
    if (result === 'failed' && reason === undefined) surprises.push(`${name} fails`)
    if (result === 'passed' && reason !== undefined) surprises.push(`${name} passes: ${reason}`)
  }
  console.log(counts)
  for (const surprise of surprises) console.log(surprise)
  return surprises.length === 0
}
