import { constantOf, native, platform } from '../binding.ts'
import { pollOne } from '../engine/polling.ts'
import type { Request } from '../engine/request.ts'
import { check } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import { WITHOUT_NAMES } from '../protocols/refusals.ts'
import { emptyNameRoom, sockaddrOf, takenName } from './addresses.ts'
import { familyNumbers } from './names.ts'

const EAGAIN = constantOf('EAGAIN')
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const EALREADY = constantOf('EALREADY')
const EINPROGRESS = constantOf('EINPROGRESS')
const EINTR = constantOf('EINTR')
const EINVAL = constantOf('EINVAL')
const EISCONN = constantOf('EISCONN')
const F_GETFL = constantOf('F_GETFL')
const F_SETFL = constantOf('F_SETFL')
const O_NONBLOCK = constantOf('O_NONBLOCK')
const POLLOUT = constantOf('POLLOUT')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SO_ERROR = constantOf('SO_ERROR')

/** connect(2) answers so while a connection is under way. */
const UNDER_WAY: ReadonlySet<number> = new Set([-EALREADY, -EINPROGRESS, -EINTR])
/** So answers who cannot be asked twice how the connection went: BSD and TIPC; Bluetooth's RFCOMM. */
const ASKED_TWICE: ReadonlySet<number> = new Set([
  -EINVAL,
  -(platform.constant('EBADFD') ?? EINVAL),
])

/**
 * Starts a connection, and is done when the kernel is: once the socket is writable, connect(2) is
 * called again and says how it went. SO_ERROR alone does not: whoever reads it first, a receive
 * that waits among them, leaves nothing there.
 *
 * @param family Of the socket: each has its own way to tell.
 */
export function connectRequest(family: number, address: AddressLike): Request<void> {
  const { bytes, subject } = sockaddrOf(address)
  let started = false
  let full = false
  return {
    syscall: 'connect',
    // A Unix listener whose queue is full: the kernel tells nobody when there is room again.
    get unannounced() {
      return full
    },
    call(fd) {
      if (started) return outcome(fd, family, bytes)
      const answer = connectWithoutBlocking(fd, bytes)
      full = answer === -EAGAIN
      // An interrupted connect goes on by itself.
      started = answer === -EINPROGRESS || answer === -EINTR
      return started ? -EAGAIN : answer
    },
    result() {
      // connected
    },
    subject: () => subject,
  }
}

/** How a connection went that was started before; -EAGAIN while it is under way. */
function outcome(fd: number, family: number, bytes: Uint8Array): number {
  if (pollOne(fd, POLLOUT, 0) === 0) return -EAGAIN
  // The others forget a connection that failed: connect(2) of vsock would begin another.
  if (family !== AF_INET && family !== AF_INET6) {
    const error = pendingError(fd)
    if (error !== 0) return error
  }
  const answer = connectWithoutBlocking(fd, bytes)
  if (answer === -EISCONN) return 0
  if (UNDER_WAY.has(answer)) return -EAGAIN
  if (!ASKED_TWICE.has(answer)) return answer
  const error = pendingError(fd)
  if (error !== 0) return error
  return native.getpeername(fd, emptyNameRoom()) < 0 ? answer : 0
}

const errorBytes = new Int32Array(1)
const errorView = new Uint8Array(errorBytes.buffer)

/** SO_ERROR, which the kernel clears as it tells it; or -errno when it can't. */
function pendingError(fd: number): number {
  const answer = native.getsockopt(fd, SOL_SOCKET, SO_ERROR, errorView)
  return answer < 0 ? answer : -(errorBytes[0] ?? 0)
}

/** Starts a connection and leaves it to itself; answers whether it is there already. */
export function startConnect(fd: () => number, address: AddressLike): boolean {
  const { bytes, subject } = sockaddrOf(address)
  const answer = connectWithoutBlocking(fd(), bytes)
  if (answer === -EINPROGRESS || answer === -EINTR) return false
  check('connect', answer, subject)
  return true
}

const NAMELESS = familyNumbers(WITHOUT_NAMES)

/** What accept(2) may say of a connection that failed before it was taken; the listener is well. */
const OF_THE_CONNECTION = errors(
  'ECONNABORTED',
  'ENETDOWN',
  'EPROTO',
  'ENOPROTOOPT',
  'EHOSTDOWN',
  'ENONET',
  'EHOSTUNREACH',
  'ENETUNREACH',
)
/** What passes when others close something. */
const OF_THE_MACHINE = errors('EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM')

function errors(...names: string[]): ReadonlySet<number> {
  const known = names.map((name) => platform.constant(name))
  return new Set(known.flatMap((number) => (number === undefined ? [] : -number)))
}

/**
 * Takes one connection. `make` gets its descriptor, which is close-on-exec and blocking, and the
 * peer's sockaddr as accept(2) told it.
 *
 * @param patient Passes over connections that failed before they were taken, and waits while
 *   descriptors or memory have run out, as a server does.
 */
export function acceptRequest<T>(
  family: number,
  make: (accepted: number, peer: string) => T,
  patient = false,
): Request<T> {
  const named = !NAMELESS.has(family)
  let without = false
  return {
    syscall: 'accept',
    // Of a Unix listener that was shut down; one that may block gets EINVAL, as TCP's does.
    atEnd: -EINVAL,
    // Nobody tells when there are descriptors again.
    get unannounced() {
      return without
    },
    call(fd) {
      keepFromBlocking(fd)
      for (;;) {
        const room = emptyNameRoom()
        const answer = native.accept(fd, named ? room : null)
        if (!patient) return answer
        if (OF_THE_CONNECTION.has(answer)) continue
        without = OF_THE_MACHINE.has(answer)
        return without ? -EAGAIN : answer
      }
    },
    result: (accepted) => make(accepted, takenName()),
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
