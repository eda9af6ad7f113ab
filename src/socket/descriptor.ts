import { native } from '../binding.ts'
import { closedError } from '../errors.ts'
import { numberOfDescriptor } from './descriptor-number.ts'
import { CREATED, own } from './own.ts'

/**
 * A received descriptor, close-on-exec. Close it, or consume it with `detach()` or `toSocket()`. If
 * it becomes unreachable, the garbage collector closes it, with a warning.
 */
export class Descriptor {
  #fd: number

  /**
   * Takes ownership of a descriptor: from then on this object closes it.
   *
   * @throws {SocketError} `EBADF` if it is not open.
   * @throws {TypeError} If another object of this thread owns it.
   */
  constructor(fd: number)
  /** @internal A descriptor that C has created, and so owns. */
  constructor(fd: number, by: typeof CREATED)
  constructor(fd: number, by?: typeof CREATED) {
    this.#fd = numberOfDescriptor(fd)
    if (by !== CREATED) own(this.#fd)
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

  /**
   * Releases the descriptor without closing it, and returns its number, which the caller must close.
   *
   * @throws {SocketError} `ERR_SOCKET_CLOSED` if it was closed or detached before.
   */
  detach(): number {
    if (this.#fd < 0) throw closedError('detach')
    const fd = this.forget()
    native.disown(fd)
    return fd
  }

  /** Closes the descriptor; does nothing if it is closed. */
  close(): void {
    if (this.#fd >= 0) native.close(this.forget())
  }

  /** Closes the descriptor at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** One line for the console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Descriptor { ${this.#fd < 0 ? 'closed' : `fd ${this.#fd}`} }`
  }

  /** @internal Leaves the descriptor to the caller, who owns it from now on. */
  forget(): number {
    const fd = this.#fd
    this.#fd = -1
    dropped.unregister(this)
    return fd
  }
}

const dropped = new FinalizationRegistry<number>((fd) => {
  process.emitWarning(`A received descriptor was dropped unclosed, ${fd}; it is closed now`, {
    type: 'ResourceWarning',
    code: 'BERKELEY_UNCLOSED',
  })
  native.close(fd)
})
