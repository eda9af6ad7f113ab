// Writes docs/reference/ from the tables.
//   --check      only says whether the pages are those that the tables give

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { referencePages } from './reference/pages.ts'

const FOLDER = 'docs/reference'

const pages = referencePages()
mkdirSync(FOLDER, { recursive: true })
const stale = Object.entries(pages)
  .map(([name, text]) => ({ path: `${FOLDER}/${name}`, text }))
  .filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
const extra = readdirSync(FOLDER).filter((name) => !(name in pages))

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is stale: npm run build:reference`)
  for (const name of extra) console.error(`${FOLDER}/${name} is of no table`)
  process.exitCode = stale.length + extra.length === 0 ? 0 : 1
} else {
  for (const { path, text } of stale) writeFileSync(path, text)
  for (const name of extra) rmSync(`${FOLDER}/${name}`)
}
