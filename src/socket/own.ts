import { native } from '../binding.ts'
import { check } from '../errors.ts'

/** Marks a descriptor that C has created, and so owns. */
export const CREATED = Symbol('created')

/**
 * Takes ownership of a descriptor of the caller's. An owner whose descriptor was closed by number is
 * recognized by the inode: it still counts if the number has the same file again.
 *
 * @throws {TypeError} If an object of this library owns the descriptor: both would close it.
 */
export function own(fd: number): void {
  if (check('fcntl', native.own(fd)) === 0) return
  throw new TypeError(
    `Descriptor ${fd} is owned by another Socket or Descriptor: call its detach() first`,
  )
}
