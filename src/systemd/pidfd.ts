import { platform } from '../binding.ts'
import { show } from '../codec/show.ts'
import { Socket, SocketError } from '../index.ts'

/** The file system of pidfds that have an inode for each process; Linux 6.9. See statfs(2). */
const PID_FS_MAGIC = 0x5049_4446

/**
 * Whether a variable has the inode of this process's pidfd, which no other process ever gets, unlike
 * its number. Where the kernel has no such inodes, any is right, as for sd_listen_fds(3).
 */
export function isThisPidfd(name: string, text: string): boolean {
  if (!/^\d+$/.test(text)) throw new RangeError(`${name} must be a number, not ${show(text)}`)
  const inode = ownInode()
  // Machines of 32 bits have only the lower half.
  return inode === undefined || BigInt.asUintN(32, BigInt(text)) === BigInt.asUintN(32, inode)
}

/** The peer of a new pair is this process. */
function ownInode(): bigint | undefined {
  if (platform.constant('SO_PEERPIDFD') === undefined) return undefined
  const { fstatSync, statfsSync } = process.getBuiltinModule('node:fs')
  const [one, other] = Socket.pair()
  try {
    const pidfd = one.getOption('SO_PEERPIDFD')
    try {
      const { type } = statfsSync(`/proc/self/fd/${pidfd.fd}`)
      return type === PID_FS_MAGIC ? fstatSync(pidfd.fd, { bigint: true }).ino : undefined
    } finally {
      pidfd.close()
    }
  } catch (error) {
    if (error instanceof SocketError) return undefined // older than Linux 6.5
    throw error
  } finally {
    one.close()
    other.close()
  }
}
