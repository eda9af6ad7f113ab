import { readdirSync, readlinkSync, statSync } from 'node:fs'

/** The open sockets of this process, by descriptor and inode, as in /proc/self/fd. */
export function openSockets(): string[] {
  return readdirSync('/proc/self/fd')
    .flatMap((fd) => {
      try {
        const target = readlinkSync(`/proc/self/fd/${fd}`)
        return target.startsWith('socket:') ? [`${fd} ${target}`] : []
      } catch {
        return [] // the descriptor used to read the directory
      }
    })
    .sort()
}

/**
 * The number of open descriptors of this process. Folders do not count: reading /proc/self/fd opens
 * one, and tsx reads its cache in a thread of its own.
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

/** Why descriptors cannot be counted here; false if they can. */
export const cannotCount: string | false =
  process.platform === 'linux' ? false : 'needs /proc/self/fd'
