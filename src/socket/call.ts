import { constantOf } from '../binding.ts'
import { attempt } from '../engine/attempt.ts'
import { attemptOnce } from '../engine/attempt-once.ts'
import { attemptSync } from '../engine/attempt-sync.ts'
import type { Request } from '../engine/request.ts'
import { stackFrom } from '../error-stack.ts'
import {
  type AsyncWaitOptions,
  type Given,
  limitsOf,
  type OptionNames,
  readOptions,
  type WaitOptions,
} from './call-options.ts'
import { DESCRIPTOR, type OpenDescriptor } from './open-descriptor.ts'
import type { SocketHandle } from './socket-handle.ts'
import { refuseTaken } from './taken.ts'

/**
 * Reads the options of a waiting call, builds its request and starts it. Every error rejects the
 * promise.
 *
 * @param names The options that the call knows.
 * @param request Builds the request from the options, each of which has been read once.
 */
export function call<T, Options extends AsyncWaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  request: (given: Given<Options>) => Request<T>,
): Promise<T> {
  try {
    const given = readOptions(options, names, 'promise')
    const descriptor = descriptorFor(socket, names)
    const made = request(given) // may run code of the caller's, which may set the socket's timeout
    const limits = limitsOf(given, names.limits ?? descriptor.limits)
    return attempt(descriptor.readiness, made, limits, socket)
  } catch (error) {
    stackFrom(call, error)
    return Promise.reject(error)
  }
}

/** The blocking form of {@link call}. */
export function callSync<T, Options extends WaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  request: (given: Given<Options>) => Request<T>,
): T {
  try {
    const given = readOptions(options, names, 'sync')
    const descriptor = descriptorFor(socket, names)
    const made = request(given)
    const limits = limitsOf(given, names.limits ?? descriptor.limits)
    return attemptSync(descriptor.readiness, made, limits)
  } catch (error) {
    stackFrom(callSync, error)
    throw error
  }
}

/** The form of {@link call} that never waits: null if it would have to. */
export function tryCall<T, Options extends object>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  request: (given: Given<Options>) => Request<T>,
): T | null {
  try {
    const given = readOptions(options, names, 'once')
    const { readiness } = descriptorFor(socket, names)
    return attemptOnce(readiness, request(withoutWaitAll(given)))
  } catch (error) {
    stackFrom(tryCall, error)
    throw error
  }
}

/** The descriptor, unless a stream moves the data in place of such a call. */
export function descriptorFor(socket: SocketHandle, { direction }: OptionNames): OpenDescriptor {
  const descriptor = socket[DESCRIPTOR]
  if (descriptor.taken && direction !== undefined) refuseTaken(descriptor.taken, direction)
  return descriptor
}

const MSG_WAITALL = constantOf('MSG_WAITALL')

/**
 * Receiving the rest would mean waiting; what has arrived is received, as recv(2) does with
 * MSG_DONTWAIT.
 */
function withoutWaitAll<Options>(given: Given<Options>): Given<Options> {
  const { flags = 0 } = given
  return (flags & MSG_WAITALL) === 0 ? given : { ...given, flags: flags & ~MSG_WAITALL }
}
