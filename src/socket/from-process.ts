import { native } from '../binding.ts'
import { mustBe } from '../codec/misuse.ts'
import { errorOf } from '../errors.ts'
import { closingOnError, describeDescriptor } from './create.ts'
import { numberOfDescriptor } from './descriptor-number.ts'
import { callText, openText, takenText } from './hints/process.ts'
import type { OpenDescriptor } from './open-descriptor.ts'

/** The largest number that a process can have: C's pid_t. */
const MAX_PID = 2 ** 31 - 1

/**
 * A duplicate of the socket of another process.
 *
 * @param from Its number, or its pidfd as an object that has it as `fd`.
 * @param fd The number of the socket there.
 */
export function takeFromProcess(from: unknown, fd: unknown): OpenDescriptor {
  if (typeof fd !== 'number') throw mustBe('fd', 'a number', fd)
  const number = numberOfDescriptor(fd, 'fd')
  if (typeof from === 'object' && from !== null) {
    return describeTaken(take(numberOfDescriptor(from, 'pidfd'), undefined, number), number)
  }
  const pid = checkPid(from)
  const pidfd = native.pidfdOpen(pid, 0)
  if (pidfd < 0) throw errorOf('pidfd_open', pidfd, openText(pid))
  try {
    return describeTaken(take(pidfd, pid, number), number, pid)
  } finally {
    native.close(pidfd)
  }
}

function checkPid(pid: unknown): number {
  if (typeof pid !== 'number') throw mustBe('pid', 'a number, or a pidfd as a Descriptor', pid)
  if (Number.isInteger(pid) && pid > 0 && pid <= MAX_PID) return pid
  throw new RangeError(`pid must be a whole number from 1 to ${MAX_PID}, not ${pid}`)
}

function take(pidfd: number, pid: number | undefined, fd: number): number {
  const taken = native.pidfdGetfd(pidfd, fd, 0)
  if (taken < 0) throw errorOf('pidfd_getfd', taken, takenText(pid, fd))
  return taken
}

/** An error names the descriptor of the other process: its number here means nothing to anybody. */
function describeTaken(taken: number, fd: number, pid?: number): OpenDescriptor {
  const call = callText('getsockopt', pid, fd)
  return closingOnError([taken], () => describeDescriptor(taken, { call }))
}
