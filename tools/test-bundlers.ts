// Uses the packed package with bundlers, test runners, compilers and package managers, each as
// docs/guide/bundlers.md says, with its line of configuration. Prints a table.
//   --install     first installs the missing tools and runtimes (see tools/bundlers/tools.ts)
//   --only WORD   only tools whose name contains that

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { CASES } from './bundlers/cases.ts'
import { differences, linesOfGuide } from './bundlers/guide.ts'
import { installTools, isToolMissing, TOOLS } from './bundlers/tools.ts'
import { pack } from './pack.ts'
import { installMissing, isPresent, RUNTIMES } from './runtimes.ts'

const TIME_LIMIT = 120_000

const { values } = parseArgs({
  options: { install: { type: 'boolean' }, only: { type: 'string' } },
})
if (values.install) {
  installTools()
  installMissing()
}
const runtimes = RUNTIMES.filter(({ name }) => ['node-22', 'node-24', 'bun'].includes(name))
if (isToolMissing() || !runtimes.every(isPresent)) {
  throw new Error('Tools are missing: npm run test:bundlers -- --install')
}
const lines = linesOfGuide()
const strange = differences(lines.keys(), Object.keys(CASES))
if (strange.length > 0) throw new Error(strange.join('; '))

/** What came of a tool. */
interface Row {
  tool: string
  result: 'works' | 'FAILED'
  seconds: string
}

using packed = pack()
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'berkeley-bundlers-')))
try {
  const tools = Object.keys(CASES).filter((tool) => tool.includes(values.only ?? ''))
  const rows = new Map<string, Row>()
  const waiting = [...tools]
  const work = async () => {
    for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift()) {
      rows.set(tool, await rowOf(tool))
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const inOrder = tools.flatMap((tool) => rows.get(tool) ?? [])
  console.table(inOrder)
  if (tools.length === 0) throw new Error(`No tool has ${values.only} in its name`)
  if (inOrder.some(({ result }) => result === 'FAILED')) process.exitCode = 1
} finally {
  rmSync(elsewhere, { recursive: true, maxRetries: 10 })
}

async function rowOf(tool: string): Promise<Row> {
  const started = performance.now()
  const result = (await works(tool)) ? 'works' : 'FAILED'
  return { tool, result, seconds: ((performance.now() - started) / 1000).toFixed(1) }
}

/** Whether a tool does as the guide says. If not, what it printed is printed. */
async function works(tool: string): Promise<boolean> {
  const name = tool.replaceAll(/\W+/g, '-').toLowerCase()
  const project = join(packed.project, name)
  cpSync('tools/bundlers/project', project, { recursive: true })
  // Paths of the script begin in the project, as those of users do.
  cpSync(join(packed.project, 'node_modules'), join(project, 'node_modules'), { recursive: true })
  mkdirSync(join(elsewhere, name))
  const script = `set -eu\n${CASES[tool]?.(lines.get(tool) ?? '') ?? 'false'}`
  const env = {
    ...process.env,
    ...{ project, elsewhere: join(elsewhere, name), tarball: packed.tarball },
    ...{ tools: TOOLS, own: resolve('node_modules') },
    ...Object.fromEntries(
      runtimes.map(({ name, command }) => [name.replace('-', ''), command[0] ?? '']),
    ),
  }
  const options = { cwd: project, env, timeout: TIME_LIMIT, killSignal: 'SIGKILL' } as const
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', script], options)
    if (stdout.includes('It works') || /Jest|Vitest/.test(tool)) return true
    console.error(`\n== ${tool} printed:\n${stdout}`)
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string }
    console.error(`\n== ${tool}: ${stdout}${stderr || message}`)
  }
  return false
}
