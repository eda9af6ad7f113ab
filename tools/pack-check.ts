// Packs the package, installs the tarball in an empty folder, and uses it there in every runtime.
//   --install   first installs the missing runtimes (see tools/runtimes.ts)

import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { pack } from './pack.ts'
import { installMissing, isPresent, RUNTIMES, type Runtime } from './runtimes.ts'

if (process.argv.includes('--install')) installMissing()

using packed = pack()
for (const name of ['smoke.mjs', 'smoke-streams.mjs'])
  copyFileSync(join('tools', name), join(packed.project, name))
const rows = RUNTIMES.map((runtime) => ({ runtime: runtime.name, ...smoke(runtime) }))
console.table(rows)
if (rows.some(({ result }) => result === 'FAILED')) process.exitCode = 1

function smoke(runtime: Runtime): { result: string; seconds?: string } {
  if (!isPresent(runtime)) return { result: 'missing: npm run pack:check -- --install' }
  const started = performance.now()
  const [binary = '', ...parameters] = runtime.command
  const { status, signal, stdout, stderr } = spawnSync(binary, [...parameters, 'smoke.mjs'], {
    cwd: packed.project,
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(2)
  if (status === 0) return { result: stdout.trim(), seconds }
  console.error(`${runtime.name} ended with ${signal ?? status ?? 'nothing'}:\n${stdout}${stderr}`)
  return { result: 'FAILED', seconds }
}
