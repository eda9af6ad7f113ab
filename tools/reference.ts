// Generates docs/reference/ and the constants of berkeley/ucode from the tables.
//   --check      only checks that the files are up to date with the tables

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Described } from './reference/described.ts'
import { referencePages } from './reference/pages.ts'
import { ucodeConstants } from './reference/ucode-constants.ts'

const FOLDER = 'docs/reference'

const described = new Described()
const pages = referencePages(described)
mkdirSync(FOLDER, { recursive: true })
const files = {
  ...Object.fromEntries(Object.entries(pages).map(([name, text]) => [`${FOLDER}/${name}`, text])),
  'src/dialects/ucode/constants.ts': ucodeConstants(described),
}
const stale = Object.entries(files)
  .map(([path, text]) => ({ path, text }))
  .filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
const extra = readdirSync(FOLDER).filter((name) => !(name in pages))

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is stale: npm run build:reference`)
  for (const name of extra)
    console.error(`${FOLDER}/${name} belongs to no page: npm run build:reference removes it`)
  process.exitCode = stale.length + extra.length === 0 ? 0 : 1
} else {
  for (const { path, text } of stale) writeFileSync(path, text)
  for (const name of extra) rmSync(`${FOLDER}/${name}`)
}
