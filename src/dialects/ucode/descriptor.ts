import { constants, Descriptor, Socket } from '../../index.ts'
import { fail, failed } from './error.ts'

const { EBADF } = constants

/** The longest wait that the core takes, in milliseconds; what is longer is for ever. */
const LONGEST = 2 ** 31 - 1

/**
 * One descriptor, which all handles on its number share: once one of them has closed it, the others
 * reach nothing any more, though the number may be another's by then.
 */
export class SharedDescriptor {
  /** Its number, also when it is closed. */
  readonly fd: number
  #socket: Socket | undefined
  #closed = false
  #nonblocking = false
  /** SO_RCVTIMEO and SO_SNDTIMEO in milliseconds; null for ever. */
  #receive: number | null = null
  #send: number | null = null

  private constructor(fd: number, socket: Socket | undefined) {
    this.fd = fd
    this.#socket = socket
  }

  /** The descriptor of a socket that was just made, blocking or not as the core is told to see it. */
  static of(socket: Socket, nonblocking: boolean): SharedDescriptor {
    const shared = new SharedDescriptor(socket.fd, socket)
    shared.#nonblocking = nonblocking
    if (nonblocking) shared.#tell()
    const known = sharedBy.get(shared.fd)?.deref()
    if (known) known.#disown()
    sharedBy.set(shared.fd, new WeakRef(shared))
    return shared
  }

  /** The descriptor of this number, whatever it is. */
  static numbered(fd: number): SharedDescriptor {
    const known = sharedBy.get(fd)?.deref()
    if (known) return known
    const shared = new SharedDescriptor(fd, undefined)
    try {
      shared.#adopt()
    } catch {
      // no socket, or not open: what is called on it will tell
    }
    sharedBy.set(fd, new WeakRef(shared))
    return shared
  }

  /** Whether it was closed, by whichever handle. */
  get closed(): boolean {
    return this.#closed
  }

  /** The core's socket; null where the number is none, which is the error of `call` then. */
  socketFor(call: string): Socket | null {
    if (this.#socket) return this.#closed ? fail(EBADF, call) : this.#socket
    if (this.#closed) return fail(EBADF, call)
    try {
      return this.#adopt()
    } catch (error) {
      return failed(error, call)
    }
  }

  /** What poll may look at: the core's socket, or the number; null once it is closed. */
  get pollable(): Socket | number | null {
    return this.#closed ? null : (this.#socket ?? this.fd)
  }

  /** Whether calls that would wait fail with EAGAIN instead. */
  get nonblocking(): boolean {
    return this.#nonblocking
  }

  /** Sets O_NONBLOCK, for whoever has a duplicate of the descriptor too. */
  makeNonblocking(): void {
    this.#nonblocking = true
    if (this.#socket) this.#socket.nonblocking = true
    this.#tell()
  }

  /** Milliseconds that a receive or an accept may wait; null for ever. */
  get receiveWait(): number | null {
    return this.#nonblocking ? 0 : this.#receive
  }

  /** Milliseconds that a send or a connect may wait; null for ever. */
  get sendWait(): number | null {
    return this.#nonblocking ? 0 : this.#send
  }

  /** Takes note of SO_RCVTIMEO or SO_SNDTIMEO: 0 is for ever, what is negative does not wait. */
  setTimeout(direction: 'receive' | 'send', milliseconds: number): void {
    const wait = milliseconds === 0 || milliseconds > LONGEST ? null : Math.max(0, milliseconds)
    if (direction === 'receive') this.#receive = wait
    else this.#send = wait
    this.#tell()
  }

  /** Takes over the timeouts of a listener, which the kernel gives to what it accepts. */
  inherit(from: SharedDescriptor): void {
    if (!this.#socket || (from.#receive === null && from.#send === null)) return
    this.#readTimeouts(this.#socket)
    this.#tell()
  }

  /** Closes it, once; false when there was nothing open to close. */
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
    this.#nonblocking = socket.nonblocking
    this.#readTimeouts(socket)
    this.#tell()
    return socket
  }

  #readTimeouts(socket: Socket): void {
    this.#receive = socket.getOption('SO_RCVTIMEO') || null
    this.#send = socket.getOption('SO_SNDTIMEO') || null
  }

  #tell(): void {
    if (this.#socket && !this.#closed) this.#socket.timeout = this.receiveWait
  }

  /** Somebody else has closed the number, and it was given to another: that one's is not ours to close. */
  #disown(): void {
    this.#closed = true
    if (this.#socket && !this.#socket.closed) this.#socket.detach()
  }
}

const sharedBy = new Map<number, WeakRef<SharedDescriptor>>()
