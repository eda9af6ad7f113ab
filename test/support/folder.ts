import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Closes } from './kinds.ts'

/** A new folder, removed after the test, or after the file if `t` is node:test itself. */
export function folderOf(t: Closes): string {
  const folder = mkdtempSync(join(tmpdir(), 'berkeley-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  return folder
}

/**
 * Makes a new folder the working directory, so that sockets bound to relative paths are
 * removed with it.
 */
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
