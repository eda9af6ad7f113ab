// Packs the package, installs the tarball in an empty folder, and uses it there in every runtime.
//   --install   first installs the missing runtimes (see tools/runtimes.ts)

import { pack } from './pack.ts'
import { runSmoke } from './run-smoke.ts'
import { installMissing, isPresent, RUNTIMES, type Runtime } from './runtimes.ts'

if (process.argv.includes('--install')) installMissing()

using packed = pack()
const rows = RUNTIMES.map((runtime) => ({ runtime: runtime.name, ...smoke(runtime) }))
console.table(rows)
if (rows.some(({ result }) => result === 'FAILED')) process.exitCode = 1

function smoke(runtime: Runtime): { result: string; seconds?: string } {
  if (!isPresent(runtime)) return { result: 'missing: npm run pack:check -- --install' }
  const { passed, result, seconds } = runSmoke(packed, runtime.command, { limit: 30_000 })
  if (passed) return { result, seconds }
  console.error(`${runtime.name} ${result}`)
  return { result: 'FAILED', seconds }
}
