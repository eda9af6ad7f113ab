import { native } from '../binding.ts'
import { check } from '../errors.ts'

/**
 * Takes ownership of a descriptor of the caller's.
 *
 * @throws {TypeError} When an object of this library owns it: both would close it.
 */
export function own(fd: number): void {
  if (check('fcntl', native.own(fd)) === 0) return
  throw new TypeError(
    `Descriptor ${fd} belongs to another Socket or Descriptor: give what its detach() returns`,
  )
}
