import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Closes } from './kinds.ts'

/** The pages whose programs are run: those of the library, and those of the dialects. */
export const GUIDE = ['README.md', ...pagesIn('docs/guide')]
export const DIALECT_GUIDES = pagesIn('docs/guide/dialects')

/** A fenced block of TypeScript: a program in itself. */
export interface PageProgram {
  /** `README.md:12`, the line of its fence. */
  readonly place: string
  readonly code: string
}

export function programsOf(page: string): PageProgram[] {
  const text = readFileSync(page, 'utf8')
  return Array.from(text.matchAll(/^```ts\n(import .*?)^```$/gms), ({ 1: code = '', index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    code,
  })).filter(({ code }) => /from 'berkeley[/']/.test(code))
}

/** Writes the programs into a folder of this project. Returns their paths. */
export function written(programs: readonly PageProgram[], folder: string): string[] {
  return programs.map(({ place, code }) => {
    const file = join(folder, `${place.replace(/\W/g, '-')}.ts`)
    writeFileSync(file, code)
    return file
  })
}

/** Creates a folder in `build/` that is removed when the test is over. */
export function folderForPrograms(t: Closes): string {
  const folder = mkdtempSync(join('build', 'pages-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** The pages in a folder. */
export function pagesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.map((name) => join(folder, name))
}
