import { constants } from '../../index.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { fail } from './error.ts'

const { EBADF } = constants

/** A socket of this module without its methods: a descriptor, and the text for it. */
export abstract class Handle {
  #shared: SharedDescriptor | undefined
  readonly #closedText: string

  /** @param closedText What {@link Handle.toString} returns when there is no descriptor. */
  constructor(shared: SharedDescriptor | undefined, closedText = '<socket 0xffffffff>') {
    this.#shared = shared
    this.#closedText = closedText
  }

  /** Whether a value is a socket of this module, open or not. */
  static is(value: unknown): value is Handle {
    return typeof value === 'object' && value !== null && #shared in value
  }

  /**
   * The descriptor of a socket of this module; undefined if the socket is closed, or the value is
   * not a socket.
   */
  static descriptorOf(value: unknown): SharedDescriptor | undefined {
    return Handle.is(value) ? value.#shared : undefined
  }

  /** Removes the descriptor: the socket is closed from now on. */
  static release(handle: Handle): void {
    handle.#shared = undefined
  }

  /** `'<socket 0x5>'`, with the number of the descriptor: usable as a key of a dictionary. */
  toString(): string {
    return this.#shared ? `<socket 0x${this.#shared.fd.toString(16)}>` : this.#closedText
  }

  /** The same text. */
  toJSON(): string {
    return this.toString()
  }

  /** The same text, for any hint. */
  [Symbol.toPrimitive](): string {
    return this.toString()
  }

  /** The same text, for the console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** The descriptor that a method is called on; null, with EBADF recorded, if there is none. */
export function contextOf(handle: unknown): SharedDescriptor | null {
  return Handle.descriptorOf(handle) ?? fail(EBADF, 'Invalid socket context')
}
