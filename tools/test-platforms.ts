// Tries the released addons where this machine cannot load them by itself: that for musl in Bun's
// build for musl, and those for other CPUs in Node under qemu. In each, the packed package is used
// as users do, and the tests run that depend on the libc, the CPU or its byte order. Needs Debian on
// x64, and its packages: see .ci/run. Downloads the runtimes once, into build/platforms.
//   --only NAME   one of them: musl, arm64, arm, s390x or ppc64

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pack } from './pack.ts'
import { missingFor } from './platforms/missing.ts'
import { installRuntimes } from './platforms/runtimes.ts'
import { TARGETS } from './platforms/targets.ts'
import { type Row, tryTarget } from './platforms/try-target.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { bundleTests } from './test-bundles.ts'
import { endTestsAtExit } from './test-file.ts'

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = TARGETS.filter(({ name }) => (values.only ?? name) === name)
if (wanted.length === 0) throw new Error(`Unknown target: ${values.only}`)

const rows: Row[] = []
const targets = wanted.filter((target) => {
  const missing = missingFor(target)
  if (missing.length === 0) return true
  rows.push({ target: target.name, result: `skipped; missing: ${missing.join(', ')}` })
  return false
})
if (targets.length > 0) await tryAll()
console.table(rows)
// With CI set, nothing may be missing.
const good = (result: string): boolean => result === 'passed' || process.env['CI'] === undefined
if (!rows.every(({ result }) => result !== 'FAILED' && good(result))) process.exitCode = 1

async function tryAll(): Promise<void> {
  installRuntimes(targets)
  endTestsAtExit()
  const folder = temporaryFolder(join(tmpdir(), 'berkeley-platforms-'))
  const bundles = temporaryFolder(join('build', 'tests-')) // where imports find packages
  await bundleTests([...new Set(targets.flatMap(({ files }) => files))], bundles)
  using packed = pack(bundles)
  for (const target of targets) rows.push(await tryTarget(target, { packed, bundles, folder }))
}
