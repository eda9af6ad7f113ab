// Compiles src/ into dist/, or into the named folder, and replaces the previous build: the
// declarations, rolled up by tools/declarations/, and the code in a few files, because each file
// adds half a millisecond to the start of every program that imports the package. The code reads
// like its source, except that its comments are in the declarations.

import { exec } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { rollUp } from './declarations/roll-up.ts'
import { mustRun } from './run.ts'
import { checkRunTimeReads, runTimeRows } from './run-time-rows.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { 2: TARGET = 'dist' } = process.argv
const WORK = temporaryFolder(resolve('build/dist-'))
/** src/ as JavaScript without comments, one file per source file. */
const COMPILED = join(WORK, 'compiled')
const BUILT = join(WORK, 'dist')
const TSC = 'node node_modules/ts7/bin/tsc -p tsconfig.json'
const TO_JAVASCRIPT = '--noCheck --declaration false --emitDeclarationOnly false --removeComments'

const compiled = promisify(exec)(`${TSC} ${TO_JAVASCRIPT} --outDir "${COMPILED}"`)
mustRun(`${TSC} --noCheck --outDir "${BUILT}"`)
rollUp(BUILT, ['index', 'raw', 'netlink', 'sctp', 'systemd', 'bpf'])
removeUnreachable()
await compiled
restorePureCalls()
leaveOutDetails()

const OPTIONS = {
  absWorkingDir: COMPILED, // paths in the output are relative to it
  outdir: BUILT,
  outbase: '.',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
} satisfies BuildOptions

// These share state that must exist only once, such as the reactor.
const CORE = ['index.js', 'raw.js', 'netlink.js', 'sctp.js', 'systemd.js']
const COMMON = [
  'binding.js',
  'errors.js',
  'codec/values.js',
  'engine/main-thread.js',
  'protocols/address.js',
  'protocols/ip/endpoint.js',
  'protocols/sctp/messages.js',
  'protocols/socket/memory-info.js',
  'protocols/tcp/info.js',
  'shared-layouts.js',
  'socket/bytes.js',
  'socket/call-options.js',
  'socket/descriptor-number.js',
  'socket/own.js',
]
const base = shared(CORE, COMMON, 'base')
await build({
  ...{ ...OPTIONS, ...base },
  plugins: [indexAs('./index.js', (importer) => isIn('systemd', importer)), ...base.plugins],
})

// Works without the addon and has no state.
const ALONE = ['bpf.js']
await build({ ...OPTIONS, entryPoints: ALONE })

// These import the index like any other program.
const DIALECTS = entries().filter((entry) => entry.startsWith('dialects/'))
const { plugins, ...rest } = shared(DIALECTS, filesIn('dialects/shared'), 'dialects/shared')
await build({ ...OPTIONS, ...rest, plugins: [indexAs('../index.js'), ...plugins] })

restoreClassNames()
for (const file of ['base.js', ...CORE]) {
  checkRunTimeReads(file, readFileSync(join(BUILT, file), 'utf8'))
}
rmSync(TARGET, { recursive: true, force: true })
renameSync(BUILT, TARGET)

/** Leaves the index to be imported from that path, by these files. */
function indexAs(path: string, isImporter: (path: string) => boolean = () => true): Plugin {
  return {
    name: 'index',
    setup(build) {
      build.onResolve({ filter: /\/index\.js$/ }, ({ importer }) =>
        isImporter(importer) ? { path, external: true } : undefined,
      )
    },
  }
}

function isIn(folder: string, path: string): boolean {
  return path.startsWith(join(COMPILED, folder, '/'))
}

/** Removes the declarations that no entry reaches: users have no need of internal ones. */
function removeUnreachable(): void {
  const reached = new Set<string>()
  const reach = (path: string) => {
    if (reached.has(path)) return
    reached.add(path)
    const imports = readFileSync(path, 'utf8').matchAll(/(?:from |import\()['"](\..*?)\.[jt]s['"]/g)
    for (const [, to = ''] of imports) reach(resolve(dirname(path), `${to}.d.ts`))
  }
  for (const entry of entries()) reach(join(BUILT, entry.replace(/js$/, 'd.ts')))
  for (const path of builtFiles('.d.ts')) if (!reached.has(path)) rmSync(path)
  for (const folder of foldersIn(BUILT)) if (readdirSync(folder).length === 0) rmdirSync(folder)
}

/**
 * Writes `@__PURE__` before the calls that have it in src/: the compiler removes it with the other
 * comments, and esbuild would keep every table of constants, used or not.
 */
function restorePureCalls(): void {
  const files = readdirSync(COMPILED, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const source = readFileSync(join('src', file.replace(/js$/, 'ts')), 'utf8')
    const pure = new Set(source.match(/(?<=@__PURE__ \*\/ )(?:new )?[\w.]+(?=\()/g))
    if (pure.size === 0) continue
    const calls = new RegExp(`= (?=(${[...pure].join('|')})\\()`, 'g')
    const path = join(COMPILED, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(calls, '= /* @__PURE__ */ '))
  }
}

/** Leaves out of the tables of options and control messages what no program reads. */
function leaveOutDetails(): void {
  for (const file of filesIn('protocols').filter((name) => /\/(options|control)\.js$/.test(name))) {
    const path = join(COMPILED, file)
    writeFileSync(path, runTimeRows(readFileSync(path, 'utf8')))
  }
}

/**
 * Writes `var Socket = class Socket` where esbuild wrote `var Socket = class _Socket`. Otherwise
 * stack traces, error messages and the console would show the underscore.
 */
function restoreClassNames(): void {
  for (const path of builtFiles('.js')) {
    const code = readFileSync(path, 'utf8')
    const renamed = Array.from(code.matchAll(/var (\w+) = class _\1\b/g), ([, name = '']) => name)
    const restored = renamed.reduce(
      (text, name) => text.replace(new RegExp(`\\b_${name}\\b`, 'g'), name),
      code,
    )
    writeFileSync(path, restored)
  }
}

function builtFiles(ending: string): string[] {
  return readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(BUILT, name))
}

/** The folders inside a folder, innermost first. */
function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [...foldersIn(join(folder, name)), join(folder, name)])
}

/** The entry points of the package, as paths in dist/. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | { default: string }>
  }
  return Object.values(exports)
    .filter((entry) => typeof entry !== 'string')
    .map((entry) => entry.default.replace('./dist/', ''))
}

/** The files of a folder and its folders, as paths in COMPILED. */
function filesIn(folder: string): string[] {
  const files = readdirSync(join(COMPILED, folder), { recursive: true, withFileTypes: true })
  return files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(COMPILED, join(parentPath, name)))
}

/**
 * Build options that put everything the entries share into one file with the given name. esbuild
 * writes a file for each set of entries that share something, so every entry is made to reach all
 * of `common`. If esbuild refuses to write a second file of that name, `common` is incomplete.
 */
function shared(entryPoints: string[], common: string[], name: string) {
  const paths = new Set(entryPoints.map((entry) => resolve(COMPILED, entry)))
  const imports = common.map((file) => `import ${JSON.stringify(resolve(COMPILED, file))}\n`)
  const reaching: Plugin = {
    name: 'reaching',
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, ({ path }) =>
        paths.has(path) ? { contents: imports.join('') + readFileSync(path, 'utf8') } : undefined,
      )
    },
  }
  return {
    entryPoints,
    splitting: true,
    chunkNames: name,
    plugins: [reaching],
    logOverride: { 'ignored-bare-import': 'silent' }, // only reached, never run
  } satisfies BuildOptions
}
