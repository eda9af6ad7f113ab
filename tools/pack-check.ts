// Packs the package, installs the tarball in an empty folder, and uses it there in every runtime.
// A runtime that is missing is left out; with CI set, that is a failure.
//   --install   first installs the missing runtimes (see tools/runtimes.ts)

import { parseArgs } from 'node:util'
import { pack } from './pack.ts'
import { runSmoke } from './run-smoke.ts'
import { installMissing, isPresent, RUNTIMES, type Runtime } from './runtimes.ts'

const { values } = parseArgs({ options: { install: { type: 'boolean' } } })
if (values.install) installMissing()
const missing = RUNTIMES.filter((runtime) => !isPresent(runtime)).map(({ name }) => name)
if (missing.length > 0 && process.env['CI']) {
  throw new Error(`Missing ${missing.join(', ')}: npm run pack:check -- --install`)
}

using packed = pack()
const rows = RUNTIMES.map((runtime) => ({ runtime: runtime.name, ...smoke(runtime) }))
console.table(rows)
if (rows.some(({ result }) => result === 'FAILED')) process.exitCode = 1

function smoke(runtime: Runtime): { result: string; seconds?: string } {
  if (missing.includes(runtime.name)) return { result: 'missing: npm run pack:check -- --install' }
  const { passed, result, seconds } = runSmoke(packed, runtime.command, { limit: 30_000 })
  if (passed) return { result, seconds }
  console.error(`${runtime.name} ${result}`)
  return { result: 'FAILED', seconds }
}
