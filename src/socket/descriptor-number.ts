import { show } from '../codec/show.ts'

/**
 * A descriptor to pass: its number, or an object that has one, such as a Socket, a Descriptor or a
 * FileHandle.
 */
export type DescriptorLike = number | DescriptorHolder

/** An object with a descriptor: a Socket, a Descriptor, a FileHandle. */
export interface DescriptorHolder {
  /** The number of the descriptor. */
  readonly fd: number
}

/** The largest number that a descriptor can have: C's int. */
const MAX_DESCRIPTOR = 2 ** 31 - 1

const BORROW = "; a socket or server of Node's is passed by Socket.borrow(it)"

/** The number of a descriptor; a TypeError or RangeError for anything else. */
export function numberOfDescriptor(value: unknown, name = 'A descriptor'): number {
  const isHolder = typeof value === 'object' && value !== null && 'fd' in value
  const fd = isHolder ? value.fd : value
  if (typeof fd !== 'number') {
    const hint = typeof fd === 'object' && fd !== null ? BORROW : ''
    throw new TypeError(`${name} must be a number or have one as fd, not ${show(fd)}${hint}`)
  }
  if (!Number.isInteger(fd)) throw new TypeError(`${name} must be a whole number, not ${fd}`)
  if (isHolder && fd === -1) throw new RangeError(`${name} is closed`)
  if (fd < 0 || fd > MAX_DESCRIPTOR) {
    throw new RangeError(`${name} must be between 0 and ${MAX_DESCRIPTOR}, not ${fd}`)
  }
  return fd
}
