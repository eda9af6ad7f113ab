import { constants } from '../../index.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { fail } from './error.ts'

const { EBADF } = constants

/** Whether a value is a socket of this module, open or not. */
export let isHandle: (value: unknown) => value is Handle

/** The descriptor of a socket of this module; undefined when it is closed, or none. */
export let sharedOf: (value: unknown) => SharedDescriptor | undefined

/** Takes the descriptor of a socket of this module from it. */
export let release: (handle: Handle) => void

/** What a socket of this module is before it has methods: a descriptor, and its text. */
export abstract class Handle {
  #shared: SharedDescriptor | undefined
  readonly #closedText: string

  static {
    isHandle = (value): value is Handle =>
      typeof value === 'object' && value !== null && #shared in value
    sharedOf = (value) => (isHandle(value) ? value.#shared : undefined)
    release = (handle) => {
      handle.#shared = undefined
    }
  }

  /** @param closedText What {@link Handle.toString} says of it when it has no descriptor. */
  constructor(shared: SharedDescriptor | undefined, closedText = '<socket 0xffffffff>') {
    this.#shared = shared
    this.#closedText = closedText
  }

  /** `'<socket 0x5>'`, the number of the descriptor in it: fit for a key of a dictionary. */
  toString(): string {
    return this.#shared ? `<socket 0x${this.#shared.fd.toString(16)}>` : this.#closedText
  }

  /** The same text. */
  toJSON(): string {
    return this.toString()
  }

  /** The same text, whatever is asked for. */
  [Symbol.toPrimitive](): string {
    return this.toString()
  }

  /** The same text, for the console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** The descriptor that a method is called on; null, which is the error, when there is none. */
export function contextOf(handle: unknown): SharedDescriptor | null {
  return sharedOf(handle) ?? fail(EBADF, 'Invalid socket context')
}
