import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import type { Closes } from './kinds.ts'

/** The pages whose programs are run. */
export const GUIDE = ['README.md', ...pagesIn('docs/guide')]
export const DIALECT_GUIDES = pagesIn('docs/guide/dialects')
export const COOKBOOK = pagesIn('docs/cookbook')

/** A fenced block of TypeScript that is a complete program. */
export interface PageProgram {
  /** The page and the line of its fence, such as `README.md:12`. */
  readonly place: string
  readonly code: string
  /** The text block after the program, which shows its output; `…` matches anything. */
  readonly printed: string | undefined
}

const PROGRAM = /^```ts\n(import .*?)^```$(?:\n\n[^\n#][^\n]*:\n\n```text\n(.*?)^```$)?/gms

export function programsOf(page: string): PageProgram[] {
  const text = readFileSync(page, 'utf8')
  return Array.from(text.matchAll(PROGRAM), ({ 1: code = '', 2: printed, index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    code,
    printed,
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

/** Compiles the programs. Returns the file of each, for Node to run. */
export async function compiled(programs: readonly PageProgram[], t: Closes): Promise<string[]> {
  const folder = folderForPrograms(t)
  const files = written(programs, folder)
  await bundle(files, folder, folder)
  return files.map((file) => file.replace(/ts$/, 'mjs'))
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
