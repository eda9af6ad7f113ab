// A socket of this module has three parts. UcodeSocket has the methods. Handle is what it is
// without them, so that arguments.ts and stringify.ts know a socket without importing its methods.
// SharedDescriptor is the descriptor, of which a program can have several sockets:
//
//   const other = open(socket.fileno())
//   socket.close()
//   other.send('x') // null, EBADF: not whatever has the number by then

import { constants, Descriptor, Socket } from '../../index.ts'
import { Timeouts } from '../shared/timeouts.ts'
import { fail, failed } from './error.ts'

const { EBADF } = constants

/**
 * A descriptor, shared by all sockets on its number; once one has closed it, it is closed for all.
 */
export class SharedDescriptor {
  /** Its number, even after it is closed. */
  readonly fd: number
  #socket: Socket | undefined
  #closed = false
  /** Whether its calls wait, and for how long. */
  readonly timeouts = new Timeouts()

  private constructor(fd: number, socket: Socket | undefined) {
    this.fd = fd
    this.#socket = socket
  }

  /** The descriptor of a new socket. */
  static of(socket: Socket, nonblocking: boolean): SharedDescriptor {
    const shared = new SharedDescriptor(socket.fd, socket)
    shared.timeouts.blocking = !nonblocking
    const known = sharedBy.get(shared.fd)?.deref()
    if (known) known.#disown()
    sharedBy.set(shared.fd, new WeakRef(shared))
    return shared
  }

  /** The descriptor of this number, which may be anything. */
  static numbered(fd: number): SharedDescriptor {
    const known = sharedBy.get(fd)?.deref()
    if (known) return known
    const shared = new SharedDescriptor(fd, undefined)
    try {
      shared.#adopt()
    } catch {
      // not a socket, or not open: calls on it will fail
    }
    sharedBy.set(fd, new WeakRef(shared))
    return shared
  }

  /** Whether any of its sockets has closed it. */
  get closed(): boolean {
    return this.#closed
  }

  /** The core's socket; null, with the error of `call` recorded, if the descriptor is not one. */
  socketFor(call: string): Socket | null {
    if (this.#socket) return this.#closed ? fail(EBADF, call) : this.#socket
    if (this.#closed) return fail(EBADF, call)
    try {
      return this.#adopt()
    } catch (error) {
      return failed(error, call)
    }
  }

  /**
   * The result of a call on the core's socket; null, with the error of `name` recorded, if it
   * fails.
   */
  call<T>(name: string, action: (socket: Socket) => T): T | null {
    const socket = this.socketFor(name)
    if (!socket) return null
    try {
      return action(socket)
    } catch (error) {
      return failed(error, name)
    }
  }

  /** What to poll: the core's socket, or the number; null once it is closed. */
  get pollable(): Socket | number | null {
    return this.#closed ? null : (this.#socket ?? this.fd)
  }

  /** Sets O_NONBLOCK, which also affects duplicates of the descriptor. */
  makeNonblocking(): void {
    this.timeouts.blocking = false
    if (this.#socket) this.#socket.nonblocking = true
  }

  /** Closes it; false if it was closed before, or closing fails. */
  close(): boolean {
    if (this.#closed) {
      fail(EBADF, 'close()')
      return false
    }
    this.#closed = true
    if (sharedBy.get(this.fd)?.deref() === this) sharedBy.delete(this.fd)
    try {
      if (this.#socket) this.#socket.close()
      else new Descriptor(this.fd).close()
      return true
    } catch (error) {
      failed(error, 'close()')
      return false
    }
  }

  #adopt(): Socket {
    const socket = Socket.adopt(this.fd)
    this.#socket = socket
    this.timeouts.blocking = !socket.nonblocking
    this.timeouts.receive = socket.getOption('SO_RCVTIMEO')
    this.timeouts.send = socket.getOption('SO_SNDTIMEO')
    return socket
  }

  /**
   * The number was closed elsewhere and now belongs to another file, which is not ours to close.
   */
  #disown(): void {
    this.#closed = true
    if (this.#socket && !this.#socket.closed) this.#socket.detach()
  }
}

/** The descriptors that sockets of this module have, by number. */
const sharedBy = new Map<number, WeakRef<SharedDescriptor>>()
