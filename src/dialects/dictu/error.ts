import { SocketError } from '../../index.ts'
import { failureOf } from '../shared/error.ts'

/** The failure that `Socket.errno` reports. */
export const last = { errno: 0 }

/** Records a failure; a call that fails returns null. */
export function fail(errno: number): null {
  last.errno = errno
  return null
}

/** Records the failure of a call of the core. */
export function failed(error: unknown): null {
  return fail(errnoOf(error))
}

/** The errno of an error of the core; anything else is thrown again. */
export function errnoOf(error: unknown): number {
  if (!(error instanceof SocketError)) throw error
  return failureOf(error).errno
}
