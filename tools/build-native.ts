// Builds the addon: generates the headers that ask the C compiler about the names in the
// tables, then compiles.
//   --check      only checks that the generated files are up to date with the tables

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { compile, ownBuild } from './compile.ts'
import { generateHeaders } from './generated-headers.ts'
import { STAMP } from './release/targets.ts'

const stale = Object.entries(generateHeaders())
  .map(([path, text]) => ({ path, text }))
  .filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is stale: npm run build:native`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const { path, text } of stale) writeFileSync(path, text)
  rmSync(STAMP, { force: true })
  compile(ownBuild())
}
