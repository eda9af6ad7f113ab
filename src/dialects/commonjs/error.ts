import { isNativeError } from 'node:util/types'
import {
  constants,
  type ConstantName,
  errorText,
  resolverErrorText,
  SocketError as CoreError,
} from '../../index.ts'

/** The system refused a call: what every method throws. The message is the system's own text. */
export class SocketError extends Error {
  /** Always this. */
  override readonly name = 'SocketError'
  /** The C name of the error: `'ECONNREFUSED'`; of the resolver's: `'EAI_NONAME'`. */
  readonly code: string
  /** Its number; those of the resolver are negative. */
  readonly errno: number
  /** The call that failed: `'connect'`. */
  readonly syscall: string
  /** How many bytes were taken before it failed; missing when none were. */
  declare readonly sent?: number

  static {
    // Whatever a bundler makes of it, beside the core's.
    Object.defineProperty(this, 'name', { value: 'SocketError' })
  }

  /** Made by the module; public so that a fake can make one too. */
  constructor(message: string, code: string, errno: number, syscall: string, sent = 0) {
    super(message)
    this.code = code
    this.errno = errno
    this.syscall = syscall
    if (sent > 0) this.sent = sent
  }
}

/** Those errors that the module itself tells of. */
type Code = Extract<
  ConstantName,
  | 'EADDRNOTAVAIL'
  | 'EAFNOSUPPORT'
  | 'EAGAIN'
  | 'EBADF'
  | 'EINPROGRESS'
  | 'EINVAL'
  | 'ENOTCONN'
  | 'EOPNOTSUPP'
  | 'EPIPE'
  | 'ESHUTDOWN'
  | 'ETIMEDOUT'
>

/** The error of a call that the module refuses as the system would. */
export function systemError(code: Code, syscall: string, sent = 0): SocketError {
  const errno = constants[code]
  return new SocketError(errorText(errno), code, errno, syscall, sent)
}

/** The error of the resolver, by its name. */
export function resolverError(code: string): SocketError {
  const number = new Map<string, number>(Object.entries(constants)).get(code) ?? 0
  return new SocketError(resolverErrorText(number), code, number, 'getaddrinfo')
}

/**
 * What the core, or Node's file system, threw, as this module throws it; anything else as it is.
 *
 * @param sent How much was sent before the call that failed.
 */
export function failureOf(error: unknown, sent = 0): unknown {
  if (error instanceof CoreError) return ofCore(error, sent + (error.bytesSent ?? 0))
  if (error instanceof SocketError) {
    const { message, code, errno, syscall } = error
    return sent === 0 ? error : new SocketError(message, code, errno, syscall, sent + sentBy(error))
  }
  return isSystemError(error)
    ? new SocketError(errorText(-error.errno), error.code, -error.errno, error.syscall, sent)
    : error
}

/** How much was sent in a call that failed. */
function sentBy(error: unknown): number {
  return error instanceof SocketError ? (error.sent ?? 0) : 0
}

function ofCore({ code, errno, syscall }: CoreError, sent: number): SocketError {
  if (code === 'ERR_SOCKET_CLOSED') return systemError('EBADF', syscall, sent)
  if (code === 'ERR_SOCKET_TIMEOUT') return systemError('EAGAIN', syscall, sent)
  if (code === 'EAI_SYSTEM') {
    return new SocketError(errorText(-errno), code, constants.EAI_SYSTEM, syscall)
  }
  if (code.startsWith('EAI_')) return resolverError(code)
  return new SocketError(errorText(-errno), code, -errno, syscall, sent)
}

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
