import assert from 'node:assert/strict'
import { constants } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'

/** Moves an open descriptor to another number, which must be free. */
export function moved(fd: number, to: number): number {
  if (fd === to) return fd
  const same = calls.fcntl(fd, constants.F_DUPFD_CLOEXEC, to)
  calls.close(fd)
  assert.equal(same, to, 'another has taken the number')
  return same
}
