import { constantOr, native } from '../binding.ts'
import { show } from '../codec/show.ts'
import { errorOf } from '../errors.ts'

/** The file system of pidfds that have an inode for each process; Linux 6.9. See statfs(2). */
const PID_FS_MAGIC = 0x5049_4446
/** The errors that may be gone at the next try. All others mean that there are no pidfds here. */
const EXHAUSTED: ReadonlySet<number> = new Set(
  ['EMFILE', 'ENFILE', 'ENOMEM'].map((name) => -constantOr(name, Number.NaN)),
)

/**
 * The inode of this process's pidfd, which no other process ever gets, unlike its number; undefined
 * where that cannot be known: before Linux 6.9, and without /proc.
 *
 * @throws {SocketError} `EMFILE`, `ENFILE`, `ENOMEM`: no pidfd can be opened for now.
 */
export function ownInode(): bigint | undefined {
  const pidfd = native.pidfdOpen(process.pid, 0)
  if (EXHAUSTED.has(pidfd)) {
    throw errorOf('pidfd_open', pidfd, {
      hint: () => 'LISTEN_PIDFDID cannot be checked; nothing has changed, so call activation again',
    })
  }
  if (pidfd < 0) return undefined
  // By its path: Deno's node:fs knows only the descriptors that it has opened itself.
  const path = `/proc/self/fd/${pidfd}`
  try {
    const { statfsSync, statSync } = process.getBuiltinModule('node:fs')
    return statfsSync(path).type === PID_FS_MAGIC ? statSync(path, { bigint: true }).ino : undefined
  } catch {
    return undefined // there is no /proc, or Deno may not read it
  } finally {
    native.close(pidfd)
  }
}

/**
 * Whether a variable has this inode. Where there is none, any is right, as for sd_listen_fds(3).
 *
 * @throws {RangeError} If it is no number.
 */
export function isInode(name: string, text: string, inode: bigint | undefined): boolean {
  if (!/^\d+$/.test(text)) throw new RangeError(`${name} must be a number, not ${show(text)}`)
  // Machines of 32 bits have only the lower half.
  return inode === undefined || BigInt.asUintN(32, BigInt(text)) === BigInt.asUintN(32, inode)
}
