import { native } from '../binding.ts'
import { check, closedError } from '../errors.ts'
import type { Socket } from './socket.ts'

/** What has a descriptor to pass: its number, a socket of ours, a Descriptor, a FileHandle of Node's. */
export type HasDescriptor = number | DescriptorHolder

/** An object with a descriptor: a Socket, a Descriptor, a FileHandle. */
export interface DescriptorHolder {
  /** The number of the descriptor. */
  readonly fd: number
}

/**
 * A descriptor that came with a message: owned, close-on-exec, and closed by the collector, with a
 * warning, if it is dropped. Use it up with `detach()`, or close it.
 */
export class Descriptor {
  #fd: number

  /**
   * Takes a descriptor over; closing it is this object's from then on.
   *
   * @throws {SocketError} `EBADF` when it is not open.
   */
  constructor(fd: number) {
    this.#fd = numberOfDescriptor(fd)
    check('fcntl', native.own(this.#fd))
    dropped.register(this, this.#fd, this)
  }

  /** The number; -1 once closed or detached. */
  get fd(): number {
    return this.#fd
  }

  /** Whether it was closed or detached. */
  get closed(): boolean {
    return this.#fd < 0
  }

  /** Gives the number up, open; closing it is the caller's from then on. */
  detach(): number {
    if (this.#fd < 0) throw closedError('detach')
    const fd = this.#give()
    native.disown(fd)
    return fd
  }

  /**
   * Makes it a Socket, which owns it from then on.
   *
   * @throws {SocketError} `ENOTSOCK` when it is none; it stays here then.
   */
  toSocket(): Socket {
    if (this.#fd < 0) throw closedError('toSocket')
    const socket = adopt(this.#fd)
    this.#give()
    return socket
  }

  /** Closes the descriptor; again does nothing. */
  close(): void {
    if (this.#fd >= 0) native.close(this.#give())
  }

  /** Closes the descriptor at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  #give(): number {
    const fd = this.#fd
    this.#fd = -1
    dropped.unregister(this)
    return fd
  }
}

let adopt: (fd: number) => Socket

/** Says how a descriptor becomes a Socket. Socket does, which stands above and needs this file. */
export function adoptDescriptorsBy(given: (fd: number) => Socket): void {
  adopt = given
}

const dropped = new FinalizationRegistry<number>((fd) => {
  process.emitWarning(`A received descriptor was dropped unclosed, ${fd}; it is closed now`, {
    type: 'ResourceWarning',
    code: 'BERKELEY_UNCLOSED',
  })
  native.close(fd)
})

/** The number of a descriptor; a TypeError or RangeError when it is none. */
export function numberOfDescriptor(value: unknown): number {
  const fd = typeof value === 'object' && value !== null && 'fd' in value ? value.fd : value
  if (typeof fd !== 'number') throw new TypeError(`A descriptor must be a number, not ${typeof fd}`)
  if (!Number.isInteger(fd)) throw new TypeError(`A descriptor must be a whole number, not ${fd}`)
  if (fd < 0 || fd > 2 ** 31 - 1) {
    throw new RangeError(`A descriptor must be between 0 and ${2 ** 31 - 1}, not ${fd}`)
  }
  return fd
}
