import { constantOf, native, platform } from '../binding.ts'
import { arrayFrom } from '../codec/type-check.ts'
import { check } from '../errors.ts'
import { NUMBERS_PER_MESSAGE } from '../shared-layouts.ts'
import { numberOfDescriptor } from './descriptor-number.ts'

const EBADF = constantOf('EBADF')
const F_DUPFD_CLOEXEC = constantOf('F_DUPFD_CLOEXEC')
const F_GETFD = constantOf('F_GETFD')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SCM_RIGHTS = constantOf('SCM_RIGHTS')
/** SCM_MAX_FD of Linux: the most descriptors that one message passes. */
const MOST_DESCRIPTORS = process.platform === 'linux' ? 253 : Number.POSITIVE_INFINITY

/** The descriptors in encoded control messages. */
export class PassedDescriptors {
  readonly #numbers: DataView
  /** Where they are in the data. */
  readonly #places: number[] = []
  readonly #kept: number[] = []
  #isKept = false
  #closed: number | undefined

  /** @param table Level, type, offset and length of each message. */
  constructor(data: Uint8Array, table: Int32Array) {
    this.#numbers = new DataView(data.buffer)
    for (let row = 0; row < table.length; row += NUMBERS_PER_MESSAGE) {
      const [level, type, offset = 0, length = 0] = table.subarray(row)
      if (level !== SOL_SOCKET || type !== SCM_RIGHTS) continue
      for (let at = offset; at + 4 <= offset + length; at += 4) this.#places.push(at)
    }
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#places.length === 0
  }

  /** The number of one that is not open, or was not when they were kept. */
  get closed(): number | undefined {
    return this.#isKept ? this.#closed : this.#places.map((at) => this.#at(at)).find(isClosed)
  }

  /**
   * Replaces them by duplicates, before a wait. Their own numbers may be closed by the time that the
   * kernel takes the message, and be other files' then.
   */
  keep(): void {
    this.#isKept = true
    for (const at of this.#places)
      this.#numbers.setInt32(at, this.#duplicate(this.#at(at)), platform.littleEndian)
  }

  /** Closes the duplicates. */
  release(): void {
    for (const fd of this.#kept.splice(0)) native.close(fd)
  }

  #at(place: number): number {
    return this.#numbers.getInt32(place, platform.littleEndian)
  }

  #duplicate(fd: number): number {
    const kept = native.fcntl(fd, F_DUPFD_CLOEXEC, 0)
    if (kept === -EBADF) {
      this.#closed = fd // sendmsg(2) will report it
      return fd
    }
    if (kept < 0) this.release()
    this.#kept.push(check('fcntl', kept))
    return kept
  }
}

function isClosed(fd: number): boolean {
  return native.fcntl(fd, F_GETFD, 0) === -EBADF
}

/** Copies a list of descriptors to pass, which must not be too many. `name` is for messages. */
export function listOfDescriptors(list: unknown, name: string): unknown[] {
  const holders = Array.from(arrayFrom(list as unknown[], name))
  if (holders.length <= MOST_DESCRIPTORS) return holders
  throw new RangeError(
    `${name} must be at most ${MOST_DESCRIPTORS} descriptors per message (SCM_MAX_FD), not ${holders.length}`,
  )
}

/** Reads each twice, since reading one may run code of the caller's, which may close another. */
export function readDescriptors(from: readonly unknown[], into: Int32Array, name: string): void {
  into.set(from.map((holder, i) => numberOfDescriptor(holder, `${name}[${i}]`)))
  for (const [i, holder] of from.entries()) {
    if (numberOfDescriptor(holder) !== into[i]) {
      throw new TypeError('A descriptor to pass was closed while the others were read')
    }
  }
}
