import { native } from '../../src/binding.ts'

/**
 * Which file a descriptor refers to, as text; undefined if the number is free. fs.fstat of Deno knows
 * only descriptors that Deno opened.
 */
export function fileAt(fd: number): string | undefined {
  const numbers = new Int32Array(4)
  return native.identity(fd, numbers) < 0 ? undefined : numbers.join()
}
