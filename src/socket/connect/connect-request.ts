import { constantOf, constantOr, native } from '../../binding.ts'
import { pollOne } from '../../engine/poll.ts'
import type { Request } from '../../engine/request.ts'
import { check } from '../../errors.ts'
import type { AddressLike } from '../../protocols/address.ts'
import { emptyNameBuffer, sockaddrOf } from '../addresses.ts'
import { callNonblocking } from '../file-flags.ts'
import { addressText } from '../hints/address.ts'
import { getIntOption } from '../int-option.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const EAGAIN = constantOf('EAGAIN')
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const EALREADY = constantOf('EALREADY')
const EINPROGRESS = constantOf('EINPROGRESS')
const EINTR = constantOf('EINTR')
const EINVAL = constantOf('EINVAL')
const EISCONN = constantOf('EISCONN')
const IPPROTO_SCTP = constantOr('IPPROTO_SCTP', -1)
const POLLERR = constantOf('POLLERR')
const POLLOUT = constantOf('POLLOUT')
const SO_ERROR = constantOf('SO_ERROR')
const SO_PROTOCOL = constantOr('SO_PROTOCOL', -1)

/** The answers of connect(2) while a connection is under way. */
const UNDER_WAY: ReadonlySet<number> = new Set([-EALREADY, -EINPROGRESS, -EINTR])
/** The answers of kernels that refuse a second connect(2): BSD's and TIPC's; Bluetooth RFCOMM's. */
const SECOND_CALL_REFUSED: ReadonlySet<number> = new Set([-EINVAL, -constantOr('EBADFD', EINVAL)])

/**
 * connect(2): starts a connection, and calls again once the socket is writable, which tells how the
 * connection went. SO_ERROR alone does not: whoever reads it first, such as a receive that waits,
 * clears it.
 */
export function connectRequest(descriptor: OpenDescriptor, address: AddressLike): Request<void> {
  const to = sockaddrOf(address)
  const { bytes } = to
  const { family } = descriptor
  let started = false
  let full = false
  return {
    syscall: 'connect',
    waitsFor: 'writable',
    // A Unix listener whose backlog is full: no event tells when there is room again.
    get needsPolling() {
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
    subject: () => addressText('connect', descriptor, to),
  }
}

/** How a connection went that was started before; -EAGAIN while it is under way. */
function outcome(fd: number, family: number, bytes: Uint8Array): number {
  const events = pollOne(fd, POLLOUT, 0)
  if (events === 0) return -EAGAIN
  // Others forget a failed connection: a second connect(2) of vsock or SCTP would start a new one.
  const isInternet = family === AF_INET || family === AF_INET6
  if (!isInternet || ((events & POLLERR) !== 0 && getIntOption(fd, SO_PROTOCOL) === IPPROTO_SCTP)) {
    const error = pendingError(fd)
    if (error !== 0) return error
  }
  const answer = connectWithoutBlocking(fd, bytes)
  if (answer === -EISCONN) return 0
  if (UNDER_WAY.has(answer)) return -EAGAIN
  if (!SECOND_CALL_REFUSED.has(answer)) return answer
  const error = pendingError(fd)
  if (error !== 0) return error
  return native.getpeername(fd, emptyNameBuffer()) < 0 ? answer : 0
}

/** SO_ERROR as -errno, which reading clears; 0 without an error. */
function pendingError(fd: number): number {
  const answer = getIntOption(fd, SO_ERROR)
  return answer < 0 ? answer : -answer
}

/** Starts a connection without waiting for it; returns whether it is connected already. */
export function startConnect(descriptor: OpenDescriptor, address: AddressLike): boolean {
  const to = sockaddrOf(address)
  const answer = connectWithoutBlocking(descriptor.fdFor('connect'), to.bytes)
  if (answer === -EINPROGRESS || answer === -EINTR) return false
  check('connect', answer, addressText('connect', descriptor, to))
  return true
}

function connectWithoutBlocking(fd: number, bytes: Uint8Array): number {
  return callNonblocking(fd, () => native.connect(fd, bytes))
}
