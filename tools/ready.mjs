// The first step of every npm script: prepares the checkout, and returns quickly if it is ready.
// Plain JavaScript without dependencies, so that it can run on a Node that is too old, and say so.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = `${process.platform}-${process.arch}`
const stamp = join(root, 'build', `addon-${target}.stamp`)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Node 20.19 or newer is needed; this is ${process.versions.node}`)
}

if (!installed()) {
  console.log('Installing the development dependencies (npm ci)')
  run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'])
}

// Windows has no addon: creating a socket fails with ENOSYS there.
if (process.platform !== 'win32' && (process.argv.includes('--rebuild') || !built())) {
  const compiler = (process.env.CC || 'cc').split(' ')[0]
  if (spawnSync(compiler, ['--version']).error) {
    stop(`A C compiler is needed to build the addon: "${compiler}" was not found (see CC)`)
  }
  console.log(`Building the addon for ${target}`)
  run(process.execPath, ['--import', 'tsx', 'tools/build-native.ts'])
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, fingerprint())
}

/**
 * Whether node_modules contains what package-lock.json requires. npm records there
 * what it installed.
 */
function installed() {
  const wanted = packages('package-lock.json')
  const present = packages('node_modules/.package-lock.json')
  return Object.keys(wanted).every((path) => {
    if (path === '') return true
    const entry = present[path]
    if (entry) return entry.version === wanted[path].version
    // npm leaves out packages for other platforms.
    return wanted[path].optional || wanted[path].devOptional
  })
}

function packages(lockFile) {
  const path = join(root, lockFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

/** Whether the addon exists and was built from the current files. */
function built() {
  const folder = join(root, 'prebuilds', target)
  const there = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.node'))
  return there && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of [
    ...filesIn('native'),
    ...filesIn('src/codec'),
    ...filesIn('src/protocols'),
    'src/shared-layouts.ts',
    ...['tools/build-native.ts', 'tools/compile.ts', 'tools/generated-headers.ts'],
  ]) {
    if (path.endsWith('.test.ts')) continue
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'build') // created by node-gyp
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

function run(command, parameters) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) stop(`${command} ${parameters.join(' ')} failed${error ? `: ${error}` : ''}`)
}

function stop(message) {
  console.error(`berkeley: ${message}`)
  process.exit(1)
}
