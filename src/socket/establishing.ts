import { constantOf, native } from '../binding.ts'
import type { Request } from '../engine/attempt.ts'
import { check } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import { sockaddrOf } from './addresses.ts'

const EAGAIN = constantOf('EAGAIN')
const EINPROGRESS = constantOf('EINPROGRESS')
const EINTR = constantOf('EINTR')
const EINVAL = constantOf('EINVAL')
const F_GETFL = constantOf('F_GETFL')
const F_SETFL = constantOf('F_SETFL')
const O_NONBLOCK = constantOf('O_NONBLOCK')
const POLLOUT = constantOf('POLLOUT')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_ERROR = constantOf('SO_ERROR')

const errorBytes = new Int32Array(1)
const errorView = new Uint8Array(errorBytes.buffer)

/** SO_ERROR, which the kernel clears as it tells it; or -errno when it can't. */
function pendingError(fd: number): number {
  const answer = native.getsockopt(fd, SOL_SOCKET, SO_ERROR, errorView)
  return answer < 0 ? answer : -(errorBytes[0] ?? 0)
}

/**
 * Starts a connection, and is done when the kernel is. connect(2) has no MSG_DONTWAIT, so
 * O_NONBLOCK is set around it; the flag is back as it was before anything else can see it.
 */
export function connectRequest(fd: number, address: AddressLike): Request<void> {
  const { bytes, subject } = sockaddrOf(address)
  let started = false
  let full = false
  return {
    syscall: 'connect',
    // A Unix listener whose queue is full: the kernel tells nobody when there is room again.
    get unannounced() {
      return full
    },
    call() {
      if (!started) {
        const answer = connectWithoutBlocking(fd, bytes)
        full = answer === -EAGAIN
        // An interrupted connect goes on by itself.
        if (answer !== -EINPROGRESS && answer !== -EINTR) return answer
        started = true
      }
      return native.pollOne(fd, POLLOUT, 0) === 0 ? -EAGAIN : pendingError(fd)
    },
    result() {
      // connected
    },
    subject: () => subject,
  }
}

/** Starts a connection and leaves it to itself; answers whether it is there already. */
export function startConnect(fd: number, address: AddressLike): boolean {
  const { bytes, subject } = sockaddrOf(address)
  const answer = connectWithoutBlocking(fd, bytes)
  if (answer === -EINPROGRESS || answer === -EINTR) return false
  check('connect', answer, subject)
  return true
}

/** Takes one connection. `make` gets its descriptor, which is close-on-exec and blocking. */
export function acceptRequest<T>(fd: number, make: (accepted: number) => T): Request<T> {
  return {
    syscall: 'accept',
    // Of a Unix listener that was shut down; one that may block gets EINVAL, as TCP's does.
    atEnd: -EINVAL,
    call() {
      keepFromBlocking(fd)
      return native.accept(fd, null)
    },
    result: make,
  }
}

function connectWithoutBlocking(fd: number, bytes: Uint8Array): number {
  const flags = native.fcntl(fd, F_GETFL, 0)
  if (flags < 0 || (flags & O_NONBLOCK) !== 0) return native.connect(fd, bytes)
  native.fcntl(fd, F_SETFL, flags | O_NONBLOCK)
  const answer = native.connect(fd, bytes)
  native.fcntl(fd, F_SETFL, flags)
  return answer
}

/**
 * accept(2) has no MSG_DONTWAIT either, and another process may take the connection that poll
 * has announced. A listener is never read from, so it keeps the flag.
 */
function keepFromBlocking(fd: number): void {
  const flags = native.fcntl(fd, F_GETFL, 0)
  if (flags >= 0 && (flags & O_NONBLOCK) === 0) native.fcntl(fd, F_SETFL, flags | O_NONBLOCK)
}
