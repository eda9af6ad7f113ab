// Runs Node's own tests of net, and those of tls, http and http2 that use a stream, over
// Socket.stream(): npm run test:node-suite -- FOLDER [NAME…]
//   FOLDER    Node's test/, of about the version that runs it
//   NAME      only tests whose names contain it
//   --plain   over Node's own net: whether a test passes on this machine at all
//   --output  what each failed test has printed

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import { EXPECTED, LEFT_OUT } from './expected.ts'
import { type Outcome, runTest } from './run-test.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { plain: { type: 'boolean' }, output: { type: 'boolean' } },
})
const [folder = '', ...parts] = positionals
if (!existsSync(join(folder, 'parallel'))) throw new Error(`Not Node's test/ folder: '${folder}'`)

/** Tests of streams in general; and those of other modules that ask for net. */
const GENERIC = /^test-(http|http2|tls)-generic-stream|^test-http2-client-jsstream/
const USERS = /^test-(https?|http2|tls|pipe|socket|stream)[-.\d]/
const NOT_HERE = 'fails over net of Node too, on this machine'
const PRELOAD = resolve('build/node-suite.mjs')

buildSync({
  entryPoints: ['test/node-suite/preload.ts'],
  outfile: PRELOAD,
  ...{ bundle: true, format: 'esm', platform: 'node', target: 'node22', keepNames: true },
})
const scratch = mkdtempSync(join(tmpdir(), 'node-suite-'))

const outcomes = new Map<string, Outcome>()
const [parallel, sequential] = ['parallel', 'sequential'].map(filesIn)
const files = (parallel ?? []).values()
await Promise.all(Array.from({ length: availableParallelism() }, (_, i) => runAll(files, i)))
await runAll((sequential ?? []).values(), 0)
rmSync(scratch, { recursive: true, force: true })
process.exitCode = print() ? 0 : 1

function filesIn(kind: string): string[] {
  return readdirSync(join(folder, kind))
    .filter(
      (name) =>
        /\.m?js$/.test(name) && (parts.length === 0 || parts.some((part) => name.includes(part))),
    )
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
  const reason = LEFT_OUT.find(([, names]) => names.test(name))?.[0]
  if (reason !== undefined) return { result: 'left out', detail: `needs ${reason}` }
  const place = { scratch, thread }
  const outcome = await runTest(path, place, values.plain ? [] : ['--import', PRELOAD])
  if (outcome.result === 'passed' || values.plain || EXPECTED.has(name)) return outcome
  const plain = await runTest(path, place, [])
  return plain.result === 'passed' ? outcome : { result: 'left out', detail: NOT_HERE }
}

/** Returns whether everything is as expected. */
function print(): boolean {
  const surprises: string[] = []
  const counts = { passed: 0, failed: 0, 'left out': 0 }
  for (const [name, { result }] of outcomes) {
    counts[result]++
    const reason = EXPECTED.get(name)
    if (result === 'failed' && reason === undefined) surprises.push(`${name} fails`)
    if (result === 'passed' && reason !== undefined) surprises.push(`${name} passes: ${reason}`)
  }
  const { passed, failed } = counts
  console.log(`${passed} passed, ${failed} failed, ${counts['left out']} left out`)
  for (const surprise of surprises) console.log(surprise)
  return surprises.length === 0
}
