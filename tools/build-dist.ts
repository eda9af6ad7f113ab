// Compiles src/ into dist/, which has nothing of an earlier build: declarations file by file, and
// the code in as few files as can be, since each file more costs half a millisecond of every
// program that imports the package.

import { readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { run } from './run.ts'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { default: string }>
}
const entries = Object.values(exports)
  .filter((entry) => typeof entry !== 'string')
  .map((entry) => entry.default.replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts'))

const MAIN = 'src/index.ts'
const RAW = 'src/raw.ts'
const BPF = 'src/bpf.ts'

/**
 * Has every entry reach all that the main one reaches: what only some of them shared would be a
 * file of its own otherwise, five more of them. Only `berkeley/raw` stays small, for who wants no more.
 */
const oneCore: Plugin = {
  name: 'one core',
  setup(build) {
    const others = entries.filter((entry) => entry !== MAIN && entry !== RAW)
    const paths = new Set(others.map((entry) => resolve(entry)))
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!paths.has(path)) return undefined
      const contents = `import ${JSON.stringify(resolve(MAIN))}\n${readFileSync(path, 'utf8')}`
      return { contents, loader: 'ts' }
    })
  },
}

const OPTIONS = {
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true, // names stay, for stacks
  lineLimit: 120, // Node prints the whole line of what is thrown
} as const

rmSync('dist', { recursive: true, force: true })
process.exitCode = run('node node_modules/ts7/bin/tsc -p tsconfig.json')
await build({
  ...OPTIONS,
  entryPoints: entries.filter((entry) => entry !== BPF),
  splitting: true,
  chunkNames: 'shared-[hash]',
  plugins: [oneCore],
  logOverride: { 'ignored-bare-import': 'silent' }, // reached, not run
})
// Works without the addon, and has nothing that there must be only one of.
await build({ ...OPTIONS, entryPoints: [BPF] })
