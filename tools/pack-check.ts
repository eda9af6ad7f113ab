// Packs the package, installs the tarball in an empty folder, and uses it there in every runtime.
//   --install   first installs the runtimes that are missing (see tools/runtimes.ts)

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from './run.ts'
import { installMissing, isPresent, RUNTIMES, type Runtime } from './runtimes.ts'

/** What is thrown from the package, and nobody catches: Node prints the line that threw it. */
const UNCAUGHT: Record<string, string> = {
  refusal: `import { connectSync, listenSync } from 'berkeley'
    const listener = listenSync({ host: '127.0.0.1' })
    const address = listener.localAddress
    listener.close()
    connectSync(address)`,
  timeout: `import { Socket } from 'berkeley'
    const [one] = Socket.pair()
    await one.recv(1, { timeout: 1 })`,
  misuse: `import { Socket } from 'berkeley'
    new Socket().setOption('SO_LINGER', { on: true, seconds: 0 })`,
  import: `process.env.BERKELEY_ADDON = '/nowhere/berkeley.node'
    await import('berkeley')`,
}
const MOST_PRINTED = 2000

const QUIET = '--ignore-scripts --no-audit --no-fund --loglevel=error'

if (process.argv.includes('--install')) installMissing()
mustRun('tsx tools/build-dist.ts')

const folder = mkdtempSync(join(tmpdir(), 'berkeley-pack-'))
try {
  mustRun(`npm pack --loglevel=error --pack-destination "${folder}"`)
  const [tarball = ''] = readdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  mustRun(`npm install ${QUIET} --prefix "${folder}" "${join(folder, tarball)}"`)
  copyFileSync('tools/smoke.mjs', join(folder, 'smoke.mjs'))

  const rows = RUNTIMES.map((runtime) => ({ runtime: runtime.name, ...smoke(runtime) }))
  console.table(rows)
  if (rows.some(({ result }) => result === 'FAILED')) process.exitCode = 1
  for (const [name, program] of Object.entries(UNCAUGHT)) checkPrinted(name, program)
} finally {
  rmSync(folder, { recursive: true })
}

/** Fails if too much is printed of an error that nobody catches, or there is none. */
function checkPrinted(name: string, program: string): void {
  const file = `uncaught-${name}.mjs`
  writeFileSync(join(folder, file), program)
  const { status, stderr } = spawnSync('node', [file], { cwd: folder, encoding: 'utf8' })
  if (status === 1 && stderr.length <= MOST_PRINTED) return
  console.error(`An uncaught ${name} prints ${stderr.length} bytes, and gives ${String(status)}`)
  process.exitCode = 1
}

function smoke(runtime: Runtime): { result: string; seconds?: string } {
  if (!isPresent(runtime)) return { result: 'missing: npm run pack:check -- --install' }
  const started = performance.now()
  const [binary = '', ...parameters] = runtime.command
  const { status, signal, stdout, stderr } = spawnSync(binary, [...parameters, 'smoke.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(2)
  if (status === 0) return { result: stdout.trim(), seconds }
  console.error(`${runtime.name} gave ${signal ?? status ?? 'nothing'}:\n${stdout}${stderr}`)
  return { result: 'FAILED', seconds }
}
