import { SocketError } from '../../index.ts'
import {
  failureOf,
  type Failure,
  resolverFailure,
  type SystemCode,
  systemFailure,
  translating,
} from '../shared/error.ts'

/** The error of a refused system call as TeaJS throws it: the C library's text and nothing else. */
export function systemError(code: SystemCode, syscall: string): Error {
  return errorOf(systemFailure(code), syscall)
}

/** The error of the resolver, by its name. */
export function resolverError(code: string, syscall: string): Error {
  return errorOf(resolverFailure(code), syscall)
}

/** What the core threw, as TeaJS throws it; anything that is not a system error is unchanged. */
export function translated(error: unknown): unknown {
  return error instanceof SocketError ? errorOf(failureOf(error), error.syscall) : error
}

/** Calls a function, and throws its failure as TeaJS does. */
export const guarded = translating(translated)

/** {@link guarded}, or false if the call would have to wait. */
export function unlessBlocked<T>(call: () => T): T | false {
  return guarded(() => {
    try {
      return call()
    } catch (error) {
      if (isConnecting(error) || isCode(error, 'EAGAIN')) return false
      throw error
    }
  })
}

/** Whether an earlier connect is still pending. */
export function isConnecting(error: unknown): boolean {
  return isCode(error, 'EALREADY')
}

function isCode(error: unknown, code: SystemCode): boolean {
  return error instanceof SocketError && error.code === code
}

/** The address is not one of its family. */
export function malformed(): Error {
  return new Error('Malformed address')
}

/** Like Node's, the errno of a system error is negative; so are the numbers of the resolver. */
function errorOf({ text, code, errno }: Failure, syscall: string): Error {
  return Object.assign(new Error(text), { code, errno: -Math.abs(errno), syscall })
}
