import { readdirSync, readlinkSync, statSync } from 'node:fs'

/** The sockets that this process has open, by their inode: what /proc/self/fd says. */
export function openSockets(): string[] {
  return readdirSync('/proc/self/fd')
    .flatMap((fd) => {
      try {
        const target = readlinkSync(`/proc/self/fd/${fd}`)
        return target.startsWith('socket:') ? [`${fd} ${target}`] : []
      } catch {
        return [] // the descriptor of the listing itself
      }
    })
    .sort()
}

/**
 * How many descriptors this process has open. Folders don't count: the listing itself is one, and
 * the loader of TypeScript looks through its cache in a thread of its own.
 */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return !statSync(`/proc/self/fd/${fd}`).isDirectory()
    } catch {
      return false
    }
  }).length
}

/** Why descriptors can't be counted here; false when they can. */
export const cannotCount: string | false =
  process.platform === 'linux' ? false : 'needs /proc/self/fd'
