// Uses the packed package with bundlers, test runners, compilers and package managers, each as
// docs/guide/bundlers.md says, with its line of configuration. Prints a table.
//   --install     first installs the missing tools and runtimes (see tools/bundlers/tools.ts)
//   --only WORD   only tools whose name contains that

import { cpSync, mkdirSync, realpathSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CASES, scriptOf } from './bundlers/cases.ts'
import { differences, linesOfGuide } from './bundlers/guide.ts'
import { installTools, isToolMissing, TOOLS } from './bundlers/tools.ts'
import { pack } from './pack.ts'
import { installMissing, isPresent, RUNTIMES } from './runtimes.ts'
import { endTestsAtExit, runTests } from './test-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const TIME_LIMIT = 120_000

const { values } = parseArgs({
  options: { install: { type: 'boolean' }, only: { type: 'string' } },
})
const only = values.only ?? ''
const tools = CASES.filter((tool) => tool.includes(only))
if (tools.length === 0) throw new Error(`No tool has ${only} in its name`)
if (values.install) {
  installTools()
  installMissing()
}
const runtimes = RUNTIMES.filter(({ name }) => ['node-22', 'node-24', 'bun'].includes(name))
if (isToolMissing() || !runtimes.every(isPresent)) {
  throw new Error('Tools are missing: npm run test:bundlers -- --install')
}
const lines = linesOfGuide()
const strange = differences(lines.keys(), CASES)
if (strange.length > 0) throw new Error(strange.join('; '))
endTestsAtExit()

/** What came of a tool. */
interface Row {
  tool: string
  result: 'works' | 'FAILED'
  seconds: string
}

using packed = pack()
const elsewhere = realpathSync(temporaryFolder(join(tmpdir(), 'berkeley-bundlers-')))
const rows = new Map<string, Row>()
const waiting = tools.values()
const work = async () => {
  for (const tool of waiting) rows.set(tool, await rowOf(tool))
}
await Promise.all(Array.from({ length: availableParallelism() }, work))
const inOrder = tools.flatMap((tool) => rows.get(tool) ?? [])
console.table(inOrder)
if (inOrder.some(({ result }) => result === 'FAILED')) process.exitCode = 1

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
  cpSync(join(packed.project, 'node_modules'), join(project, 'node_modules'), { recursive: true })
  mkdirSync(join(elsewhere, name))
  const environment = {
    ...{ project, elsewhere: join(elsewhere, name), tarball: packed.tarball },
    ...{ tools: TOOLS, own: resolve('node_modules') },
    ...Object.fromEntries(
      runtimes.map(({ name, command }) => [name.replace('-', ''), command[0] ?? '']),
    ),
  }
  const { status, output, end } = await runTests(
    ['sh', '-c', scriptOf(tool, lines.get(tool) ?? '')],
    {
      environment,
      limit: TIME_LIMIT,
      ownNetwork: false,
    },
  )
  if (status === 0) return true
  console.error(`\n== ${tool} ${end}:\n${output}`)
  return false
}
