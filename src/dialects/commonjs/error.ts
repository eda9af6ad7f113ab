import { isNativeError } from 'node:util/types'
import { constants, errorText, SocketError as CoreError } from '../../index.ts'
import {
  failureOf,
  type Failure,
  resolverFailure,
  type SystemCode,
  systemFailure,
  translating,
} from '../shared/error.ts'

/** A system call failed. Every method throws this; the message is the system's text. */
export class SocketError extends Error {
  /** The name of the class. */
  override readonly name = 'SocketError'
  /** The C name of the error: `'ECONNREFUSED'`, or `'EAI_NONAME'` from the resolver. */
  readonly code: string
  /** Its number; negative from the resolver. */
  readonly errno: number
  /** The call that failed: `'connect'`. */
  readonly syscall: string
  /** How many bytes were sent before it failed; missing if none were. */
  declare readonly sent?: number

  static {
    // A bundler may rename it, since the core has a class of this name too.
    Object.defineProperty(this, 'name', { value: 'SocketError' })
  }

  /** Called by the module; public so that a fake can create one too. */
  constructor(message: string, code: string, errno: number, syscall: string, sent = 0) {
    super(message)
    this.code = code
    this.errno = errno
    this.syscall = syscall
    if (sent > 0) this.sent = sent
  }
}

/** The error of a call that the module rejects as the system would. */
export function systemError(code: SystemCode, syscall: string): SocketError {
  return errorOf(systemFailure(code), syscall)
}

/** The error of the resolver, by its name. */
export function resolverError(code: string): SocketError {
  return errorOf(resolverFailure(code), 'getaddrinfo')
}

/**
 * The module's error for one of the core or of Node's file system; anything else unchanged.
 *
 * @param sent How many bytes were sent before the call that failed.
 */
export function translated(error: unknown, sent = 0): unknown {
  if (error instanceof CoreError) return ofCore(error, sent)
  if (error instanceof SocketError) {
    const { message, code, errno, syscall } = error
    if (sent === 0) return error
    return new SocketError(message, code, errno, syscall, sent + (error.sent ?? 0))
  }
  return isSystemError(error)
    ? new SocketError(errorText(-error.errno), error.code, -error.errno, error.syscall, sent)
    : error
}

function ofCore(error: CoreError, sent: number): SocketError {
  const failure = failureOf(error)
  if (failure.code === 'EAI_SYSTEM') {
    return errorOf({ ...failure, errno: constants.EAI_SYSTEM }, error.syscall)
  }
  return errorOf(failure, error.syscall, sent)
}

function errorOf({ text, code, errno }: Failure, syscall: string, sent = 0): SocketError {
  return new SocketError(text, code, errno, syscall, sent)
}

/** Calls a function, and throws its failure as the module's error. */
export const guarded = translating(translated)

interface SystemError extends Error {
  readonly code: string
  readonly errno: number
  readonly syscall: string
}

function isSystemError(error: unknown): error is SystemError {
  return (
    isNativeError(error) &&
    'errno' in error &&
    typeof error.errno === 'number' &&
    'code' in error &&
    typeof error.code === 'string' &&
    'syscall' in error
  )
}
