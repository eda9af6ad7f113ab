// Compiles src/ into dist/, which has nothing of an earlier build: declarations file by file, and
// the code in as few files as there are entries, since each file more costs half a millisecond of
// every program that imports the package.

import { readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { run } from './run.ts'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { default: string }>
}
const entries = Object.values(exports)
  .filter((entry) => typeof entry !== 'string')
  .map((entry) => entry.default.replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts'))

rmSync('dist', { recursive: true, force: true })
process.exitCode = run('node node_modules/ts7/bin/tsc -p tsconfig.json')
await build({
  entryPoints: entries,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'shared-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  minifyWhitespace: true, // names stay, for stacks
})
