import { constantOf, native } from '../binding.ts'
import { check } from '../errors.ts'

const F_GETFL = constantOf('F_GETFL')
const F_SETFL = constantOf('F_SETFL')
const O_NONBLOCK = constantOf('O_NONBLOCK')

/** Whether O_NONBLOCK is set for the open file. */
export function isNonblocking(fd: number): boolean {
  return (check('fcntl', native.fcntl(fd, F_GETFL, 0)) & O_NONBLOCK) !== 0
}

/** Sets or clears O_NONBLOCK; returns -errno when the kernel refuses. */
export function setNonblocking(fd: number, on: boolean): number {
  const flags = native.fcntl(fd, F_GETFL, 0)
  const wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
  return flags < 0 || wanted === flags ? flags : native.fcntl(fd, F_SETFL, wanted)
}

/** Makes a call that has no MSG_DONTWAIT with O_NONBLOCK set, and restores the flag. */
export function callNonblocking(fd: number, call: () => number): number {
  const flags = native.fcntl(fd, F_GETFL, 0)
  if (flags < 0 || (flags & O_NONBLOCK) !== 0) return call()
  native.fcntl(fd, F_SETFL, flags | O_NONBLOCK)
  const answer = call()
  native.fcntl(fd, F_SETFL, flags)
  return answer
}
