import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The folders of this process. */
const folders = new Set<string>()

/**
 * Creates a folder that is removed when this process ends. Also removes those of processes that
 * were killed before they could.
 *
 * @param prefix Its path, up to the part of its name that is made up.
 */
export function temporaryFolder(prefix: string): string {
  mkdirSync(dirname(prefix), { recursive: true })
  for (const abandoned of abandonedFolders(prefix)) remove(abandoned)
  const folder = mkdtempSync(`${prefix}${process.pid}-`)
  if (folders.size === 0) {
    process.once('exit', () => {
      folders.forEach(remove)
    })
  }
  folders.add(folder)
  return folder
}

/** The folders of processes that have ended. */
function abandonedFolders(prefix: string): string[] {
  const parent = dirname(prefix)
  const start = basename(prefix)
  return readdirSync(parent)
    .filter((name) => {
      const pid = name.startsWith(start) && /^(\d+)-\w+$/.exec(name.slice(start.length))?.[1]
      return pid && !isRunning(Number(pid))
    })
    .map((name) => join(parent, name))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Does not throw: an exception in a listener to 'exit' would keep the others from being called. */
function remove(folder: string): void {
  // Killed processes may still be writing. A retry of rmSync waits, but lists no files again.
  for (let left = 20; left >= 0; left--) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 1 })
      return
    } catch (error) {
      if (left === 0) console.error(`Cannot remove ${folder}: ${String(error)}`)
    }
  }
}
