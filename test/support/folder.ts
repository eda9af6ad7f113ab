import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Closes } from './kinds.ts'

/** A new folder, which goes with the test; with the file, given node:test's `after` itself. */
export function folderOf(t: Closes): string {
  const folder = mkdtempSync(join(tmpdir(), 'berkeley-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** Has relative paths lie in a new folder: what is bound to one by chance goes with it. */
export function workInFolder(t: Closes): void {
  const home = process.cwd()
  process.chdir(
    folderOf({
      after(remove) {
        t.after(() => {
          process.chdir(home)
          remove()
        })
      },
    }),
  )
}
