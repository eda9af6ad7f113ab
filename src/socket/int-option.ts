import { constantOf, native } from '../binding.ts'

const SOL_SOCKET = constantOf('SOL_SOCKET')
const value = new Int32Array(1)
const bytes = new Uint8Array(value.buffer)

/** getsockopt(2) of an int that is never negative; -errno when the kernel refuses. */
export function getIntOption(fd: number, option: number, level: number = SOL_SOCKET): number {
  const answer = native.getsockopt(fd, level, option, bytes)
  return answer < 0 ? answer : (value[0] ?? 0)
}
