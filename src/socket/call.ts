import { attempt } from '../engine/attempt.ts'
import { attemptSync } from '../engine/attempt-sync.ts'
import type { Request } from '../engine/request.ts'
import {
  type AsyncWaitOptions,
  type Given,
  limitsOf,
  type OptionNames,
  readOptions,
  type WaitOptions,
} from './call-options.ts'
import type { SocketHandle } from './socket-handle.ts'

/**
 * Reads the options of a waiting call, builds its request and makes it. Whatever goes wrong rejects.
 *
 * @param names The options that the call knows.
 * @param request Builds the request from the options, each of which was read once.
 */
export function call<T, Options extends AsyncWaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  request: (given: Given<Options>) => Request<T>,
): Promise<T> {
  try {
    const given = readOptions(options, names.promise)
    const { readiness, limits } = socket.descriptor
    return attempt(readiness, request(given), limitsOf(given, names.limits ?? limits), socket)
  } catch (error) {
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
  const given = readOptions(options, names.sync)
  const { readiness, limits } = socket.descriptor
  return attemptSync(readiness, request(given), limitsOf(given, names.limits ?? limits).timeout)
}
